package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// estate writes a root module that calls modules of resources each; a part of them are balancers, as in real code.
func estate(tb testing.TB, modules, resources int) (dir string, size int64) {
	tb.Helper()
	dir = tb.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
		size += int64(len(text))
	}
	var root strings.Builder
	root.WriteString("variable \"env\" {}\nlocals {\n  idle = var.env == \"prod\" ? 300 : 60\n}\n")
	for i := range modules {
		fmt.Fprintf(&root, "module \"m%d\" {\n  source = \"./modules/m%d\"\n  idle   = local.idle\n  name   = \"m%d-${var.env}\"\n}\n", i, i, i)
		var b strings.Builder
		b.WriteString("variable \"idle\" {\n  type = number\n}\nvariable \"name\" {\n  type = string\n}\noutput \"arn\" {\n  value = aws_lb.r0.arn\n}\n")
		for r := range resources {
			switch r % 5 {
			case 0:
				fmt.Fprintf(&b, "resource \"aws_lb\" \"r%d\" {\n  name         = \"${var.name}-%d\"\n  idle_timeout = var.idle\n  tags = {\n    Name = var.name\n    N    = %d\n  }\n}\n", r, r, r)
			case 1:
				fmt.Fprintf(&b, "resource \"aws_lb_listener\" \"r%d\" {\n  load_balancer_arn = aws_lb.r%d.arn\n  port              = 443\n  default_action {\n    type             = \"forward\"\n    target_group_arn = aws_lb_target_group.r%d.arn\n  }\n}\n", r, r-1, r+1)
			case 2:
				fmt.Fprintf(&b, "resource \"aws_lb_target_group\" \"r%d\" {\n  port     = %d\n  protocol = \"HTTP\"\n}\n", r, 8000+r)
			default:
				fmt.Fprintf(&b, "resource \"aws_iam_policy\" \"r%d\" {\n  name   = \"${var.name}-%d\"\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{ Effect = \"Allow\", Action = [\"s3:GetObject\"], Resource = \"arn:aws:s3:::${var.name}/*\" }]\n  })\n}\n", r, r)
			}
		}
		write(fmt.Sprintf("modules/m%d/main.tf", i), b.String())
	}
	write("main.tf", root.String())
	return dir, size
}

func benchmark(b *testing.B, modules, resources int) {
	dir, size := estate(b, modules, resources)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		trees := terraform.Read(open(b, dir, ""))
		if len(trees) != 1 || len(trees[0].Resources) < modules*resources/2 {
			b.Fatal(len(trees), len(trees[0].Resources))
		}
	}
}

func BenchmarkModules1000Resources20000(b *testing.B) { benchmark(b, 1000, 20) }

func BenchmarkModules10Resources200(b *testing.B) { benchmark(b, 10, 20) }

// bigPlan is a plan of modules with balancers, listeners that name them through module arguments, and an output of each.
func bigPlan(modules, resources int) []byte {
	var values, changes, config strings.Builder
	for m := range modules {
		if m > 0 {
			values.WriteString(",")
			config.WriteString(",")
		}
		fmt.Fprintf(&values, `{"address":"module.m%d","resources":[`, m)
		fmt.Fprintf(&config, `"m%d":{"source":"./m","expressions":{"lb":{"references":["module.m%d.arn","module.m%d"]}},"module":{"outputs":{"arn":{"expression":{"references":["aws_lb.r0.arn","aws_lb.r0"]}}},"resources":[`, m, max(m-1, 0), max(m-1, 0))
		for r := range resources {
			if r > 0 {
				values.WriteString(",")
				config.WriteString(",")
			}
			typ, attrs, exprs := "aws_lb", `"idle_timeout":60,"name":"x","tags":{"a":"b"}`, `"idle_timeout":{"constant_value":60}`
			if r%2 == 1 {
				typ, attrs, exprs = "aws_lb_listener", `"port":443,"default_action":[{"type":"forward"}]`, `"port":{"constant_value":443},"load_balancer_arn":{"references":["var.lb"]}`
				fmt.Fprintf(&changes, `{"address":"module.m%d.aws_lb_listener.r%d","change":{"actions":["create"],"after_unknown":{"load_balancer_arn":true}}},`, m, r)
			}
			fmt.Fprintf(&values, `{"address":"module.m%d.%s.r%d","mode":"managed","type":"%s","name":"r%d","values":{%s},"sensitive_values":{}}`, m, typ, r, typ, r, attrs)
			fmt.Fprintf(&config, `{"address":"%s.r%d","mode":"managed","type":"%s","name":"r%d","expressions":{%s}}`, typ, r, typ, r, exprs)
		}
		values.WriteString("]}")
		config.WriteString("]}}")
	}
	return []byte(`{"format_version":"1.2","terraform_version":"1.13.3","planned_values":{"root_module":{"child_modules":[` + values.String() +
		`]}},"resource_changes":[` + strings.TrimSuffix(changes.String(), ",") + `],"configuration":{"root_module":{"module_calls":{` + config.String() + `}}}}`)
}

func BenchmarkPlan1000Modules20000Resources(b *testing.B) {
	dir := b.TempDir()
	src := bigPlan(1000, 20)
	if err := os.WriteFile(filepath.Join(dir, "plan.json"), src, 0o644); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		trees := terraform.Read(open(b, dir, ""))
		if len(trees) != 1 || len(trees[0].Resources) != 20000 || len(trees[0].Resources[1].Attr("load_balancer_arn")[0].Refs) == 0 {
			b.Fatal("not read", len(trees[0].Resources))
		}
	}
}
