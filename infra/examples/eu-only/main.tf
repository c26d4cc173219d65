# Everything stays in the European Union: services, data, media, models. europe-west2 (London) is not in it.
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

  primary_region     = "europe-west1"
  secondary_regions  = ["europe-north1"]
  firestore_location = "eur3"
  staging_location   = "EU"
  model_locations    = ["eu"]
}
