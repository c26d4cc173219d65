output "bucket" {
  description = "Name of the bucket: the setting STAGING_BUCKET."
  value       = google_storage_bucket.this.name
}
