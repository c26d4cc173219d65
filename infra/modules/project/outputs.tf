output "ready" {
  description = "Depends on every service: what is made after this may be made."
  value       = [for service in google_project_service.this : service.service]
}
