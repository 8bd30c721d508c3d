package terraform_test

import (
	"bytes"
	"os"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// read writes files, reads them as the pipeline does, and asks the resources all that providers ask.
func read(t *testing.T, files ...txtar.File) {
	t.Helper()
	in := open(t, golden.Folder(t, files), "")
	for _, tree := range terraform.Read(in) {
		for _, p := range tree.Problems {
			if f := in.Tree.Set.File(p.At.File); f != nil && (p.At.Start > p.At.End || int(p.At.End) > len(f.Src)) {
				t.Errorf("%s: a problem at %d-%d of %d bytes", p.Msg, p.At.Start, p.At.End, len(f.Src))
			}
		}
		for _, r := range tree.Resources {
			probe(t, &r.Block, 0)
		}
	}
}

func probe(t *testing.T, b *terraform.Block, depth int) {
	if depth > 3 {
		return
	}
	for name, cases := range b.Attrs {
		b.Number(name)
		b.Text(name)
		b.Refs(name)
		for _, k := range b.Blocks(name) {
			probe(t, k, depth+1)
		}
		for _, c := range cases {
			if c.From == nil || len(c.From.Steps) == 0 {
				t.Errorf("%s has no origin", name)
			}
			c.Parts()
			c.Decoded()
		}
	}
	for name := range b.Sub {
		for _, k := range b.Blocks(name) {
			probe(t, k, depth+1)
		}
	}
}

// FuzzDirectory reads any text as a configuration, and as the JSON syntax: no panic, no place outside of the text.
func FuzzDirectory(f *testing.F) {
	for _, file := range golden.Files(f, "testdata/*.txtar", ".tf", ".json") {
		f.Add(file.Data)
	}
	exprs, err := os.ReadFile("testdata/console/expressions.txt")
	if err != nil {
		f.Fatal(err)
	}
	for x := range bytes.Lines(exprs) {
		f.Add([]byte("variable \"u\" {}\nresource \"aws_lb\" \"x\" {\n  v = " + string(x) + "}\n"))
	}
	for _, s := range []string{
		"locals { a = local.b\n b = local.a }\nresource \"aws_lb\" \"x\" { v = local.a }",
		"{{ if .x }}\n" + balancer + "{{ end }}\n", "resource \"aws_lb\" \"x\" {\n  name = \"{{ n | default(\"x\") }}\"\n}\n", "<% a %>\n# {%\n" + balancer,
		"module \"m\" { source = \"./.\" }", "variable \"u\" {}\nresource \"aws_lb\" \"x\" { for_each = var.u\n v = each.value.a[each.key] }",
		"variable \"u\" {}\nresource \"aws_lb\" \"x\" {\n dynamic \"b\" {\n for_each = var.u\n content { v = b.value.c } } }",
		`{"resource":{"aws_lb":{"x":[{"v":"${var.u}","dynamic":{"b":{"for_each":[1],"content":{"c":"${b.value}"}}}}]}},"variable":{"u":{"type":"list(string)"}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		read(t, txtar.File{Name: "main.tf", Data: src})
		read(t, txtar.File{Name: "main.tf.json", Data: src})
	})
}

// FuzzPlan reads any text as a plan.
func FuzzPlan(f *testing.F) {
	for _, file := range golden.Files(f, "testdata/plan_*.txtar", ".json") {
		f.Add(file.Data)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		read(t, txtar.File{Name: "plan.json", Data: src})
		read(t, txtar.File{Name: "plan.json", Data: src}, txtar.File{Name: "main.tf", Data: []byte("resource \"aws_lb\" \"a\" {\n idle_timeout = 60\n}\n")})
	})
}
