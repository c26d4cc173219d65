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
