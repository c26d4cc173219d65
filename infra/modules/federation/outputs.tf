output "provider" {
  description = "Name of the provider: the variable WORKLOAD_IDENTITY_PROVIDER of the workflow."
  value       = google_iam_workload_identity_pool_provider.github.name
}
