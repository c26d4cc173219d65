variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "regions" {
  description = "Each region with the workers that it keeps at least."
  type        = map(object({ worker_floor = number }))
}

variable "slots" {
  description = "Jobs that one worker runs at once: the setting MAX_CONCURRENT_PROCESSING."
  type        = number
}

variable "extract_queue" {
  description = "Id of the queue of jobs, as the code names it."
  type        = string
}

variable "webhooks_queue" {
  description = "Id of the queue of webhooks' deliveries, as the code names it."
  type        = string
}

variable "webhooks_at_once" {
  description = "Deliveries of webhooks that a region may have under way: workers let go of a task after 250 ms, so that these are 800 a second and more, however many receivers hang."
  type        = number
  default     = 200
}
