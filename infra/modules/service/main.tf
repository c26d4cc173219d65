# One Cloud Run service in one region; api and worker differ in their variables alone. CPU is always allocated: heartbeats,
# renewals and listeners live outside requests.
resource "google_cloud_run_v2_service" "this" {
  project              = var.project
  name                 = var.name
  location             = var.region
  ingress              = var.ingress
  default_uri_disabled = var.default_uri_disabled
  deletion_protection  = false

  # The floor of the workers belongs to whoever scales them, so it stands here and not in the revision.
  scaling {
    min_instance_count = var.floor
    max_instance_count = var.ceiling
  }

  template {
    service_account                  = var.service_account
    max_instance_request_concurrency = var.concurrency
    timeout                          = "${var.timeout_s}s"
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"

    scaling {
      concurrency_utilization = var.concurrency_target
      cpu_utilization         = 0.8
    }

    dynamic "vpc_access" {
      for_each = var.network == null ? [] : [var.network]
      content {
        egress = "PRIVATE_RANGES_ONLY"

        network_interfaces {
          network = vpc_access.value
        }
      }
    }

    containers {
      name  = var.name
      image = var.image

      ports {
        container_port = var.port
      }

      resources {
        limits = {
          cpu    = var.cpu
          memory = var.memory
        }
        cpu_idle          = false
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = var.settings
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = var.secrets
        content {
          name = env.key

          value_source {
            secret_key_ref {
              secret  = env.value
              version = "latest"
            }
          }
        }
      }

      # All three look at this process alone: one shared outage must not empty every region.
      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 30

        http_get {
          path = var.probe_path
        }
      }

      readiness_probe {
        period_seconds    = 5
        timeout_seconds   = 2
        failure_threshold = 2
        success_threshold = 1

        http_get {
          path = var.probe_path
        }
      }

      liveness_probe {
        period_seconds    = 10
        timeout_seconds   = 5
        failure_threshold = 6

        http_get {
          path = var.probe_path
        }
      }
    }

    # Managed Prometheus reads the metrics within the instance; nobody else needs to reach them.
    dynamic "containers" {
      for_each = var.metrics_sidecar == null ? [] : [var.metrics_sidecar]
      content {
        name       = "metrics"
        image      = containers.value.image
        depends_on = [var.name]

        resources {
          limits = {
            cpu    = "1"
            memory = "512Mi"
          }
          cpu_idle = false
        }

        # The one place where it looks for its configuration.
        volume_mounts {
          name       = "metrics"
          mount_path = "/etc/rungmp"
        }
      }
    }

    dynamic "volumes" {
      for_each = var.metrics_sidecar == null ? [] : [var.metrics_sidecar]
      content {
        name = "metrics"

        secret {
          secret = volumes.value.secret

          items {
            path    = "config.yaml"
            version = volumes.value.version
          }
        }
      }
    }
  }

  # A rollout decides about image and traffic, the scaler about the floor, operators about the rest of scaling.
  lifecycle {
    ignore_changes = [
      client,
      client_version,
      scaling[0].min_instance_count,
      scaling[0].manual_instance_count,
      scaling[0].scaling_mode,
      template[0].containers[0].image,
      template[0].revision,
      traffic,
    ]
  }
}

resource "google_cloud_run_v2_service_iam_member" "invokers" {
  for_each = var.invokers

  project  = var.project
  location = var.region
  name     = google_cloud_run_v2_service.this.name
  role     = "roles/run.invoker"
  member   = each.value
}
