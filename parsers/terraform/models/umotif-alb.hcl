# source: umotif-public/alb/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "load_balancer_type" { default = "application" }
variable "internal" { default = false }
variable "idle_timeout" { default = 60 }

resource "aws_lb" "main" {
  load_balancer_type = var.load_balancer_type
  internal           = var.internal
  idle_timeout       = var.idle_timeout
}

output "arn" { value = aws_lb.main.arn }
output "id" { value = aws_lb.main.id }
output "dns_name" { value = aws_lb.main.dns_name }
output "zone_id" { value = aws_lb.main.zone_id }
