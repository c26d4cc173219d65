variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "environment" {
  description = "staging or production."
  type        = string
  default     = "production"

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment is staging or production; local needs no infrastructure."
  }
}

variable "primary_region" {
  description = "Where jobs go when nothing speaks for another region: the setting PRIMARY_REGION."
  type        = string
  default     = "us-central1"
}

variable "secondary_regions" {
  description = "Further regions with an API and workers: the setting SECONDARY_REGIONS."
  type        = list(string)
  default     = []

  validation {
    condition     = length(distinct(var.secondary_regions)) == length(var.secondary_regions)
    error_message = "A region stands in the list once."
  }
}

variable "firestore_location" {
  description = "Where the data lie: nam5, eur3 or a region. Cannot be changed later."
  type        = string
  default     = "nam5"
}

variable "staging_location" {
  description = "Where large media lie for a day: US, EU, ASIA or a region."
  type        = string
  default     = "US"
}

variable "gemini_regions" {
  description = "The setting GEMINI_REGIONS; empty: our own regions."
  type        = list(string)
  default     = []
}

variable "model_locations" {
  description = "Locations of models that nothing may leave (the setting that is the residency allowlist); empty: any."
  type        = list(string)
  default     = []
}

variable "domains" {
  description = "Host names of the API."
  type        = list(string)

  validation {
    condition     = length(var.domains) > 0
    error_message = "The API needs a host name: its certificate is made for it."
  }
}

variable "auth_modes" {
  description = "How callers show who they are: the setting AUTH_MODES. What App Check needs beside it goes into `settings`."
  type        = list(string)
  default     = ["api-key"]

  validation {
    condition     = length(var.auth_modes) > 0 && alltrue([for mode in var.auth_modes : contains(["api-key", "app-check"], mode)])
    error_message = "Callers show an API key or an App Check token; nobody else is let in here."
  }
}

variable "images" {
  description = "Images of the first revisions; later ones are rolled out by `make deploy`."
  type        = object({ api = string, worker = string })
}

variable "release" {
  description = "The deployed version, for logs and health pages: the setting VERSION."
  type        = string
  default     = "initial"
}

variable "slots" {
  description = "Jobs that one worker runs at once: the setting MAX_CONCURRENT_PROCESSING."
  type        = number
  default     = 80
}

variable "floors" {
  description = "Instances that are kept in the primary region and in each other one."
  type        = object({ primary = number, secondary = number })
  default     = { primary = 2, secondary = 1 }
}

variable "ceiling" {
  description = "Instances of a service that may run in one region."
  type        = number
  default     = 100
}

variable "requests_per_minute" {
  description = "Requests that one address may make in a minute before it is stopped at the balancer."
  type        = number
  default     = 600
}

variable "settings" {
  description = "Further settings of both services, by the names in .env.example."
  type        = map(string)
  default     = {}
}

variable "metrics_sidecar" {
  description = "Image of the managed Prometheus sidecar; null: no metrics of instances in Cloud Monitoring, whose alerts then stay silent."
  type        = string
  default     = "us-docker.pkg.dev/cloud-ops-agents-artifacts/cloud-run-gmp-sidecar/cloud-run-gmp-sidecar:1.3.0"
}

variable "notification_channels" {
  description = "Who hears of alerts: ids of notification channels."
  type        = list(string)
  default     = []
}

variable "billing" {
  description = "The account that pays, and what a month may cost in its currency: alerts at half, nine tenths, all of it and a forecast beyond; null: none."
  type        = object({ account = string, monthly = number })
  default     = null
}

variable "protected" {
  description = "Whether data outlive the stack."
  type        = bool
  default     = true
}

variable "runbook" {
  description = "Address of the runbook, which every alert names."
  type        = string
  default     = "docs/runbook.md"
}

variable "smoke_key" {
  description = "The operators' key to one region and to revisions without traffic, at the balancer."
  type        = string
  sensitive   = true
}

variable "repository" {
  description = "Owner and name of the GitHub repository whose main branch may deploy; null: nobody by federation."
  type        = string
  default     = null
}

variable "redis_network" {
  description = "Network in which each region gets a Redis as a cache tier; null: no such tier."
  type        = string
  default     = null
}
