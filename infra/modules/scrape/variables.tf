variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "port" {
  description = "Port on the instance's loopback that shows the metrics: the setting METRICS_PORT."
  type        = string
}

variable "path" {
  description = "Path of the metrics there, as the code serves them."
  type        = string
}

variable "readers" {
  description = "Whose instances run the sidecar, as IAM names them, by their accounts' names."
  type        = map(string)
}
