variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "readers" {
  description = "Members that may read each secret, by its name, which is also the setting's name, and by their accounts' names."
  type        = map(map(string))
}
