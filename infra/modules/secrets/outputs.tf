output "ids" {
  description = "Id of each secret by the setting's name."
  value       = { for name, secret in google_secret_manager_secret.this : name => secret.secret_id }
}
