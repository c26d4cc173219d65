variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "regions" {
  description = "Regions that get an instance."
  type        = set(string)
}

variable "network" {
  description = "Network that the services reach it through."
  type        = string
}
