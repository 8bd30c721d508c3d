variable "subnets" {
  type = list(string)
}

variable "vpc" {
  type = string
}

variable "certificate" {
  type = string
}

variable "exports_may_take" {
  description = "Seconds of silence that the balancer bears: the largest export is silent for almost two minutes."
  type        = number
  default     = 120
}
