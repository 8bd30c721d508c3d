# source: terraform-aws-modules/alb/aws
# versions: 9.0.0
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "create" { default = true }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "internal" { default = null }
variable "load_balancer_type" { default = "application" }
variable "idle_timeout" { default = null }
variable "client_keep_alive" { default = null }
variable "default_port" { default = 80 }
variable "default_protocol" { default = "HTTP" }
variable "listeners" { default = {} }
variable "target_groups" { default = {} }
variable "additional_target_group_attachments" { default = {} }

resource "aws_lb" "this" {
  count              = var.create ? 1 : 0
  name               = var.name
  internal           = var.internal
  load_balancer_type = var.load_balancer_type
  idle_timeout       = var.idle_timeout
  client_keep_alive  = var.client_keep_alive
}

resource "aws_lb_listener" "this" {
  for_each          = { for k, v in var.listeners : k => v if var.create }
  load_balancer_arn = aws_lb.this[0].arn
  port              = try(coalesce(each.value.port), var.default_port)
  protocol          = try(coalesce(each.value.protocol), var.default_protocol)
  # The module hands this on for TCP alone.
  tcp_idle_timeout_seconds = try(coalesce(each.value.protocol), var.default_protocol) == "TCP" ? try(each.value.tcp_idle_timeout_seconds, null) : null

  dynamic "default_action" {
    for_each = try([coalesce(each.value.forward)], [])
    content {
      type             = "forward"
      target_group_arn = try(coalesce(default_action.value.target_group_arn), coalesce(default_action.value.arn), aws_lb_target_group.this[default_action.value.target_group_key].arn, null)
    }
  }
  dynamic "default_action" {
    for_each = try([coalesce(each.value.weighted_forward)], [])
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = try(default_action.value.target_groups, [])
          content {
            arn    = try(coalesce(target_group.value.target_group_arn), coalesce(target_group.value.arn), aws_lb_target_group.this[target_group.value.target_group_key].arn, null)
            weight = try(target_group.value.weight, null)
          }
        }
      }
    }
  }
  dynamic "default_action" {
    for_each = try([coalesce(each.value.redirect)], [])
    content {
      type = "redirect"
    }
  }
  dynamic "default_action" {
    for_each = try([coalesce(each.value.fixed_response)], [])
    content {
      type = "fixed-response"
    }
  }
}

locals {
  rules = merge([
    for lk, l in var.listeners : {
      for rk, r in try(coalesce(l.rules), {}) : "${lk}/${rk}" => merge(r, { listener_key = lk })
    }
  ]...)
}

resource "aws_lb_listener_rule" "this" {
  for_each     = { for k, v in local.rules : k => v if var.create }
  listener_arn = aws_lb_listener.this[each.value.listener_key].arn
  priority     = try(each.value.priority, null)

  dynamic "action" {
    for_each = [for a in try(each.value.actions, []) : a if try(a.type, "") == "forward" || can(coalesce(a.forward))]
    content {
      type             = "forward"
      target_group_arn = try(coalesce(action.value.target_group_arn), coalesce(action.value.forward.target_group_arn), aws_lb_target_group.this[action.value.target_group_key].arn, aws_lb_target_group.this[action.value.forward.target_group_key].arn, null)
    }
  }
  dynamic "action" {
    for_each = [for a in try(each.value.actions, []) : try(coalesce(a.weighted_forward), a) if try(a.type, "") == "weighted-forward" || can(coalesce(a.weighted_forward))]
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = try(action.value.target_groups, [])
          content {
            arn    = try(coalesce(target_group.value.target_group_arn), aws_lb_target_group.this[target_group.value.target_group_key].arn, null)
            weight = try(target_group.value.weight, null)
          }
        }
      }
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each         = { for k, v in var.target_groups : k => v if var.create }
  name             = try(each.value.name, null)
  port             = try(coalesce(each.value.target_type), null) == "lambda" ? null : try(coalesce(each.value.port), var.default_port)
  protocol         = try(coalesce(each.value.target_type), null) == "lambda" ? null : try(coalesce(each.value.protocol), var.default_protocol)
  protocol_version = try(each.value.protocol_version, null)
  target_type      = try(each.value.target_type, null)
}

resource "aws_lb_target_group_attachment" "this" {
  for_each         = { for k, v in var.target_groups : k => v if var.create && try(coalesce(v.create_attachment), true) && can(coalesce(v.target_id)) }
  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = each.value.target_id
  port             = try(each.value.port, null)
}

resource "aws_lb_target_group_attachment" "additional" {
  for_each         = { for k, v in var.additional_target_group_attachments : k => v if var.create }
  target_group_arn = aws_lb_target_group.this[each.value.target_group_key].arn
  target_id        = each.value.target_id
  port             = try(each.value.port, null)
}

output "id" { value = try(aws_lb.this[0].id, null) }
output "arn" { value = try(aws_lb.this[0].arn, null) }
output "arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "listeners" { value = aws_lb_listener.this }
output "listener_rules" { value = aws_lb_listener_rule.this }
output "target_groups" { value = aws_lb_target_group.this }
output "security_group_id" { value = null }
