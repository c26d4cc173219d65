output "config" {
  description = "The secret that holds the sidecar's configuration, and its version."
  value       = { secret = google_secret_manager_secret.this.secret_id, version = google_secret_manager_secret_version.this.version }
}
