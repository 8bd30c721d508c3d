# source: cloudposse/elastic-beanstalk-environment/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words. The idle timeout is
# handed on for classic balancers alone.

variable "enabled" { default = true }
variable "environment_type" { default = "LoadBalanced" }
variable "loadbalancer_type" { default = "classic" }
variable "loadbalancer_connection_idle_timeout" { default = 60 }
variable "application_port" { default = 80 }
variable "additional_settings" { default = [] }

resource "aws_elastic_beanstalk_environment" "default" {
  count = var.enabled ? 1 : 0
  setting {
    namespace = "aws:elasticbeanstalk:environment"
    name      = "EnvironmentType"
    value     = var.environment_type
  }
  setting {
    namespace = "aws:elasticbeanstalk:environment"
    name      = "LoadBalancerType"
    value     = var.loadbalancer_type
  }
  dynamic "setting" {
    for_each = var.loadbalancer_type == "classic" ? [var.loadbalancer_connection_idle_timeout] : []
    content {
      namespace = "aws:elb:policies"
      name      = "ConnectionSettingIdleTimeout"
      value     = setting.value
    }
  }
  dynamic "setting" {
    for_each = var.additional_settings
    content {
      namespace = try(setting.value.namespace, null)
      name      = try(setting.value.name, null)
      value     = try(setting.value.value, null)
    }
  }
}

output "endpoint" { value = try(aws_elastic_beanstalk_environment.default[0].cname, "") }
output "id" { value = try(aws_elastic_beanstalk_environment.default[0].id, "") }
