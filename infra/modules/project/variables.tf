variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}
