package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// TestDrawnLines reads files in which people drew lines with dashes: those are no operators, wherever they stand.
func TestDrawnLines(t *testing.T) {
	line := strings.Repeat("-", 120)
	tests := map[string]string{
		"block comment": "/*\nsize | memory\n" + line + "\n256 | 512\n*/\n",
		"line comment":  "# {\n# " + line + "\n",
		"heredoc":       "locals {\n  help = <<EOT\n" + line + "\n" + line + "\nEOT\n}\n",
		"text":          "locals {\n  help = \"{" + line + "\"\n}\n",
		"exclamations":  "locals {\n  help = \"" + strings.Repeat("!", 120) + "\"\n}\n",
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			tree := readText(t, src+"resource \"aws_lb\" \"good\" {\n  idle_timeout = 77\n}\n")
			if len(tree.Problems) > 0 {
				t.Errorf("problem: %s", tree.Problems[0].Msg)
			}
			if n := numberOf(tree, "aws_lb.good"); n != 77 {
				t.Errorf("idle_timeout = %v", n)
			}
		})
	}
}

// TestDrawnLineHidesNothing has operators behind a drawn line, too many for the parser.
func TestDrawnLineHidesNothing(t *testing.T) {
	line := strings.Repeat("-", 120)
	tests := map[string]string{
		"comment before":  "# " + line + "\n",
		"open comment":    "locals {\n  x = <<EOT\n/*\nEOT\n}\n",
		"text of comment": "locals {\n  x = \"/*\"\n}\n",
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			src += "locals {\n  y = (\n" + strings.Repeat("-", 200_000) + "1)\n}\n"
			tree := readText(t, src)
			if len(tree.Problems) != 1 || !strings.Contains(tree.Problems[0].Msg, "prefix operators") {
				t.Fatalf("problems: %v", tree.Problems)
			}
			if at := tree.Problems[0].At.Start; int(at) != strings.Index(src, "(\n")+2 {
				t.Errorf("at %d", at)
			}
		})
	}
}

// TestSetsOfObjects goes through sets whose elements have no order of their own.
func TestSetsOfObjects(t *testing.T) {
	tree := readText(t, `
locals {
  ports = toset([{ port = 443, idle = 61 }, { port = 80, idle = 62 }, { port = 443, idle = 61 }])
  names = toset([["a", "b"], ["c", "d"]])
}
resource "aws_lb" "good" {
  idle_timeout = length(local.ports) * 10 + length(local.names)
}
`)
	if n := numberOf(tree, "aws_lb.good"); n != 22 {
		t.Errorf("idle_timeout = %v", n)
	}
}

// TestManyWorlds has loops over conditions that nobody can decide, as factories have that read their input from folders of YAML: each
// attribute would differ in more worlds than are looked at, and finding that out must not take longer each time.
func TestManyWorlds(t *testing.T) {
	var b strings.Builder
	b.WriteString("variable \"a\" {}\nlocals {\n  items = {\n")
	for i := range 60 {
		fmt.Fprintf(&b, "    k%d = try(var.a.k%d, null) == null ? %d : var.a.k%d\n", i, i, i, i)
	}
	b.WriteString("  }\n  l0 = { for k, v in local.items : k => \"${k}${v}\" }\n")
	for i := range 12 {
		fmt.Fprintf(&b, "  l%d = { for k, v in local.l%d : k => length(local.l%d) > 1 ? \"${local.l%d[k]}\" : v }\n", i+1, i, i, i)
	}
	b.WriteString("}\nresource \"aws_lb\" \"good\" {\n  idle_timeout = 77\n}\n")
	for i := range 30 {
		fmt.Fprintf(&b, "resource \"aws_lb\" \"n%d\" {\n  for_each = local.l12\n  name = each.value\n  idle_timeout = length(local.l12)\n  subnets = values(local.l11)\n}\n", i)
	}
	start := time.Now()
	tree := readText(t, b.String())
	if took := time.Since(start); took > 15*time.Second {
		t.Errorf("took %s", took)
	}
	if n := numberOf(tree, "aws_lb.good"); n != 77 {
		t.Errorf("idle_timeout = %v", n)
	}
	said := false
	for _, r := range tree.Resources {
		for _, c := range r.Attr("subnets") {
			said = said || strings.Contains(c.Why, "it depends on more than 64 combinations of ")
		}
	}
	if !said {
		t.Error("nothing says that there are too many conditions")
	}
}

// readText reads one file, beside another one, as a root module.
func readText(t *testing.T, src string) *terraform.Tree {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"main.tf": src, "other.tf": "resource \"aws_lb\" \"other\" {\n}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	trees := terraform.Read(open(t, dir, ""))
	if len(trees) != 1 {
		t.Fatalf("%d root modules", len(trees))
	}
	return trees[0]
}

// numberOf is the idle timeout of a resource, in one case; -1 where there is no such thing.
func numberOf(tree *terraform.Tree, addr string) float64 {
	for _, r := range tree.Resources {
		if n := r.Number("idle_timeout"); r.Address == addr && len(n) == 1 {
			return float64(n[0].N)
		}
	}
	return -1
}

// TestMistakesAreBounded: as many as the limit are told, and then once that there are more.
func TestMistakesAreBounded(t *testing.T) {
	dir := t.TempDir()
	src := ""
	for i := range 4 {
		src += fmt.Sprintf("resource \"aws_lb\" \"a%d\" {\n  count = %d\n}\n", i, 20_000+i)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]int{5: 4, 4: 4, 3: 4, 1: 2} {
		in := open(t, dir, "")
		in.Limits = limits.Set{}.With(limits.Findings, most)
		told := terraform.Read(in)[0].Problems
		last := told[len(told)-1].Msg
		if more := strings.Contains(last, "from here on they are not told "+limits.Findings.Raise()); len(told) != want || more != (most < 4) {
			t.Errorf("at most %d: %d are told, the last is %q", most, len(told), last)
		}
	}
}
