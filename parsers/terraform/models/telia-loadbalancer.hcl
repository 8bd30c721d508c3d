# source: telia-oss/loadbalancer/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "type" { default = "application" }
variable "internal" { default = false }
variable "idle_timeout" { default = 60 }

resource "aws_lb" "main" {
  load_balancer_type = var.type
  internal           = var.internal
  idle_timeout       = var.idle_timeout
}

output "arn" { value = aws_lb.main.arn }
output "name" { value = aws_lb.main.name }
output "dns_name" { value = aws_lb.main.dns_name }
output "zone_id" { value = aws_lb.main.zone_id }
