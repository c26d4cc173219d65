variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "location" {
  description = "Where the data lie: a multi-region (nam5, eur3) or a region. Cannot be changed later."
  type        = string
}

variable "protected" {
  description = "Whether the database outlives the stack."
  type        = bool
  default     = true
}
