# source: cloudposse/cloudfront-cdn/aws
# versions: 0.1.0 1.4.0
# unlike: the defaults of both timeouts, 60 and 60 before 1.4.0, 5 and 30 from then on
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "enabled" { default = true }
variable "aliases" { default = [] }
variable "origin_domain_name" { default = null }
variable "origin_http_port" { default = "80" }
variable "origin_https_port" { default = "443" }
variable "origin_protocol_policy" { default = "match-viewer" }
variable "origin_keepalive_timeout" { default = 60 }
variable "origin_read_timeout" { default = 60 }
variable "custom_origins" { default = [] }

resource "aws_cloudfront_distribution" "default" {
  count   = var.enabled ? 1 : 0
  aliases = var.aliases
  origin {
    domain_name = var.origin_domain_name
    origin_id   = "default"
    custom_origin_config {
      http_port                = var.origin_http_port
      https_port               = var.origin_https_port
      origin_protocol_policy   = var.origin_protocol_policy
      origin_keepalive_timeout = var.origin_keepalive_timeout
      origin_read_timeout      = var.origin_read_timeout
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
  default_cache_behavior {
    target_origin_id = "default"
  }
}

output "cf_id" { value = try(aws_cloudfront_distribution.default[0].id, "") }
output "cf_arn" { value = try(aws_cloudfront_distribution.default[0].arn, "") }
output "cf_domain_name" { value = try(aws_cloudfront_distribution.default[0].domain_name, "") }
