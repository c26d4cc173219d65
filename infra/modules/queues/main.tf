# One queue of jobs per region, and one for webhooks. Retries of jobs are tasks of their own (ADR 0004), so that a queue
# retries only what no worker has answered.
resource "google_cloud_tasks_queue" "extract" {
  for_each = var.regions

  project       = var.project
  name          = var.extract_queue
  location      = each.key
  desired_state = "RUNNING"

  rate_limits {
    max_dispatches_per_second = 500
    max_concurrent_dispatches = floor(each.value.worker_floor * var.slots * 0.95)
  }

  retry_config {
    max_attempts       = 100
    max_retry_duration = "0s"
    min_backoff        = "0.5s"
    max_backoff        = "10s"
    max_doublings      = 4
  }

  stackdriver_logging_config {
    sampling_ratio = 0.01
  }

  # Whoever scales owns the concurrency, and operators own the state.
  lifecycle {
    ignore_changes = [rate_limits[0].max_concurrent_dispatches, desired_state]
  }
}

# Receivers belong to others: they may be slow or away, so that deliveries have a queue and a concurrency of their own.
# Each delivery's next try is a task of its own too; what is retried here is a delivery that no worker took.
resource "google_cloud_tasks_queue" "webhooks" {
  for_each = var.regions

  project       = var.project
  name          = var.webhooks_queue
  location      = each.key
  desired_state = "RUNNING"

  rate_limits {
    max_dispatches_per_second = 500
    max_concurrent_dispatches = var.webhooks_at_once
  }

  retry_config {
    max_attempts       = 100
    max_retry_duration = "0s"
    min_backoff        = "1s"
    max_backoff        = "60s"
    max_doublings      = 5
  }

  stackdriver_logging_config {
    sampling_ratio = 0.01
  }

  # Operators own the state.
  lifecycle {
    ignore_changes = [desired_state]
  }
}
