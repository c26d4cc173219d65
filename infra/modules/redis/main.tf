# A cache tier per region, for those who need it: without it Firestore answers what memory does not hold.
resource "google_project_service" "redis" {
  project            = var.project
  service            = "redis.googleapis.com"
  disable_on_destroy = false
}

resource "google_redis_instance" "this" {
  # checkov:skip=CKV_GCP_97: the way leads through the private network, and a certificate of the instance's own would have to reach every process
  for_each   = var.regions
  depends_on = [google_project_service.redis]

  project                 = var.project
  name                    = "sets"
  region                  = each.value
  tier                    = "BASIC"
  memory_size_gb          = 1
  redis_version           = "REDIS_7_2"
  authorized_network      = var.network
  connect_mode            = "DIRECT_PEERING"
  transit_encryption_mode = "DISABLED"
  auth_enabled            = true

  # What memory does not hold goes, oldest use first: it is a cache.
  redis_configs = {
    maxmemory-policy = "allkeys-lru"
  }
}

# The address holds the instance's password: services get it as a secret, by the setting's name.
resource "google_secret_manager_secret" "url" {
  for_each = var.regions

  project             = var.project
  secret_id           = "sets-redis-url-${each.value}"
  deletion_protection = false

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "url" {
  for_each = google_redis_instance.this

  secret      = google_secret_manager_secret.url[each.key].id
  secret_data = "redis://:${each.value.auth_string}@${each.value.host}:${each.value.port}"
}

locals {
  reads = merge([
    for region in var.regions : { for account, member in var.readers : "${region} ${account}" => { region = region, member = member } }
  ]...)
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each = local.reads

  project   = var.project
  secret_id = google_secret_manager_secret.url[each.value.region].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = each.value.member
}
