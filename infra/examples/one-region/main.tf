# The smallest deployment that keeps the promise of speed near it: one region, one of everything.
provider "google" {
  project = var.project
}

module "sets" {
  source = "../../stack"

  project = var.project
  domains = [var.domain]
  images  = var.images

  smoke_key = var.smoke_key

  primary_region = "us-central1"
  floors         = { primary = 1, secondary = 0 }
}
