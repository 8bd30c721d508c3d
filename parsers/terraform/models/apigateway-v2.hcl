# source: terraform-aws-modules/apigateway-v2/aws
# versions: 5.0.0
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "create" { default = true }
variable "name" { default = "" }
variable "protocol_type" { default = "HTTP" }
variable "routes" { default = {} }
variable "vpc_links" { default = {} }

resource "aws_apigatewayv2_api" "this" {
  count         = var.create ? 1 : 0
  name          = var.name
  protocol_type = var.protocol_type
}

resource "aws_apigatewayv2_vpc_link" "this" {
  for_each = { for k, v in var.vpc_links : k => v if var.create }
  name     = try(coalesce(each.value.name), each.key)
}

resource "aws_apigatewayv2_integration" "this" {
  for_each             = { for k, v in var.routes : k => v.integration if var.create && can(coalesce(v.integration)) }
  api_id               = aws_apigatewayv2_api.this[0].id
  connection_type      = try(each.value.connection_type, null)
  connection_id        = try(aws_apigatewayv2_vpc_link.this[each.value.vpc_link_key].id, each.value.connection_id, null)
  integration_type     = try(each.value.type, null)
  integration_uri      = try(each.value.uri, null)
  integration_method   = try(each.value.method, null)
  timeout_milliseconds = try(each.value.timeout_milliseconds, null)
}

output "api_id" { value = try(aws_apigatewayv2_api.this[0].id, null) }
output "api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, null) }
