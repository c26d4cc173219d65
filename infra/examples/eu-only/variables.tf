variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "domain" {
  description = "Host name of the API."
  type        = string
}

variable "images" {
  description = "Images of the first revisions."
  type        = object({ api = string, worker = string })
}

variable "smoke_key" {
  description = "The operators' key to one region and to revisions without traffic."
  type        = string
  sensitive   = true
}

variable "environment" {
  description = "production or staging: each is a project of its own."
  type        = string
  default     = "production"
}

variable "repository" {
  description = "Owner and name of the GitHub repository whose main branch may deploy; null: nobody by federation."
  type        = string
  default     = null
}

variable "notification_channels" {
  description = "Who hears of alerts: ids of notification channels. Without one, alerts stand in the console alone."
  type        = list(string)
  default     = []
}

variable "settings" {
  description = "Further settings of both services, by the names in .env.example."
  type        = map(string)
  default     = {}
}

variable "release" {
  description = "The deployed version, for logs and health pages: give it whenever you apply after a deploy."
  type        = string
  default     = "initial"
}

variable "runbook" {
  description = "Address of docs/runbook.md as whoever is woken can open it: every alert names it."
  type        = string
  default     = "docs/runbook.md"
}

variable "billing" {
  description = "The account that pays, and what a month may cost in its currency; null: nobody hears of it."
  type        = object({ account = string, monthly = number })
  default     = null
}
