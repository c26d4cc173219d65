variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "readers" {
  description = "Members that may read each secret, by its name, which is also the setting's name."
  type        = map(list(string))
}
