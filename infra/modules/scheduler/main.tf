# Two calls a minute to each region's workers: the sweep of work that is owed, and the scaling decision for the time when
# no worker makes it.
locals {
  calls = merge([
    for region, url in var.worker_urls : {
      for name, path in var.paths : "${name}-${region}" => { region = region, url = url, path = path }
    }
  ]...)
}

resource "google_cloud_scheduler_job" "this" {
  for_each = local.calls

  project          = var.project
  region           = each.value.region
  name             = each.key
  schedule         = "* * * * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "60s"

  http_target {
    http_method = "POST"
    uri         = "${each.value.url}${each.value.path}"

    oidc_token {
      service_account_email = var.service_account
      audience              = each.value.url
    }
  }

  retry_config {
    retry_count = 1
  }
}
