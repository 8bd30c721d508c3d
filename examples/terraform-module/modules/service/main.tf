resource "aws_lb" "this" {
  name         = var.name
  internal     = var.balancer.internal
  subnets      = var.subnets
  idle_timeout = var.balancer.idle_timeout
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_lb_target_group" "this" {
  name        = var.name
  target_type = "ip"
  port        = 8000
  protocol    = "HTTP"
  vpc_id      = var.vpc
}

resource "aws_ecs_service" "this" {
  name            = var.name
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 2

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = var.name
    container_port   = 8000
  }
}

resource "aws_ecs_task_definition" "this" {
  family = var.name

  container_definitions = jsonencode([{
    name         = var.name
    image        = "registry.example/${var.name}:1"
    command      = ["gunicorn", "--worker-class", "gthread", "--keep-alive", tostring(var.keep_alive), "app:app"]
    portMappings = [{ containerPort = 8000 }]
  }])
}
