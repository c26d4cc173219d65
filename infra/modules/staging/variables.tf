variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "location" {
  description = "Where the media lie: near the models that read them, within the residency that is promised."
  type        = string
}

variable "worker_member" {
  description = "The workers' account as IAM names it."
  type        = string
}
