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
