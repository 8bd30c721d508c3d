# source: terraform-aws-modules/ecs/aws//modules/service
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "create" { default = true }
variable "name" { default = null }
variable "family" { default = null }
variable "load_balancer" { default = {} }
variable "container_definitions" { default = {} }
variable "service_connect_configuration" { default = null }

resource "aws_ecs_service" "this" {
  count           = var.create ? 1 : 0
  name            = var.name
  task_definition = aws_ecs_task_definition.this[0].arn
  dynamic "load_balancer" {
    for_each = try(coalesce(var.load_balancer), {})
    content {
      container_name   = try(load_balancer.value.container_name, null)
      container_port   = try(load_balancer.value.container_port, null)
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }
  dynamic "service_connect_configuration" {
    for_each = try([coalesce(var.service_connect_configuration)], [])
    content {
      enabled   = try(service_connect_configuration.value.enabled, true)
      namespace = try(service_connect_configuration.value.namespace, null)
      dynamic "service" {
        for_each = try(tolist(service_connect_configuration.value.service), [service_connect_configuration.value.service], [])
        content {
          port_name      = try(service.value.port_name, null)
          discovery_name = try(service.value.discovery_name, null)
          dynamic "client_alias" {
            for_each = try(tolist(service.value.client_alias), [service.value.client_alias], [])
            content {
              dns_name = try(client_alias.value.dns_name, null)
              port     = try(client_alias.value.port, null)
            }
          }
          dynamic "timeout" {
            for_each = try([coalesce(service.value.timeout)], [])
            content {
              idle_timeout_seconds        = try(timeout.value.idle_timeout_seconds, null)
              per_request_timeout_seconds = try(timeout.value.per_request_timeout_seconds, null)
            }
          }
        }
      }
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  count  = var.create ? 1 : 0
  family = try(coalesce(var.family), var.name)
  container_definitions = jsonencode([
    for k, c in var.container_definitions : {
      name         = try(coalesce(c.name), k)
      image        = try(c.image, null)
      command      = try(c.command, null)
      entryPoint   = try(c.entryPoint, c.entrypoint, c.entry_point, null)
      environment  = try(c.environment, [])
      portMappings = try(c.portMappings, c.port_mappings, [])
    }
  ])
}

output "id" { value = try(aws_ecs_service.this[0].id, null) }
output "name" { value = try(aws_ecs_service.this[0].name, null) }
output "task_definition_arn" { value = try(aws_ecs_task_definition.this[0].arn, null) }
