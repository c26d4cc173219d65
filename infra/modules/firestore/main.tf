# The database. What is indexed, what expires and what must not be indexed is the code's own list (firestore.json, made by
# `make generate`): nothing of it is written here.
locals {
  declared = jsondecode(file("${path.module}/firestore.json"))
}

resource "google_firestore_database" "this" {
  project                           = var.project
  name                              = "(default)"
  location_id                       = var.location
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "PESSIMISTIC"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state           = var.protected ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = var.protected ? "ABANDON" : "DELETE"
}

# TTL and single-field exemptions. An exempt field has no index at all, so a monotonic one cannot become a hot spot.
resource "google_firestore_field" "this" {
  for_each = { for field in local.declared.fields : "${field.collection}.${field.field}" => field }

  project    = var.project
  database   = google_firestore_database.this.name
  collection = each.value.collection
  field      = each.value.field

  dynamic "ttl_config" {
    for_each = each.value.ttl ? [1] : []
    content {}
  }

  index_config {
    dynamic "indexes" {
      for_each = each.value.indexed
      content {
        order       = indexes.value
        query_scope = "COLLECTION"
      }
    }
  }
}

resource "google_firestore_index" "this" {
  for_each = { for index in local.declared.indexes : index.name => index }

  project     = var.project
  database    = google_firestore_database.this.name
  collection  = each.value.collection
  query_scope = each.value.scope

  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path = fields.value.field
      order      = fields.value.order
    }
  }
}

resource "google_firestore_backup_schedule" "daily" {
  project   = var.project
  database  = google_firestore_database.this.name
  retention = "604800s"

  daily_recurrence {}
}
