# The smallest deployment that keeps the promise of speed near it: one region, one of everything.
provider "google" {
  project = var.project
}

module "sets" {
  source = "../../stack"

  project     = var.project
  environment = var.environment
  domains     = [var.domain]
  images      = var.images

  smoke_key             = var.smoke_key
  repository            = var.repository
  notification_channels = var.notification_channels
  settings              = var.settings
  release               = var.release
  runbook               = var.runbook
  billing               = var.billing

  primary_region = "us-central1"
  floors         = { primary = 1, secondary = 0 }
}
