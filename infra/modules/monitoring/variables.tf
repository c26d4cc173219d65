variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "notification_channels" {
  description = "Who hears of alerts: ids of notification channels."
  type        = list(string)
}

variable "domains" {
  description = "Host names of the API, checked from outside."
  type        = list(string)
}

variable "probe_path" {
  description = "Path that says that the process answers."
  type        = string
}

variable "url_map" {
  description = "Name of the balancer's URL map, whose requests the SLO counts."
  type        = string
}

variable "runbook" {
  description = "Address of the runbook."
  type        = string
}
