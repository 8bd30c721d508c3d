# source: DNXLabs/ecs/aws
# Stands for the module where its body is not at hand: what it creates that has to do with connections, in our own words.

variable "alb" { default = true }
variable "alb_internal" { default = false }
variable "alb_only" { default = false }
variable "idle_timeout" { default = 400 }

resource "aws_lb" "ecs" {
  count              = var.alb ? 1 : 0
  load_balancer_type = "application"
  idle_timeout       = var.idle_timeout
}

# The internal one has its number written out.
resource "aws_lb" "ecs_internal" {
  count              = var.alb_internal ? 1 : 0
  load_balancer_type = "application"
  internal           = true
  idle_timeout       = 400
}

output "alb_id" { value = aws_lb.ecs[*].id }
output "alb_arn" { value = aws_lb.ecs[*].arn }
output "alb_dns_name" { value = aws_lb.ecs[*].dns_name }
