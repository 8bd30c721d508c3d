# source: terraform-aws-modules/alb/aws
# versions: 5.0.0 9.0.0
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "create_lb" { default = true }
variable "name" { default = null }
variable "internal" { default = false }
variable "load_balancer_type" { default = "application" }
variable "idle_timeout" { default = 60 }
variable "http_tcp_listeners" { default = [] }
variable "https_listeners" { default = [] }
variable "target_groups" { default = [] }

resource "aws_lb" "this" {
  count              = var.create_lb ? 1 : 0
  name               = var.name
  internal           = var.internal
  load_balancer_type = var.load_balancer_type
  idle_timeout       = var.idle_timeout
}

resource "aws_lb_target_group" "main" {
  count            = var.create_lb ? length(var.target_groups) : 0
  name             = try(var.target_groups[count.index].name, null)
  port             = try(var.target_groups[count.index].backend_port, null)
  protocol         = try(upper(var.target_groups[count.index].backend_protocol), null)
  protocol_version = try(upper(var.target_groups[count.index].protocol_version), null)
  target_type      = try(var.target_groups[count.index].target_type, null)
}

resource "aws_lb_listener" "frontend_http_tcp" {
  count             = var.create_lb ? length(var.http_tcp_listeners) : 0
  load_balancer_arn = aws_lb.this[0].arn
  port              = var.http_tcp_listeners[count.index].port
  protocol          = var.http_tcp_listeners[count.index].protocol
  default_action {
    type             = try(var.http_tcp_listeners[count.index].action_type, "forward")
    target_group_arn = contains([null, "", "forward"], try(var.http_tcp_listeners[count.index].action_type, "")) ? try(aws_lb_target_group.main[try(var.http_tcp_listeners[count.index].target_group_index, count.index)].arn, null) : null
  }
}

resource "aws_lb_listener" "frontend_https" {
  count             = var.create_lb ? length(var.https_listeners) : 0
  load_balancer_arn = aws_lb.this[0].arn
  port              = var.https_listeners[count.index].port
  protocol          = try(var.https_listeners[count.index].protocol, "HTTPS")
  default_action {
    type             = try(var.https_listeners[count.index].action_type, "forward")
    target_group_arn = contains([null, "", "forward"], try(var.https_listeners[count.index].action_type, "")) ? try(aws_lb_target_group.main[try(var.https_listeners[count.index].target_group_index, count.index)].arn, null) : null
  }
}

locals {
  attachments = merge(flatten([
    for i, g in var.target_groups : [
      for k, t in try(g.targets, {}) : { "${i}.${k}" = merge({ index = i }, t) }
    ]
  ])...)
}

resource "aws_lb_target_group_attachment" "this" {
  for_each         = { for k, v in local.attachments : k => v if var.create_lb }
  target_group_arn = aws_lb_target_group.main[each.value.index].arn
  target_id        = each.value.target_id
  port             = try(each.value.port, null)
}

output "lb_id" { value = try(aws_lb.this[0].id, "") }
output "lb_arn" { value = try(aws_lb.this[0].arn, "") }
output "lb_arn_suffix" { value = try(aws_lb.this[0].arn_suffix, "") }
output "lb_dns_name" { value = try(aws_lb.this[0].dns_name, "") }
output "lb_zone_id" { value = try(aws_lb.this[0].zone_id, "") }
output "this_lb_id" { value = try(aws_lb.this[0].id, "") }
output "this_lb_arn" { value = try(aws_lb.this[0].arn, "") }
output "this_lb_dns_name" { value = try(aws_lb.this[0].dns_name, "") }
output "this_lb_zone_id" { value = try(aws_lb.this[0].zone_id, "") }
output "target_group_arns" { value = aws_lb_target_group.main[*].arn }
output "target_group_names" { value = aws_lb_target_group.main[*].name }
output "target_group_arn_suffixes" { value = aws_lb_target_group.main[*].arn_suffix }
output "http_tcp_listener_arns" { value = aws_lb_listener.frontend_http_tcp[*].arn }
output "http_tcp_listener_ids" { value = aws_lb_listener.frontend_http_tcp[*].id }
output "https_listener_arns" { value = aws_lb_listener.frontend_https[*].arn }
output "https_listener_ids" { value = aws_lb_listener.frontend_https[*].id }
