variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "regions" {
  description = "Regions with an API."
  type        = set(string)
}

variable "api_service" {
  description = "Name of the API's Cloud Run service."
  type        = string
}

variable "domains" {
  description = "Host names of the API; their DNS must point to the address."
  type        = list(string)
}

variable "security_policy" {
  description = "Cloud Armor policy of the backends."
  type        = string
}

variable "results_path" {
  description = "Path of the public results, as the code names it; the CDN keeps nothing else."
  type        = string
}

variable "smoke_key" {
  description = "Opens the ways to one region and to a revision without traffic; 32 random characters or more."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.smoke_key) >= 32
    error_message = "The key that opens what nobody else may reach has at least 32 characters."
  }
}
