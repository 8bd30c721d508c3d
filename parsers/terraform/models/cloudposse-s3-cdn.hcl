# source: cloudposse/cloudfront-s3-cdn/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words. Its own origin is a
# bucket, unless website_enabled makes an HTTP origin of it.

variable "enabled" { default = true }
variable "website_enabled" { default = false }
variable "aliases" { default = [] }
variable "origin_keepalive_timeout" { default = 5 }
variable "origin_read_timeout" { default = 30 }
variable "custom_origins" { default = [] }

resource "aws_cloudfront_distribution" "default" {
  count   = var.enabled ? 1 : 0
  aliases = var.aliases
  dynamic "origin" {
    for_each = var.website_enabled ? ["website"] : []
    content {
      origin_id = "website"
      custom_origin_config {
        origin_keepalive_timeout = var.origin_keepalive_timeout
        origin_read_timeout      = var.origin_read_timeout
      }
    }
  }
  dynamic "origin" {
    for_each = var.custom_origins
    content {
      domain_name = try(origin.value.domain_name, null)
      origin_id   = try(origin.value.origin_id, null)
      dynamic "custom_origin_config" {
        for_each = try([coalesce(origin.value.custom_origin_config)], [])
        content {
          origin_keepalive_timeout = try(custom_origin_config.value.origin_keepalive_timeout, null)
          origin_read_timeout      = try(custom_origin_config.value.origin_read_timeout, null)
        }
      }
    }
  }
}

output "cf_id" { value = try(aws_cloudfront_distribution.default[0].id, "") }
output "cf_arn" { value = try(aws_cloudfront_distribution.default[0].arn, "") }
output "cf_domain_name" { value = try(aws_cloudfront_distribution.default[0].domain_name, "") }
