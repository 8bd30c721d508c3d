# source: terraform-aws-modules/atlantis/aws
# versions: 4.0.0
# Stands for the module where its body is not at hand: its balancer comes from the alb module.

variable "create" { default = true }
variable "create_alb" { default = true }
variable "name" { default = "atlantis" }
variable "alb" { default = {} }

module "alb" {
  source       = "terraform-aws-modules/alb/aws"
  version      = "10.2.0"
  create       = var.create && var.create_alb
  name         = try(var.alb.name, var.name)
  internal     = try(var.alb.internal, false)
  idle_timeout = try(var.alb.idle_timeout, null)
  listeners = {
    https = { port = 443, protocol = "HTTPS", forward = { target_group_key = "atlantis" } }
  }
  target_groups = {
    atlantis = { protocol = "HTTP", port = 4141, target_type = "ip", create_attachment = false }
  }
}

output "alb" { value = module.alb }
