package terraform_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// settled are variables that have a value, as a configuration and as HCL's own evaluator is given them.
const settled = `variable "n" { default = 60 }
variable "s" { default = "prod" }
variable "b" { default = true }
variable "z" { default = null }
variable "l" { default = [1, "two", 3] }
variable "o" { default = { idle = 75, name = "x", list = [{ a = 1 }, { a = 2 }] } }
`

func settledValues() map[string]cty.Value {
	a := func(n int64) cty.Value { return cty.ObjectVal(map[string]cty.Value{"a": cty.NumberIntVal(n)}) }
	return map[string]cty.Value{
		"n": cty.NumberIntVal(60), "s": cty.StringVal("prod"), "b": cty.True, "z": cty.NullVal(cty.DynamicPseudoType),
		"l": cty.TupleVal([]cty.Value{cty.NumberIntVal(1), cty.StringVal("two"), cty.NumberIntVal(3)}),
		"o": cty.ObjectVal(map[string]cty.Value{"idle": cty.NumberIntVal(75), "name": cty.StringVal("x"), "list": cty.TupleVal([]cty.Value{a(1), a(2)})}),
	}
}

// FuzzExpression holds the evaluator against HCL's own, on expressions in which all is known and which HCL accepts. Calls are left out, since HCL has no
// functions, and conditionals but for those of texts: the evaluator does not look at the branch that is not taken, which HCL makes the other's type of.
func FuzzExpression(f *testing.F) {
	list, err := os.ReadFile("testdata/console/expressions.txt")
	if err != nil {
		f.Fatal(err)
	}
	for x := range bytes.Lines(list) {
		f.Add(string(bytes.TrimSpace(x)))
	}
	for _, x := range []string{
		`var.n > 5 ? var.o.idle : "x"`, `[for k, v in var.o : "${k}=${v}" if k != "list"]`, `{ for i, v in var.l : v => i... }`, `var.o.list[*].a`, `var.o.list.*.a[1]`, `"%{ if var.b ~} a %{ else }b%{ endif }-${var.n}"`,
		"<<-E\n  a ${var.s}\n    b\n  E\n", `var.z == null ? -var.n : !var.b`, `var.l[1]`, `var.o["idle"] % 7`, `"${var.l}"`, `{ (var.s) = 1, b = [var.n] }.prod`, `var.n == "60"`, `"${var.z}"`, `{ a = 1 }[var.s]`,
	} {
		f.Add(x)
	}
	here := cty.StringVal(".")
	known := map[string]cty.Value{"var": cty.ObjectVal(settledValues()), "path": cty.ObjectVal(map[string]cty.Value{"module": here, "root": here})}
	nowhere := func(name hcl.Traversal) bool {
		_, diags := name[:min(len(name), 2)].TraverseAbs(&hcl.EvalContext{Variables: known})
		return diags.HasErrors()
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 200 || strings.Contains(text, "{{") || strings.Contains(text, "<%") || endless.MatchString(text) { // the first make a template of the file
			return
		}
		file := settled + "resource \"aws_lb\" \"x\" {\n  v = (\n" + text + "\n)\n}\n"
		whole, diags := hclsyntax.ParseConfig([]byte(file), "main.tf", hcl.InitialPos)
		if diags.HasErrors() {
			return
		}
		blocks := whole.Body.(*hclsyntax.Body).Blocks
		body := blocks[len(blocks)-1].Body
		if len(blocks) != 7 || len(body.Attributes) != 1 || len(body.Blocks) > 0 || beyond(body.Attributes["v"].Expr) {
			return
		}
		if slices.ContainsFunc(body.Attributes["v"].Expr.Variables(), nowhere) {
			return // a name that leads nowhere may be declared in a file that was not read
		}
		want, refused := body.Attributes["v"].Expr.Value(&hcl.EvalContext{Variables: known})

		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
		trees := terraform.Read(open(t, dir, ""))
		if len(trees) != 1 || len(trees[0].Resources) != 1 {
			return // too deep, and told
		}
		cases := trees[0].Resources[0].Attr("v")
		if len(cases) != 1 || !cases[0].V.IsWhollyKnown() {
			return
		}
		got := cases[0].V
		if !refused.HasErrors() && show(got) != show(want) {
			t.Errorf("%s\nis %s, but HCL says %s", text, show(got), show(want))
		}
	})
}

// beyond reports whether an expression holds what the two evaluators are not meant to agree on.
func beyond(x hclsyntax.Expression) (found bool) {
	_ = hclsyntax.VisitAll(x, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.FunctionCallExpr:
			found = true
		case *hclsyntax.ConditionalExpr:
			_, text := n.TrueResult.(*hclsyntax.TemplateExpr)
			_, also := n.FalseResult.(*hclsyntax.TemplateExpr)
			found = found || !text || !also
		}
		return nil
	})
	return found
}

// endless are numbers that HCL's parser, which is asked here before any scan, takes minutes for.
var endless = regexp.MustCompile(`[eE][+-]?[0-9]{4}`)

// FuzzVariables reads any text as a variable's type, default, file of values and value of the command line.
func FuzzVariables(f *testing.F) {
	f.Add("number", "60", "a = 70\n", "80", true)
	f.Add("object({ i = optional(number, 5), l = list(string) })", "{ l = [] }", "a = { i = \"7\", l = [1] }\n", "{l=[\"x\"]}", false)
	f.Add("map(any)", "{}", "{\"a\": {\"b\": [1, null]}}", "", false)
	f.Add("set(tuple([number, bool]))", "null", "a = [[1, \"true\"]]\nc = 1\na = 2\n", "x", true)
	f.Fuzz(func(t *testing.T, typ, def, file, value string, json bool) {
		if len(typ)+len(def)+len(file)+len(value) > 1<<12 || strings.ContainsAny(value, "\r\n") {
			return
		}
		name := "terraform.tfvars"
		if json {
			name += ".json"
		}
		files := []txtar.File{{Name: "main.tf", Data: []byte("variable \"a\" {\n  type = " + typ + "\n  default = " + def + "\n}\nresource \"aws_lb\" \"x\" {\n  v = var.a\n  w = var.a.i\n}\n")}, {Name: name, Data: []byte(file)}}
		read(t, files...)
		dir := golden.Folder(t, files)
		told := func() (all string) {
			for _, tree := range terraform.Read(open(t, dir, "var a="+value)) {
				for _, r := range tree.Resources {
					for _, name := range []string{"v", "w"} {
						for _, c := range r.Attr(name) {
							all += name + " " + c.When.String() + " " + show(c.V) + " " + c.Why + "\n"
						}
					}
				}
			}
			return all
		}
		if a, b := told(), told(); a != b {
			t.Errorf("one time %s\nanother %s", a, b)
		}
	})
}
