output "url" {
  description = "Where images are pushed to and pulled from."
  value       = "${var.location}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.this.repository_id}"
}
