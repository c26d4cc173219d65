data "google_project" "this" {
  project_id = var.project
}

module "project" {
  source = "../modules/project"

  project = var.project
}

module "registry" {
  source     = "../modules/registry"
  depends_on = [module.project]

  project  = var.project
  location = var.primary_region
}

module "identities" {
  source     = "../modules/identities"
  depends_on = [module.project]

  project        = var.project
  worker_service = local.worker_service
}

module "secrets" {
  source     = "../modules/secrets"
  depends_on = [module.project]

  project = var.project
  readers = { for name, accounts in local.secret_readers : name => { for account in accounts : account => module.identities.members[account] } }
}

module "firestore" {
  source     = "../modules/firestore"
  depends_on = [module.project]

  project   = var.project
  location  = var.firestore_location
  protected = var.protected
}

module "staging" {
  source     = "../modules/staging"
  depends_on = [module.project]

  project       = var.project
  location      = var.staging_location
  worker_member = module.identities.members["worker"]
}

module "queues" {
  source     = "../modules/queues"
  depends_on = [module.project]

  project        = var.project
  slots          = var.slots
  extract_queue  = "extract"
  webhooks_queue = "webhooks"
  regions        = { for region in local.regions : region => { worker_floor = region == var.primary_region ? var.floors.primary : var.floors.secondary } }
}

module "redis" {
  source     = "../modules/redis"
  for_each   = var.redis_network == null ? toset([]) : toset(["tier"])
  depends_on = [module.project]

  project = var.project
  regions = local.regions
  network = var.redis_network
  readers = { for account in ["api", "worker"] : account => module.identities.members[account] }
}

module "scrape" {
  source     = "../modules/scrape"
  for_each   = var.metrics_sidecar == null ? toset([]) : toset(["sidecar"])
  depends_on = [module.project]

  project = var.project
  port    = local.shared_settings.METRICS_PORT
  path    = "/metrics"
  readers = { for account in ["api", "worker"] : account => module.identities.members[account] }
}

module "worker" {
  source     = "../modules/service"
  for_each   = local.regions
  depends_on = [module.firestore, module.queues, module.scrape]

  project              = var.project
  region               = each.value
  name                 = local.worker_service
  image                = var.images.worker
  service_account      = module.identities.emails["worker"]
  invokers             = { for account in ["tasks", "scheduler"] : account => module.identities.members[account] }
  ingress              = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  default_uri_disabled = false
  port                 = 8080
  probe_path           = "/health/live"
  concurrency          = var.slots
  concurrency_target   = 0.95
  timeout_s            = 150
  cpu                  = "4"
  memory               = "4Gi"
  floor                = each.value == var.primary_region ? var.floors.primary : var.floors.secondary
  ceiling              = var.ceiling
  settings             = merge(local.shared_settings, local.worker_settings, var.settings, { REGION = each.value })
  secrets = merge(
    { for name, accounts in local.secret_readers : name => module.secrets.ids[name] if contains(accounts, "worker") },
    { for tier in module.redis : "REDIS_URL" => tier.urls[each.value] },
  )
  network         = var.redis_network
  metrics_sidecar = local.metrics_sidecar
}

module "api" {
  source     = "../modules/service"
  for_each   = local.regions
  depends_on = [module.firestore, module.queues, module.scrape]

  project         = var.project
  region          = each.value
  name            = local.api_service
  image           = var.images.api
  service_account = module.identities.emails["api"]

  # Anybody, but only through the balancer: the API itself knows its callers.
  invokers             = { everybody = "allUsers" }
  ingress              = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  default_uri_disabled = true
  port                 = 8080
  probe_path           = "/health/live"
  concurrency          = local.api_concurrency
  concurrency_target   = 0.6
  timeout_s            = 900
  cpu                  = "4"
  memory               = "4Gi"
  floor                = each.value == var.primary_region ? var.floors.primary : var.floors.secondary
  ceiling              = var.ceiling
  settings             = merge(local.shared_settings, local.api_settings, var.settings, { REGION = each.value })
  secrets = merge(
    { for name, accounts in local.secret_readers : name => module.secrets.ids[name] if contains(accounts, "api") },
    { for tier in module.redis : "REDIS_URL" => tier.urls[each.value] },
  )
  network         = var.redis_network
  metrics_sidecar = local.metrics_sidecar
}

module "scheduler" {
  source     = "../modules/scheduler"
  depends_on = [module.worker]

  project         = var.project
  worker_urls     = { for region in local.regions : region => replace(local.worker_url, "{region}", region) }
  paths           = { sweep = "/tasks/sweep", scale = "/tasks/scale" }
  service_account = module.identities.emails["scheduler"]
}

module "armor" {
  source     = "../modules/armor"
  depends_on = [module.project]

  project             = var.project
  requests_per_minute = var.requests_per_minute
}

module "balancer" {
  source     = "../modules/balancer"
  depends_on = [module.api]

  project         = var.project
  regions         = local.regions
  api_service     = local.api_service
  domains         = var.domains
  security_policy = module.armor.policy
  results_path    = "/v1/results"
  smoke_key       = var.smoke_key
}

module "monitoring" {
  source     = "../modules/monitoring"
  depends_on = [module.project]

  project               = var.project
  notification_channels = var.notification_channels
  domains               = var.domains
  probe_path            = "/health/live"
  url_map               = module.balancer.url_map
  runbook               = var.runbook
}

module "budget" {
  source     = "../modules/budget"
  for_each   = var.billing == null ? toset([]) : toset(["month"])
  depends_on = [module.project]

  project               = var.project
  project_number        = data.google_project.this.number
  billing_account       = var.billing.account
  monthly               = var.billing.monthly
  notification_channels = var.notification_channels
}

module "federation" {
  source     = "../modules/federation"
  for_each   = var.repository == null ? toset([]) : toset([var.repository])
  depends_on = [module.project]

  project    = var.project
  repository = each.value
  deployer   = module.identities.emails["deployer"]
}
