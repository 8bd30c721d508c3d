variable "certificate" { type = string }
variable "template" { type = string }
