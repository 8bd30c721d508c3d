variable "name" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "vpc" {
  type = string
}

variable "balancer" {
  type = object({
    internal     = optional(bool, true)
    idle_timeout = optional(number, 905)
  })
  default = {}
}

variable "keep_alive" {
  description = "Seconds for which gunicorn keeps an idle connection."
  type        = number
  default     = 75
}
