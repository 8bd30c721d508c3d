package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// TestHostile reads what would take the process down or run for ever. Beside each a healthy file must still be read, and something must be
// said: want is part of a problem or of a value's reason, which attribute v of the resource aws_lb.bad has.
func TestHostile(t *testing.T) {
	bad := func(expr string) string { return "resource \"aws_lb\" \"bad\" {\n  v = " + expr + "\n}\n" }
	chain := func(n int) string {
		var b strings.Builder
		b.WriteString("locals {\n")
		for i := range n {
			fmt.Fprintf(&b, "  l%d = local.l%d\n", i, i+1)
		}
		fmt.Fprintf(&b, "  l%d = 1\n}\n", n)
		return b.String()
	}
	double := func(n int, form string) string {
		var b strings.Builder
		b.WriteString("locals {\n  d0 = \"0123456789abcdef\"\n")
		for i := range n {
			fmt.Fprintf(&b, "  d%d = %s\n", i+1, strings.ReplaceAll(form, "X", fmt.Sprintf("local.d%d", i)))
		}
		return b.String() + "}\n"
	}
	tests := map[string]struct{ src, want string }{
		"brackets":       {bad(strings.Repeat("[", 300_000)), "brackets are nested more than 500 deep"},
		"closed":         {bad(strings.Repeat("[", 300_000) + strings.Repeat("]", 300_000)), "brackets are nested more than 500 deep"},
		"templates":      {bad(strings.Repeat("\"${", 100_000)), "brackets are nested more than 500 deep"},
		"prefixes":       {bad(strings.Repeat("!", 200_000) + "true"), "prefix operators in a row"},
		"negations":      {bad(strings.Repeat("- ", 200_000) + "1"), "prefix operators in a row"},
		"drawn":          {"locals {\n  x = 1 # {\n  y = " + strings.Repeat("-", 200_000) + "1\n}\n", "prefix operators in a row"},
		"sum":            {bad("1" + strings.Repeat("+1", 300_000)), "operators in one expression"},
		"lines":          {bad("(1" + strings.Repeat("+\n1", 300_000) + ")"), "operators in one expression"},
		"conditionals":   {bad(strings.Repeat("true?1:", 100_000) + "1"), "conditionals in one expression"},
		"directives":     {bad("\"" + strings.Repeat("%{if a}", 100_000) + "\""), "template directives"},
		"large":          {"# " + strings.Repeat("x", 9<<20), "larger than 8 MiB"},
		"sum inside":     {bad("1" + strings.Repeat("+1", 4_000)), "nested too deeply"},
		"local chain":    {chain(50_000) + bad("local.l0"), "nested too deeply"},
		"cycle":          {"locals {\n  a = local.b\n  b = local.a\n}\n" + bad("local.a"), "hangs on itself"},
		"text doubles":   {double(60, `"${X}${X}"`) + bad("local.d60"), "too large"},
		"list doubles":   {double(60, `[X, X]`) + bad("jsonencode(local.d60)"), "too large"},
		"concat doubles": {double(60, `concat(tolist([X]), [X, X])`) + bad("jsonencode(local.d60)"), "too large"},
		"json doubles":   {double(60, `jsonencode([X, X])`) + bad("local.d60"), "too large"},
		"join doubles":   {double(60, `join(X, [X, X, X])`) + bad("local.d60"), "too large"},
		"format":         {bad(`format("%1000000000s", "x")`), "too large"},
		"indent":         {bad(`indent(1000000000, "x\ny")`), "too large"},
		"product":        {bad(`length(setproduct(range(1000), range(1000), range(1000)))`), "too many elements"},
		"power":          {bad("pow(10, 1000000000)"), ""},
		"count":          {"resource \"aws_lb\" \"bad\" {\n  count = 1000000000\n  v = 1\n}\n", "count makes 1000000000 instances, more than 10000"},
		"count unknown":  {"variable \"n\" {}\nresource \"aws_lb\" \"bad\" {\n  count = var.n\n  v = count.index\n}\n", "is unknown"},
		"each unknown":   {"variable \"n\" {}\nresource \"aws_lb\" \"bad\" {\n  for_each = var.n\n  v = each.key\n}\n", "are unknown"},
		"self":           {"module \"bad\" {\n  source = \"./\"\n}\n", "calls itself"},
		"braces":         {bad(`tolist(fileset(".", "` + strings.Repeat("{a,b}", 6) + `{c}"))`), "the pattern has more than 6 braces, or they make more than 100 patterns"},
		"patterns":       {bad(`tolist(fileset(".", "{` + strings.Repeat("a,", 100) + `a}"))`), "the pattern has more than 6 braces, or they make more than 100 patterns"},
		"stars":          {bad(`tolist(fileset(".", "**/a/**"))`), "** stands for more than 7 folders"},
		"worlds":         {"variable \"a\" {}\n" + bad("["+strings.Repeat("var.a > 1 ? 1 : 2, ", 3)+manyConditions(40)+"]"), "more than 64 combinations of var.a"},
		"heredoc":        {bad("<<EOT\n" + strings.Repeat("lorem ipsum ${1}\n", 100_000) + "EOT"), "a heredoc of more than 20000 lines"},
		"not UTF-8":      {bad("\"\xff\xfe\""), ""},
		"nul":            {bad("\"a\x00b\""), ""},
		"cut off":        {"resource \"aws_lb\" \"bad\" {\n  v = [1,", "missing expression"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			healthy := "resource \"aws_lb\" \"good\" {\n  idle_timeout = 77\n}\n"
			for file, text := range map[string]string{"bad.tf": test.src, "good.tf": healthy} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			start := time.Now()
			trees := terraform.Read(open(t, dir, ""))
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
			var said []string
			good := false
			for _, tree := range trees {
				for _, p := range tree.Problems {
					if p.At.File == 0 {
						t.Errorf("no place: %s", p.Msg)
					}
					said = append(said, p.Msg)
				}
				for _, r := range tree.Resources {
					n := r.Number("idle_timeout")
					good = good || r.Address == "aws_lb.good" && n[0].N == 77
					for _, c := range r.Attr("v") {
						said = append(said, c.Why)
					}
				}
			}
			if !good {
				t.Error("the healthy file was not read")
			}
			all := strings.Join(said, "; ")
			if !strings.Contains(all, test.want) {
				t.Errorf("said %.300q, want %q", all, test.want)
			}
		})
	}
}

func manyConditions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "var.a > %d ? 1 : 2, ", i+10)
	}
	return b.String()
}
