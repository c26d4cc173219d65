# A cache tier per region, for those who need it (an example: without it Firestore answers what memory does not hold).
resource "google_redis_instance" "this" {
  for_each = var.regions

  project                 = var.project
  name                    = "sets"
  region                  = each.value
  tier                    = "BASIC"
  memory_size_gb          = 1
  redis_version           = "REDIS_7_2"
  authorized_network      = var.network
  connect_mode            = "PRIVATE_SERVICE_ACCESS"
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  auth_enabled            = true

  # What memory does not hold goes, oldest use first: it is a cache.
  redis_configs = {
    maxmemory-policy = "allkeys-lru"
  }
}
