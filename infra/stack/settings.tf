# What the services read. The names are those of their schemas, which a test compares.
locals {
  regions = toset(concat([var.primary_region], var.secondary_regions))

  # Cloud Run's own address of a service: known before the service is made.
  worker_url = "https://worker-${data.google_project.this.number}.{region}.run.app"

  # For both services.
  shared_settings = {
    # Where the metrics sidecar reads, on loopback; the public port shows none.
    METRICS_PORT = "9464"
    # Cloud Trace; the share that is kept is the services' own default.
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = "https://telemetry.googleapis.com/v1/traces"
    ENVIRONMENT                        = var.environment
    GOOGLE_CLOUD_PROJECT               = var.project
    PRIMARY_REGION                     = var.primary_region
    SECONDARY_REGIONS                  = join(",", var.secondary_regions)
    GEMINI_REGIONS                     = join(",", length(var.gemini_regions) > 0 ? var.gemini_regions : concat([var.primary_region], var.secondary_regions))
    GEMINI_ALLOWED_LOCATIONS           = join(",", var.model_locations)
    VERSION                            = var.release
    WORKER_URL                         = local.worker_url
    TASKS_SERVICE_ACCOUNT              = module.identities.emails["tasks"]
  }

  # Requests that Cloud Run gives one API at once.
  api_concurrency = 100

  api_settings = {
    PORT               = "8080"
    TRUSTED_PROXY_HOPS = "2"
    TRUSTED_LB         = "true"
    # With those that only wait (MAX_DIRECT_PROCESSING) below what Cloud Run admits: else hits would wait outside, with the
    # misses, where nobody can tell them apart.
    MAX_CONCURRENT_REQUESTS = tostring(floor(local.api_concurrency * 0.7))
    ALLOWED_HOSTS           = join(",", var.domains)
    AUTH_MODES              = join(",", var.auth_modes)
    TRACE_LINK              = "https://console.cloud.google.com/traces/explorer;traceId={trace}?project=${var.project}"
  }

  worker_settings = {
    PORT                      = "8080"
    MAX_CONCURRENT_PROCESSING = tostring(var.slots)
    SCHEDULER_SERVICE_ACCOUNT = module.identities.emails["scheduler"]
    STAGING_BUCKET            = module.staging.bucket
    SCALE_SERVICE             = local.worker_service
    SCALE_CEILING             = tostring(var.ceiling)
  }

  # Secrets by the settings' names, and who reads them.
  secret_readers = {
    SCRAPECREATORS_API_KEY = ["api", "worker"]
    OPS_TOKEN              = ["api"]
    CALLER_ID_SECRET       = ["api"]
  }

  # Only where there is one: null leaves instances without it.
  metrics_sidecar = var.metrics_sidecar == null ? null : merge({ image = var.metrics_sidecar }, module.scrape["sidecar"].config)

  api_service    = "api"
  worker_service = "worker"
}
