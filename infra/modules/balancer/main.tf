# One address for the world. Each client goes to the nearest region whose readiness probes pass; outlier detection is the
# second net. Only public results may be kept by the CDN, and only as their own headers say.
resource "google_compute_global_address" "this" {
  project = var.project
  name    = "sets-api"
}

resource "google_compute_region_network_endpoint_group" "api" {
  for_each = var.regions

  project               = var.project
  name                  = "sets-api"
  region                = each.value
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = var.api_service
  }
}

locals {
  # Where the client is, for the choice of a region. A client's own header of that name is replaced.
  geo_headers = ["X-Client-Geo-Location: {client_region},{client_city_lat_long}"]
}

resource "google_compute_backend_service" "api" {
  project               = var.project
  name                  = "sets-api"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = var.security_policy
  enable_cdn            = false

  custom_request_headers = local.geo_headers

  dynamic "backend" {
    for_each = google_compute_region_network_endpoint_group.api
    content {
      group = backend.value.id
    }
  }

  # A busy instance refuses misses with 503 and answers the rest: ten failures without an answer between are a lost region,
  # not a busy one. Each of Google's front ends counts by itself (docs/adr/0057).
  outlier_detection {
    consecutive_errors                    = 10
    enforcing_consecutive_errors          = 100
    consecutive_gateway_failure           = 10
    enforcing_consecutive_gateway_failure = 100
    max_ejection_percent                  = 50

    interval {
      seconds = 5
    }

    base_ejection_time {
      seconds = 30
    }
  }

  log_config {
    enable      = true
    sample_rate = 0.1
  }
}

resource "google_compute_backend_service" "results" {
  project               = var.project
  name                  = "sets-results"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = var.security_policy
  enable_cdn            = true

  custom_request_headers = local.geo_headers

  dynamic "backend" {
    for_each = google_compute_region_network_endpoint_group.api
    content {
      group = backend.value.id
    }
  }

  cdn_policy {
    cache_mode         = "USE_ORIGIN_HEADERS"
    request_coalescing = true
    serve_while_stale  = 86400
    negative_caching   = false

    # Whoever shows a credential is answered by the API itself.
    bypass_cache_on_request_headers {
      header_name = "Authorization"
    }

    cache_key_policy {
      include_host         = true
      include_protocol     = true
      include_query_string = false
    }
  }

  log_config {
    enable      = true
    sample_rate = 0.1
  }
}

# Ways that only an operator's key opens: to one region's API, and to its revision that has no traffic yet. The API's own
# addresses are closed, so smoke tests and `make test-api-all` go here.
locals {
  ways = merge(
    { for region in var.regions : "x-sets-region ${region}" => { header = "x-sets-region", region = region, tag = null } },
    { for region in var.regions : "x-sets-candidate ${region}" => { header = "x-sets-candidate", region = region, tag = "candidate" } },
  )
}

resource "google_compute_region_network_endpoint_group" "way" {
  for_each = local.ways

  project               = var.project
  name                  = "sets-${replace(each.value.header, "x-sets-", "")}"
  region                = each.value.region
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = var.api_service
    tag     = each.value.tag
  }
}

resource "google_compute_backend_service" "way" {
  for_each = local.ways

  project               = var.project
  name                  = "sets-${replace(each.value.header, "x-sets-", "")}-${each.value.region}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = var.security_policy
  enable_cdn            = false

  custom_request_headers = local.geo_headers

  backend {
    group = google_compute_region_network_endpoint_group.way[each.key].id
  }
}

resource "google_compute_url_map" "https" {
  project         = var.project
  name            = "sets-api"
  default_service = google_compute_backend_service.api.id

  host_rule {
    hosts        = var.domains
    path_matcher = "api"
  }

  path_matcher {
    name            = "api"
    default_service = google_compute_backend_service.api.id

    dynamic "route_rules" {
      for_each = { for index, key in sort(keys(local.ways)) : index + 1 => key }
      content {
        priority = route_rules.key
        service  = google_compute_backend_service.way[route_rules.value].id

        # The key is for the balancer: no process and no log of ours ever sees it.
        header_action {
          request_headers_to_remove = ["x-sets-smoke-key"]
        }

        match_rules {
          prefix_match = "/"

          header_matches {
            header_name = local.ways[route_rules.value].header
            exact_match = local.ways[route_rules.value].region
          }

          header_matches {
            header_name = "x-sets-smoke-key"
            exact_match = var.smoke_key
          }
        }
      }
    }

    route_rules {
      priority = 1000
      service  = google_compute_backend_service.results.id

      match_rules {
        prefix_match = "${var.results_path}/"
      }
    }
  }

  test {
    host    = var.domains[0]
    path    = "${var.results_path}/0000"
    service = google_compute_backend_service.results.id
  }

  test {
    host    = var.domains[0]
    path    = "/v1/jobs"
    service = google_compute_backend_service.api.id
  }
}

# By http nothing is served; everything is sent to https.
resource "google_compute_url_map" "http" {
  project = var.project
  name    = "sets-api-http"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "PERMANENT_REDIRECT"
    strip_query            = false
  }
}

resource "google_certificate_manager_certificate" "this" {
  for_each = toset(var.domains)

  project = var.project
  name    = "sets-${replace(each.value, ".", "-")}"
  scope   = "DEFAULT"

  managed {
    domains = [each.value]
  }
}

resource "google_certificate_manager_certificate_map" "this" {
  project = var.project
  name    = "sets-api"
}

resource "google_certificate_manager_certificate_map_entry" "this" {
  for_each = google_certificate_manager_certificate.this

  project      = var.project
  name         = each.value.name
  map          = google_certificate_manager_certificate_map.this.name
  certificates = [each.value.id]
  hostname     = each.key
}

resource "google_compute_ssl_policy" "this" {
  project         = var.project
  name            = "sets-api"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_target_https_proxy" "this" {
  project         = var.project
  name            = "sets-api"
  url_map         = google_compute_url_map.https.id
  certificate_map = "//certificatemanager.googleapis.com/${google_certificate_manager_certificate_map.this.id}"
  ssl_policy      = google_compute_ssl_policy.this.id
  quic_override   = "ENABLE"
}

resource "google_compute_target_http_proxy" "this" {
  project = var.project
  name    = "sets-api"
  url_map = google_compute_url_map.http.id
}

resource "google_compute_global_forwarding_rule" "https" {
  project               = var.project
  name                  = "sets-api-https"
  ip_address            = google_compute_global_address.this.id
  load_balancing_scheme = "EXTERNAL_MANAGED"
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
}

resource "google_compute_global_forwarding_rule" "http" {
  project               = var.project
  name                  = "sets-api-http"
  ip_address            = google_compute_global_address.this.id
  load_balancing_scheme = "EXTERNAL_MANAGED"
  port_range            = "80"
  target                = google_compute_target_http_proxy.this.id
}
