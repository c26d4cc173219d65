variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "worker_urls" {
  description = "Address of each region's workers; also the audience of the tokens."
  type        = map(string)
}

variable "paths" {
  description = "Path of each call, as the code names them."
  type        = map(string)
}

variable "service_account" {
  description = "Address of the account that the calls are made as."
  type        = string
}
