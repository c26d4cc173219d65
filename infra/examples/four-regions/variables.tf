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
