# source: terraform-aws-modules/rds-proxy/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "create" { default = true }
variable "create_proxy" { default = true }
variable "name" { default = "" }
variable "engine_family" { default = "" }
variable "idle_client_timeout" { default = 1800 }

resource "aws_db_proxy" "this" {
  count               = var.create && var.create_proxy ? 1 : 0
  name                = var.name
  engine_family       = var.engine_family
  idle_client_timeout = var.idle_client_timeout
}

output "proxy_arn" { value = try(aws_db_proxy.this[0].arn, null) }
output "proxy_endpoint" { value = try(aws_db_proxy.this[0].endpoint, null) }
output "proxy_id" { value = try(aws_db_proxy.this[0].id, null) }
