# source: terraform-aws-modules/elb/aws terraform-aws-modules/elb/aws//modules/elb
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "create_elb" { default = true }
variable "name" { default = null }
variable "internal" { default = false }
variable "idle_timeout" { default = 60 }
variable "connection_draining_timeout" { default = 300 }
variable "listener" { default = [] }
variable "instances" { default = [] }

resource "aws_elb" "this" {
  count        = var.create_elb ? 1 : 0
  name         = var.name
  internal     = var.internal
  idle_timeout = var.idle_timeout
  instances    = var.instances
  dynamic "listener" {
    for_each = var.listener
    content {
      instance_port     = try(listener.value.instance_port, null)
      instance_protocol = try(listener.value.instance_protocol, null)
      lb_port           = try(listener.value.lb_port, null)
      lb_protocol       = try(listener.value.lb_protocol, null)
    }
  }
}

output "elb_id" { value = try(aws_elb.this[0].id, "") }
output "elb_arn" { value = try(aws_elb.this[0].arn, "") }
output "elb_name" { value = try(aws_elb.this[0].name, "") }
output "elb_dns_name" { value = try(aws_elb.this[0].dns_name, "") }
output "elb_zone_id" { value = try(aws_elb.this[0].zone_id, "") }
output "this_elb_id" { value = try(aws_elb.this[0].id, "") }
output "this_elb_name" { value = try(aws_elb.this[0].name, "") }
output "this_elb_dns_name" { value = try(aws_elb.this[0].dns_name, "") }
output "this_elb_zone_id" { value = try(aws_elb.this[0].zone_id, "") }
