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

variable "readers" {
  description = "Who reads the address, as IAM names them, by their accounts' names."
  type        = map(string)
}
