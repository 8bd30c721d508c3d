# Addresses that partners can allow belong to the network balancer; paths are told apart by the application balancer.
resource "aws_lb" "fixed" {
  name               = "fixed"
  load_balancer_type = "network"
  idle_timeout       = 1200

  subnet_mapping {
    subnet_id     = var.subnet
    allocation_id = var.address
  }
}

resource "aws_lb_listener" "fixed" {
  load_balancer_arn = aws_lb.fixed.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb.arn
  }
}

resource "aws_lb_target_group" "alb" {
  name        = "alb"
  target_type = "alb"
  port        = 443
  protocol    = "TCP"
  vpc_id      = var.vpc
}

resource "aws_lb_target_group_attachment" "alb" {
  target_group_arn = aws_lb_target_group.alb.arn
  target_id        = aws_lb.paths.arn
  port             = 443
}

resource "aws_lb" "paths" {
  name         = "paths"
  internal     = true
  subnets      = [var.subnet]
  idle_timeout = 900
}

resource "aws_lb_listener" "paths" {
  load_balancer_arn = aws_lb.paths.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

resource "aws_lb_target_group" "orders" {
  name     = "orders"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = var.vpc
}

variable "subnet" {
  type = string
}

variable "address" {
  type = string
}

variable "vpc" {
  type = string
}

variable "certificate" {
  type = string
}
