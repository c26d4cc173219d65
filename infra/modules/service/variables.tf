variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "region" {
  description = "Region of the service."
  type        = string
}

variable "name" {
  description = "Name of the service, the same in every region."
  type        = string
}

variable "image" {
  description = "Image of the first revision; later ones are rolled out by `make deploy`."
  type        = string
}

variable "service_account" {
  description = "Address of the account that the service runs as."
  type        = string
}

variable "invokers" {
  description = "Who may call the service, as IAM names them, by a name that is known before they exist."
  type        = map(string)
}

variable "ingress" {
  description = "From where the service may be called at all."
  type        = string
}

variable "default_uri_disabled" {
  description = "Whether the run.app address is closed."
  type        = bool
}

variable "port" {
  description = "Port that the container listens on: the setting PORT."
  type        = number
}

variable "concurrency" {
  description = "Requests that one instance takes at once."
  type        = number
}

variable "concurrency_target" {
  description = "Share of the concurrency beyond which Cloud Run adds instances."
  type        = number
}

variable "timeout_s" {
  description = "Seconds that a request may take."
  type        = number
}

variable "cpu" {
  description = "CPUs of an instance."
  type        = string
}

variable "memory" {
  description = "Memory of an instance."
  type        = string
}

variable "floor" {
  description = "Instances that are kept."
  type        = number
}

variable "ceiling" {
  description = "Instances that may run at most."
  type        = number
}

variable "settings" {
  description = "Settings by the names of the service's own schema."
  type        = map(string)
}

variable "secrets" {
  description = "Secrets by the settings' names."
  type        = map(string)
}

variable "network" {
  description = "Network through which private addresses are reached; null: none are."
  type        = string
  default     = null
}

variable "probe_path" {
  description = "Path that says that the process answers, and nothing more."
  type        = string
}

variable "metrics_sidecar" {
  description = "Image of the managed Prometheus sidecar, and the secret with its configuration; null for none."
  type        = object({ image = string, secret = string, version = string })
  default     = null
}
