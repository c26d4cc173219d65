variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "requests_per_minute" {
  description = "Requests that one address may make in a minute: well above what the API itself allows one caller."
  type        = number
}
