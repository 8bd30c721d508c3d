resource "aws_lb" "public" {
  name    = "orders"
  subnets = var.subnets
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.public.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_lb_target_group" "api" {
  port        = 3000
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc
}

resource "aws_ecr_repository" "api" {
  name = "orders/api"
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.api.arn

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 3000
  }
}

resource "aws_ecs_task_definition" "api" {
  family = "api"
  container_definitions = jsonencode([
    {
      name         = "api"
      image        = "${aws_ecr_repository.api.repository_url}:${var.release}"
      portMappings = [{ containerPort = 3000 }]
    },
    {
      name  = "traces"
      image = "public.ecr.aws/aws-observability/aws-otel-collector:latest"
    },
  ])
}
