# What the API's own limits should not have to see: floods per address, and attacks that are known.
locals {
  # In order of their priority. Submits hold JSON and links, which these rules were not made for: sensitivity 1 keeps to
  # what is certain.
  known_attacks = {
    1000 = "sqli-v33-stable"
    1001 = "xss-v33-stable"
    1002 = "lfi-v33-stable"
    1003 = "rce-v33-stable"
    1004 = "protocolattack-v33-stable"
    1005 = "scannerdetection-v33-stable"
  }
}

resource "google_compute_security_policy" "this" {
  project     = var.project
  name        = "sets-api"
  description = "Floods and known attacks before the API."
  type        = "CLOUD_ARMOR"

  advanced_options_config {
    json_parsing = "STANDARD"
    log_level    = "NORMAL"
  }

  adaptive_protection_config {
    layer_7_ddos_defense_config {
      enable = true
    }
  }

  # Node is not Java; but whoever tries this tries everything.
  rule {
    priority    = 999
    action      = "deny(403)"
    description = "cve-canary"

    match {
      expr {
        expression = "evaluatePreconfiguredWaf('cve-canary')"
      }
    }
  }

  dynamic "rule" {
    for_each = local.known_attacks
    content {
      priority    = rule.key
      action      = "deny(403)"
      description = rule.value

      match {
        expr {
          expression = "evaluatePreconfiguredWaf('${rule.value}', {'sensitivity': 1})"
        }
      }
    }
  }

  # An address that goes on beyond the limit is banned for a while.
  rule {
    priority    = 2000
    action      = "rate_based_ban"
    description = "${var.requests_per_minute} requests a minute per address"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }

    rate_limit_options {
      conform_action   = "allow"
      exceed_action    = "deny(429)"
      enforce_on_key   = "IP"
      ban_duration_sec = 300

      rate_limit_threshold {
        count        = var.requests_per_minute
        interval_sec = 60
      }

      ban_threshold {
        count        = var.requests_per_minute * 10
        interval_sec = 600
      }
    }
  }

  rule {
    priority    = 2147483647
    action      = "allow"
    description = "everybody else"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}
