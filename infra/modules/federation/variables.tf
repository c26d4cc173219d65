variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "repository" {
  description = "Owner and name of the repository that may deploy."
  type        = string
}

variable "deployer" {
  description = "Address of the account that rolls out."
  type        = string
}
