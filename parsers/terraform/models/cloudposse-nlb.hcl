# source: cloudposse/nlb/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "enabled" { default = true }
variable "internal" { default = false }
variable "tcp_enabled" { default = true }
variable "tcp_port" { default = 80 }
variable "udp_enabled" { default = false }
variable "udp_port" { default = 53 }
variable "tls_enabled" { default = false }
variable "tls_port" { default = 443 }
variable "create_default_target_group" { default = true }
variable "target_group_port" { default = 80 }
variable "target_group_target_type" { default = "ip" }

resource "aws_lb" "default" {
  count              = var.enabled ? 1 : 0
  internal           = var.internal
  load_balancer_type = "network"
}

resource "aws_lb_target_group" "default" {
  count       = var.enabled && var.create_default_target_group ? 1 : 0
  port        = var.target_group_port
  protocol    = var.udp_enabled ? (var.tcp_enabled ? "TCP_UDP" : "UDP") : "TCP"
  target_type = var.target_group_target_type
}

resource "aws_lb_listener" "default" {
  count             = var.enabled && (var.tcp_enabled || var.udp_enabled) ? 1 : 0
  load_balancer_arn = one(aws_lb.default[*].arn)
  port              = var.tcp_enabled ? var.tcp_port : var.udp_port
  protocol          = var.udp_enabled ? (var.tcp_enabled ? "TCP_UDP" : "UDP") : "TCP"
  default_action {
    type             = "forward"
    target_group_arn = one(aws_lb_target_group.default[*].arn)
  }
}

resource "aws_lb_listener" "tls" {
  count             = var.enabled && var.tls_enabled ? 1 : 0
  load_balancer_arn = one(aws_lb.default[*].arn)
  port              = var.tls_port
  protocol          = "TLS"
  default_action {
    type             = "forward"
    target_group_arn = one(aws_lb_target_group.default[*].arn)
  }
}

output "nlb_arn" { value = one(aws_lb.default[*].arn) }
output "nlb_dns_name" { value = one(aws_lb.default[*].dns_name) }
output "nlb_zone_id" { value = one(aws_lb.default[*].zone_id) }
output "default_target_group_arn" { value = one(aws_lb_target_group.default[*].arn) }
output "default_listener_arn" { value = one(aws_lb_listener.default[*].arn) }
