variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "worker_service" {
  description = "Name of the workers' Cloud Run service, whose floor the workers may set."
  type        = string
}
