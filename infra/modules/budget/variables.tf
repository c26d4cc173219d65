variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "project_number" {
  description = "Number of the project, by which billing names it."
  type        = string
}

variable "billing_account" {
  description = "Id of the account that pays for the project: 012345-6789AB-CDEF01."
  type        = string
}

variable "monthly" {
  description = "What a month may cost, in whole units of the account's currency."
  type        = number
}

variable "notification_channels" {
  description = "Who hears of it: ids of notification channels, five at most."
  type        = list(string)
}
