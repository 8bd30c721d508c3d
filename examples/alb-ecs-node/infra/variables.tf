variable "subnets" { type = list(string) }
variable "vpc" { type = string }
variable "cluster" { type = string }
variable "certificate" { type = string }
variable "release" { type = string }
