# Everything that is watched is the code's own list (monitoring.json, made by `make generate`); this turns it into
# resources.
locals {
  watched = jsondecode(file("${path.module}/monitoring.json"))
  burn    = local.watched.platform_alerts.burn
  uptime  = local.watched.platform_alerts.uptime

  tiles = [
    for index, tile in local.watched.tiles : {
      xPos   = (index % 3) * 16
      yPos   = floor(index / 3) * 12
      width  = 16
      height = 12
      widget = {
        title = tile.title
        xyChart = {
          dataSets = [{
            plotType        = "LINE"
            timeSeriesQuery = { prometheusQuery = tile.query, unitOverride = tile.unit }
          }]
          thresholds = try([{ value = tile.target }], [])
        }
      }
    }
  ]
}

resource "google_monitoring_dashboard" "this" {
  project = var.project
  dashboard_json = jsonencode({
    displayName  = "Sets AI"
    mosaicLayout = { columns = 48, tiles = local.tiles }
  })
}

resource "google_monitoring_alert_policy" "this" {
  for_each = { for alert in local.watched.alerts : alert.id => alert }

  project               = var.project
  display_name          = each.value.title
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = var.notification_channels

  conditions {
    display_name = each.value.title

    condition_prometheus_query_language {
      query                     = each.value.query
      duration                  = "${each.value.forS}s"
      evaluation_interval       = "30s"
      rule_group                = "sets"
      alert_rule                = each.key
      disable_metric_validation = true
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "${each.value.title}. ${each.value.means} Type first: ${join("; ", each.value.first)}. What to do: ${var.runbook}#${each.value.runbook}"
  }

  alert_strategy {
    auto_close = "86400s"
  }
}

resource "google_logging_metric" "this" {
  for_each = { for metric in local.watched.log_metrics : metric.id => metric }

  project     = var.project
  name        = "sets/${each.key}"
  description = each.value.description
  filter      = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=~\"^${each.value.message}\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

# 99.9 % of what the balancer answers, over four weeks. Refusals of bad requests are answers.
resource "google_monitoring_custom_service" "api" {
  project      = var.project
  service_id   = "sets-api"
  display_name = "Sets API"
}

resource "google_monitoring_slo" "availability" {
  project             = var.project
  service             = google_monitoring_custom_service.api.service_id
  slo_id              = "availability"
  display_name        = "99.9 % of the requests are answered"
  goal                = 0.999
  rolling_period_days = 28

  request_based_sli {
    good_total_ratio {
      total_service_filter = "metric.type=\"loadbalancing.googleapis.com/https/request_count\" resource.type=\"https_lb_rule\" resource.label.url_map_name=\"${var.url_map}\""
      bad_service_filter   = "metric.type=\"loadbalancing.googleapis.com/https/request_count\" resource.type=\"https_lb_rule\" resource.label.url_map_name=\"${var.url_map}\" metric.label.response_code_class=500"
    }
  }
}

# Two windows each, so that an alert comes soon and goes soon (Google's SRE workbook, chapter 5, table 5-8).
locals {
  burn_rates = {
    page   = { severity = "CRITICAL", rate = 14.4, long_s = 3600, short_s = 300 }
    ticket = { severity = "WARNING", rate = 6, long_s = 21600, short_s = 1800 }
    trend  = { severity = "WARNING", rate = 1, long_s = 259200, short_s = 21600 }
  }
}

resource "google_monitoring_alert_policy" "burn" {
  for_each = local.burn_rates

  project               = var.project
  display_name          = "The error budget burns ${each.value.rate} times too fast"
  combiner              = "AND"
  severity              = each.value.severity
  notification_channels = var.notification_channels

  conditions {
    display_name = "over ${each.value.long_s} s"

    condition_threshold {
      filter          = "select_slo_burn_rate(\"${google_monitoring_slo.availability.id}\", \"${each.value.long_s}s\")"
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.rate
      duration        = "0s"
    }
  }

  conditions {
    display_name = "over ${each.value.short_s} s"

    condition_threshold {
      filter          = "select_slo_burn_rate(\"${google_monitoring_slo.availability.id}\", \"${each.value.short_s}s\")"
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.rate
      duration        = "0s"
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "${local.burn.title}. ${local.burn.means} Type first: ${join("; ", local.burn.first)}. What to do: ${var.runbook}#${local.burn.runbook}"
  }
}

# From outside, through the balancer: DNS, certificate, Cloud Armor and all.
resource "google_monitoring_uptime_check_config" "api" {
  for_each = toset(var.domains)

  project      = var.project
  display_name = "https://${each.value}${var.probe_path}"
  period       = "60s"
  timeout      = "10s"

  http_check {
    path         = var.probe_path
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  monitored_resource {
    type   = "uptime_url"
    labels = { project_id = var.project, host = each.value }
  }
}

resource "google_monitoring_alert_policy" "uptime" {
  for_each = google_monitoring_uptime_check_config.api

  project               = var.project
  display_name          = "${each.key} is not reached from outside"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = var.notification_channels

  conditions {
    display_name = "more than one place does not reach it"

    condition_threshold {
      filter          = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" resource.type=\"uptime_url\" metric.label.check_id=\"${each.value.uptime_check_id}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "120s"

      aggregations {
        alignment_period     = "120s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "${local.uptime.title}. ${local.uptime.means} Type first: ${join("; ", local.uptime.first)}. What to do: ${var.runbook}#${local.uptime.runbook}"
  }
}
