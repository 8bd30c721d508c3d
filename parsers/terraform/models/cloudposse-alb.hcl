# source: cloudposse/alb/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "enabled" { default = true }
variable "internal" { default = false }
variable "idle_timeout" { default = 60 }
variable "client_keep_alive" { default = 3600 }
variable "http_enabled" { default = true }
variable "http_redirect" { default = false }
variable "http_port" { default = 80 }
variable "https_enabled" { default = false }
variable "https_port" { default = 443 }
variable "default_target_group_enabled" { default = true }
variable "target_group_port" { default = 80 }
variable "target_group_protocol" { default = "HTTP" }
variable "target_group_protocol_version" { default = "HTTP1" }
variable "target_group_target_type" { default = "ip" }

resource "aws_lb" "default" {
  count              = var.enabled ? 1 : 0
  internal           = var.internal
  load_balancer_type = "application"
  idle_timeout       = var.idle_timeout
  client_keep_alive  = var.client_keep_alive
}

resource "aws_lb_target_group" "default" {
  count            = var.enabled && var.default_target_group_enabled ? 1 : 0
  port             = var.target_group_port
  protocol         = var.target_group_protocol
  protocol_version = var.target_group_protocol_version
  target_type      = var.target_group_target_type
}

resource "aws_lb_listener" "http_forward" {
  count             = var.enabled && var.http_enabled && !var.http_redirect ? 1 : 0
  load_balancer_arn = one(aws_lb.default[*].arn)
  port              = var.http_port
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = one(aws_lb_target_group.default[*].arn)
  }
}

resource "aws_lb_listener" "http_redirect" {
  count             = var.enabled && var.http_enabled && var.http_redirect ? 1 : 0
  load_balancer_arn = one(aws_lb.default[*].arn)
  port              = var.http_port
  protocol          = "HTTP"
  default_action {
    type = "redirect"
  }
}

resource "aws_lb_listener" "https" {
  count             = var.enabled && var.https_enabled ? 1 : 0
  load_balancer_arn = one(aws_lb.default[*].arn)
  port              = var.https_port
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = one(aws_lb_target_group.default[*].arn)
  }
}

output "alb_arn" { value = one(aws_lb.default[*].arn) }
output "alb_dns_name" { value = one(aws_lb.default[*].dns_name) }
output "alb_zone_id" { value = one(aws_lb.default[*].zone_id) }
output "default_target_group_arn" { value = one(aws_lb_target_group.default[*].arn) }
output "http_listener_arn" { value = one(aws_lb_listener.http_forward[*].arn) }
output "http_redirect_listener_arn" { value = one(aws_lb_listener.http_redirect[*].arn) }
output "https_listener_arn" { value = one(aws_lb_listener.https[*].arn) }
output "listener_arns" { value = compact(concat(aws_lb_listener.http_forward[*].arn, aws_lb_listener.http_redirect[*].arn, aws_lb_listener.https[*].arn)) }
