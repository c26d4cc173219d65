# Images of the services. Old ones go by themselves; the newest stay, so that a rollback always finds its image.
resource "google_artifact_registry_repository" "this" {
  # checkov:skip=CKV_GCP_84: images hold no secret and no data; Google's own keys are enough for them
  project       = var.project
  location      = var.location
  repository_id = "sets"
  description   = "Images of the Sets AI services."
  format        = "DOCKER"

  docker_config {
    immutable_tags = true
  }

  cleanup_policies {
    id     = "keep-the-newest"
    action = "KEEP"

    most_recent_versions {
      keep_count = 20
    }
  }

  cleanup_policies {
    id     = "drop-the-old"
    action = "DELETE"

    condition {
      older_than = "2592000s"
    }
  }
}
