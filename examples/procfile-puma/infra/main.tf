resource "aws_lb" "web" {
  name    = "web"
  subnets = var.subnets
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_target_group" "web" {
  port     = 3000
  protocol = "HTTP"
  vpc_id   = var.vpc
}

resource "aws_autoscaling_group" "web" {
  min_size          = 2
  max_size          = 6
  target_group_arns = [aws_lb_target_group.web.arn]

  launch_template {
    id = var.template
  }
}

variable "subnets" { type = list(string) }
variable "vpc" { type = string }
variable "template" { type = string }
