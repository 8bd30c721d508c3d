# source: terraform-aws-modules/cloudfront/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "create_distribution" { default = true }
variable "create" { default = true }
variable "aliases" { default = null }
variable "origin" { default = {} }
variable "default_cache_behavior" { default = {} }
variable "ordered_cache_behavior" { default = [] }

resource "aws_cloudfront_distribution" "this" {
  count   = var.create && var.create_distribution ? 1 : 0
  aliases = var.aliases

  dynamic "origin" {
    for_each = var.origin
    content {
      domain_name                 = origin.value.domain_name
      origin_id                   = try(coalesce(origin.value.origin_id), origin.key)
      connection_attempts         = try(origin.value.connection_attempts, null)
      connection_timeout          = try(origin.value.connection_timeout, null)
      response_completion_timeout = try(origin.value.response_completion_timeout, null)
      dynamic "custom_origin_config" {
        for_each = try([coalesce(origin.value.custom_origin_config)], [])
        content {
          http_port                = try(custom_origin_config.value.http_port, null)
          https_port               = try(custom_origin_config.value.https_port, null)
          origin_protocol_policy   = try(custom_origin_config.value.origin_protocol_policy, null)
          origin_keepalive_timeout = try(custom_origin_config.value.origin_keepalive_timeout, null)
          origin_read_timeout      = try(custom_origin_config.value.origin_read_timeout, null)
        }
      }
      dynamic "vpc_origin_config" {
        for_each = try([coalesce(origin.value.vpc_origin_config)], [])
        content {
          vpc_origin_id            = try(vpc_origin_config.value.vpc_origin_id, null)
          origin_keepalive_timeout = try(vpc_origin_config.value.origin_keepalive_timeout, null)
          origin_read_timeout      = try(vpc_origin_config.value.origin_read_timeout, null)
        }
      }
      dynamic "s3_origin_config" {
        for_each = try([coalesce(origin.value.s3_origin_config)], [])
        content {
          origin_access_identity = null
        }
      }
    }
  }
  dynamic "default_cache_behavior" {
    for_each = try([coalesce(var.default_cache_behavior)], [])
    content {
      target_origin_id = try(default_cache_behavior.value.target_origin_id, null)
    }
  }
  dynamic "ordered_cache_behavior" {
    for_each = var.ordered_cache_behavior
    content {
      path_pattern     = try(ordered_cache_behavior.value.path_pattern, null)
      target_origin_id = try(ordered_cache_behavior.value.target_origin_id, null)
    }
  }
}

output "cloudfront_distribution_id" { value = try(aws_cloudfront_distribution.this[0].id, "") }
output "cloudfront_distribution_arn" { value = try(aws_cloudfront_distribution.this[0].arn, "") }
output "cloudfront_distribution_domain_name" { value = try(aws_cloudfront_distribution.this[0].domain_name, "") }
output "cloudfront_distribution_hosted_zone_id" { value = try(aws_cloudfront_distribution.this[0].hosted_zone_id, "") }
