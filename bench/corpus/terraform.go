package main

import "fmt"

// terraformStack is one root module with a module of its own: a balancer with its targets, and much that is no balancer.
func terraformStack(t *tree, dir string) {
	p := t.pen(dir)
	services := p.n(1, 4)
	t.add(dir+"/main.tf", func(p *pen) { terraformMain(p, services) })
	t.add(dir+"/variables.tf", terraformVariables)
	t.add(dir+"/outputs.tf", func(p *pen) {
		p.f("output \"dns_name\" {\n  value = aws_lb.this.dns_name\n}\n")
	})
	t.add(dir+"/terraform.tfvars", func(p *pen) {
		p.f("environment  = %q\nidle_timeout = %d\n", p.one("prod", "staging", "dev"), p.n(30, 400))
	})
	for i := range p.n(2, 6) {
		t.add(fmt.Sprintf("%s/%s_%d.tf", dir, p.one("storage", "iam", "queues", "alarms"), i), terraformOther)
	}
	t.add(dir+"/modules/service/main.tf", terraformService)
	t.add(dir+"/modules/service/variables.tf", func(p *pen) {
		p.f("variable \"name\" {\n  type = string\n}\n\nvariable \"port\" {\n  type    = number\n  default = 8080\n}\n\nvariable \"vpc_id\" {\n  type = string\n}\n\nvariable \"listener_arn\" {\n  type = string\n}\n\nvariable \"priority\" {\n  type = number\n}\n")
	})
}

func terraformMain(p *pen, services int) {
	p.f("terraform {\n  required_version = \">= 1.5\"\n\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"~> 5.0\"\n    }\n  }\n}\n\nprovider \"aws\" {\n  region = \"eu-central-1\"\n}\n\n")
	p.f("locals {\n  name = \"%s-${var.environment}\"\n}\n\n", p.kebab())
	p.f("resource \"aws_lb\" \"this\" {\n  name               = local.name\n  load_balancer_type = \"application\"\n  subnets            = var.subnets\n")
	p.f("%s}\n\n", p.one("", "  idle_timeout       = var.idle_timeout\n", "  idle_timeout       = var.environment == \"prod\" ? 300 : 60\n"))
	p.f("resource \"aws_lb_listener\" \"https\" {\n  load_balancer_arn = aws_lb.this.arn\n  port              = 443\n  protocol          = \"HTTPS\"\n  certificate_arn   = var.certificate_arn\n\n  default_action {\n    type = \"fixed-response\"\n\n    fixed_response {\n      content_type = \"text/plain\"\n      status_code  = \"404\"\n    }\n  }\n}\n\n")
	for i := range services {
		p.f("module \"service_%d\" {\n  source       = \"./modules/service\"\n  name         = \"${local.name}-%d\"\n  port         = %d\n  vpc_id       = var.vpc_id\n  listener_arn = aws_lb_listener.https.arn\n  priority     = %d\n}\n\n", i, i, p.n(3000, 9000), i+1)
	}
	p.until(func() { terraformResource(p) })
}

func terraformVariables(p *pen) {
	for _, name := range []string{"environment", "vpc_id", "certificate_arn"} {
		p.f("variable %q {\n  type        = string\n  description = %q\n}\n\n", name, p.sentence())
	}
	p.f("variable \"subnets\" {\n  type    = list(string)\n  default = []\n}\n\nvariable \"idle_timeout\" {\n  type    = number\n  default = %d\n}\n", p.n(30, 400))
}

func terraformService(p *pen) {
	p.f("resource \"aws_lb_target_group\" \"this\" {\n  name        = var.name\n  port        = var.port\n  protocol    = \"HTTP\"\n  target_type = \"ip\"\n  vpc_id      = var.vpc_id\n\n  health_check {\n    path = \"/healthz\"\n  }\n}\n\n")
	p.f("resource \"aws_lb_listener_rule\" \"this\" {\n  listener_arn = var.listener_arn\n  priority     = var.priority\n\n  action {\n    type             = \"forward\"\n    target_group_arn = aws_lb_target_group.this.arn\n  }\n\n  condition {\n    host_header {\n      values = [\"${var.name}.example.com\"]\n    }\n  }\n}\n\n")
	p.f("resource \"aws_ecs_service\" \"this\" {\n  name            = var.name\n  task_definition = aws_ecs_task_definition.this.arn\n  desired_count   = %d\n\n  load_balancer {\n    target_group_arn = aws_lb_target_group.this.arn\n    container_name   = var.name\n    container_port   = var.port\n  }\n}\n\n", p.n(1, 9))
	p.f("resource \"aws_ecs_task_definition\" \"this\" {\n  family = var.name\n  container_definitions = jsonencode([{\n    name         = var.name\n    image        = \"registry.example.com/${var.name}:latest\"\n    portMappings = [{ containerPort = var.port }]\n  }])\n}\n")
}

func terraformOther(p *pen) { p.until(func() { terraformResource(p) }) }

// terraformResource is one that has nothing to do with connections.
func terraformResource(p *pen) {
	name := fmt.Sprintf("%s_%d", p.snake(), p.n(0, 1<<30))
	switch p.n(0, 3) {
	case 0:
		p.f("# %s\nresource \"aws_s3_bucket\" %q {\n  bucket = \"${local.name}-%s\"\n\n  tags = {\n    Name  = %q\n    Owner = %q\n  }\n}\n\n", p.sentence(), name, p.kebab(), p.word(), p.word())
	case 1:
		p.f("resource \"aws_security_group\" %q {\n  name   = \"${local.name}-%s\"\n  vpc_id = var.vpc_id\n\n  ingress {\n    from_port   = %[3]d\n    to_port     = %[3]d\n    protocol    = \"tcp\"\n    cidr_blocks = [\"10.%d.0.0/16\"]\n  }\n}\n\n", name, p.kebab(), p.n(80, 9000), p.n(0, 255))
	case 2:
		p.f("resource \"aws_iam_policy\" %q {\n  name = \"${local.name}-%s\"\n\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect   = \"Allow\"\n      Action   = [\"s3:Get*\", \"s3:List*\"]\n      Resource = \"arn:aws:s3:::%s/*\"\n    }]\n  })\n}\n\n", name, p.kebab(), p.kebab())
	default:
		p.f("resource \"aws_sqs_queue\" %q {\n  name                       = \"${local.name}-%s\"\n  visibility_timeout_seconds = %d\n  message_retention_seconds  = %d\n}\n\n", name, p.kebab(), p.n(10, 900), p.n(60, 1209600))
	}
}
