module "reports" {
  source = "./modules/service"

  name    = "reports"
  subnets = var.subnets
  vpc     = var.vpc

  balancer = {
    idle_timeout = var.idle_timeout
  }

  keep_alive = var.keep_alive
}

module "accounts" {
  source = "./modules/service"

  name    = "accounts"
  subnets = var.subnets
  vpc     = var.vpc
}

variable "subnets" {
  type = list(string)
}

variable "vpc" {
  type = string
}

variable "idle_timeout" {
  type = number
}

variable "keep_alive" {
  type = number
}
