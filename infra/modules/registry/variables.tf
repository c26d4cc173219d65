variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "location" {
  description = "Region or multi-region that keeps the images."
  type        = string
}
