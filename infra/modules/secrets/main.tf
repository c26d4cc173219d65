# Containers only: the values are added by `make create-secrets`, so that no state file ever holds one.
resource "google_secret_manager_secret" "this" {
  for_each = var.readers

  project             = var.project
  secret_id           = each.key
  deletion_protection = false

  replication {
    auto {}
  }
}

locals {
  reads = merge([
    for secret, members in var.readers : { for account, member in members : "${secret} ${account}" => { secret = secret, member = member } }
  ]...)
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each = local.reads

  project   = var.project
  secret_id = google_secret_manager_secret.this[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = each.value.member
}
