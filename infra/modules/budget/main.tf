# What Google bills for the project, in the account's own currency. It tells and never stops anything: what callers may spend
# is bounded by the service's own budgets (BUDGET_TOTAL_USD_PER_DAY), which know of it within seconds, this within a day.
resource "google_billing_budget" "this" {
  billing_account = var.billing_account
  display_name    = "Sets: ${var.project}"

  budget_filter {
    projects = ["projects/${var.project_number}"]
  }

  amount {
    specified_amount {
      units = tostring(var.monthly)
    }
  }

  dynamic "threshold_rules" {
    for_each = { half = 0.5, most = 0.9, all = 1 }
    content {
      threshold_percent = threshold_rules.value
    }
  }

  # Before it is spent: where this month goes, if it goes on like that.
  threshold_rules {
    threshold_percent = 1.2
    spend_basis       = "FORECASTED_SPEND"
  }

  # Who hears of alerts; those who manage the billing account always do.
  dynamic "all_updates_rule" {
    for_each = length(var.notification_channels) > 0 ? [var.notification_channels] : []
    content {
      monitoring_notification_channels = all_updates_rule.value
    }
  }
}
