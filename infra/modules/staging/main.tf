# Media too large for a request lie here for a day while a model reads them.
resource "google_storage_bucket" "this" {
  # checkov:skip=CKV_GCP_62: objects live for a day, and only the workers' account reaches them
  # checkov:skip=CKV_GCP_78: a version kept is a person's video kept beyond its day
  project                     = var.project
  name                        = "${var.project}-sets-staging"
  location                    = var.location
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 1
    }
  }

  # What a day has deleted is gone: no second copy of a person's video.
  soft_delete_policy {
    retention_duration_seconds = 0
  }
}

# Workers write, read back and delete their own objects.
resource "google_storage_bucket_iam_member" "worker" {
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectUser"
  member = var.worker_member
}
