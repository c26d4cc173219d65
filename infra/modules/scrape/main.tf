# What the managed Prometheus sidecar reads, as it wants to be told: a file out of Secret Manager. Nothing in it is secret.
resource "google_secret_manager_secret" "this" {
  project             = var.project
  secret_id           = "sets-run-monitoring"
  deletion_protection = false

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "this" {
  secret = google_secret_manager_secret.this.id
  secret_data = yamlencode({
    apiVersion = "monitoring.googleapis.com/v1beta"
    kind       = "RunMonitoring"
    metadata   = { name = "sets" }
    spec = {
      endpoints = [{ port = var.port, path = var.path, interval = "30s", timeout = "10s" }]
      # Our own labels say service and region already.
      targetLabels = { metadata = ["instance", "revision"] }
    }
  })
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each = var.readers

  project   = var.project
  secret_id = google_secret_manager_secret.this.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = each.value
}
