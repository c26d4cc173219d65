output "extract" {
  description = "Full name of each region's queue of jobs."
  value       = { for region, queue in google_cloud_tasks_queue.extract : region => queue.id }
}

output "webhooks" {
  description = "Full name of each region's queue of webhooks' deliveries."
  value       = { for region, queue in google_cloud_tasks_queue.webhooks : region => queue.id }
}
