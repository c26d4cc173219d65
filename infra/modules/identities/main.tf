# One account per caller and per service, with no right that its code does not use.
locals {
  accounts = {
    api       = "The API: submits jobs, reads and writes Firestore, creates tasks."
    worker    = "The workers: run jobs, call the models, sweep, scale their region."
    tasks     = "Whom Cloud Tasks calls the workers as."
    scheduler = "Whom Cloud Scheduler calls the workers as."
    deployer  = "Who rolls out: pushes images, makes revisions, shifts traffic, reads their logs."
  }

  project_roles = {
    api = [
      "roles/cloudtasks.enqueuer",
      "roles/cloudtasks.viewer",
      "roles/datastore.user",
      "roles/logging.logWriter",
      "roles/monitoring.metricWriter",
      "roles/telemetry.tracesWriter",
    ]
    worker = [
      "roles/aiplatform.user",
      "roles/cloudtasks.enqueuer",
      "roles/cloudtasks.viewer",
      "roles/datastore.user",
      "roles/logging.logWriter",
      "roles/monitoring.metricWriter",
      "roles/telemetry.tracesWriter",
    ]
    deployer = [
      "roles/artifactregistry.writer",
      "roles/logging.viewer",
      "roles/run.developer",
    ]
  }

  grants = merge([
    for account, roles in local.project_roles : { for role in roles : "${account} ${role}" => { account = account, role = role } }
  ]...)
}

resource "google_service_account" "this" {
  for_each = local.accounts

  project      = var.project
  account_id   = "sets-${each.key}"
  display_name = each.value
}

resource "google_project_iam_member" "this" {
  for_each = local.grants

  project = var.project
  role    = each.value.role
  member  = google_service_account.this[each.value.account].member
}

# Pausing and resuming is the operators' lever in the API; the concurrency is set by the workers that scale. Neither may
# delete a queue.
resource "google_project_iam_custom_role" "queue_levers" {
  project     = var.project
  role_id     = "setsQueueLevers"
  title       = "Sets: levers of the queues"
  description = "Pause, resume and set the rate of queues, without creating or deleting any."
  permissions = ["cloudtasks.queues.pause", "cloudtasks.queues.resume", "cloudtasks.queues.update"]
}

resource "google_project_iam_member" "queue_levers" {
  for_each = toset(["api", "worker"])

  project = var.project
  role    = google_project_iam_custom_role.queue_levers.name
  member  = google_service_account.this[each.value].member
}

# The instance floor of the worker service, and nothing else of Cloud Run.
resource "google_project_iam_custom_role" "scaler" {
  project     = var.project
  role_id     = "setsWorkerScaler"
  title       = "Sets: scaling of workers"
  description = "Read and update Cloud Run services."
  permissions = ["run.services.get", "run.services.update", "run.operations.get"]
}

resource "google_project_iam_member" "scaler" {
  project = var.project
  role    = google_project_iam_custom_role.scaler.name
  member  = google_service_account.this["worker"].member

  condition {
    title      = "workers-only"
    expression = "resource.name.endsWith(\"/services/${var.worker_service}\")"
  }
}

# A rollout begins when the indexes that its code asks by are ready. Nothing of the data may be read for that.
resource "google_project_iam_custom_role" "index_reader" {
  project     = var.project
  role_id     = "setsIndexReader"
  title       = "Sets: state of the indexes"
  description = "List the indexes of Firestore, without reading or changing anything else."
  permissions = ["datastore.databases.getMetadata", "datastore.schemas.list"]
}

resource "google_project_iam_member" "index_reader" {
  project = var.project
  role    = google_project_iam_custom_role.index_reader.name
  member  = google_service_account.this["deployer"].member
}

# Who creates a task with an identity must be allowed to act as it; who updates a service must be allowed to act as its
# own account.
resource "google_service_account_iam_member" "acts_as" {
  for_each = {
    "api as tasks"       = { actor = "api", account = "tasks" }
    "worker as tasks"    = { actor = "worker", account = "tasks" }
    "worker as itself"   = { actor = "worker", account = "worker" }
    "deployer as api"    = { actor = "deployer", account = "api" }
    "deployer as worker" = { actor = "deployer", account = "worker" }
  }

  service_account_id = google_service_account.this[each.value.account].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.this[each.value.actor].member
}
