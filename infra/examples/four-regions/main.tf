# The four regions of the promise. Data lie in the United States (nam5).
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

  primary_region    = "us-central1"
  secondary_regions = ["us-east1", "europe-west1", "asia-southeast1"]
}
