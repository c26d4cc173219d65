output "urls" {
  description = "The secret of each region that holds the setting REDIS_URL."
  value       = { for region, version in google_secret_manager_secret_version.url : region => google_secret_manager_secret.url[region].secret_id }
}
