package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// TestWorldsShare has a large object in which one part hangs on a condition: each further world must cost that part, not the object.
func TestWorldsShare(t *testing.T) {
	allocs := func(conditions int) float64 {
		var b strings.Builder
		b.WriteString("locals {\n  all = {\n")
		for i := range 300 {
			fmt.Fprintf(&b, "    k%d = { name = \"n%d\", ports = [%d, 443], tags = merge({ a = \"b\" }, { c = \"d\" }) }\n", i, i, i)
		}
		b.WriteString("    sum = { idle = 60")
		for i := range conditions {
			fmt.Fprintf(&b, " + (var.c%d ? %d : 0)", i, 1<<i)
		}
		b.WriteString(" }\n  }\n}\n")
		for i := range conditions {
			fmt.Fprintf(&b, "variable \"c%d\" {\n  type = bool\n}\n", i)
		}
		b.WriteString("module \"edge\" {\n  source = \"./edge\"\n  all = merge(local.all, {})\n}\n")
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "edge"), 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"main.tf":      b.String(),
			"edge/edge.tf": "variable \"all\" {\n  type = any\n}\nresource \"aws_lb\" \"x\" {\n  idle_timeout = var.all.sum.idle\n}\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		in := open(t, dir, "")
		var cases int
		n := testing.AllocsPerRun(1, func() {
			trees := terraform.Read(in)
			cases = len(trees[0].Resources[0].Number("idle_timeout"))
		})
		if cases != 1<<conditions {
			t.Fatalf("%d cases of %d conditions", cases, conditions)
		}
		return n
	}
	one, many := allocs(0), allocs(5)
	t.Logf("one world %.0f, 32 worlds %.0f", one, many)
	if many > 6*one {
		t.Errorf("32 worlds take %.0f allocations, one %.0f", many, one)
	}
}

// TestMissingAttribute holds that of several attributes that are missing always the same is told.
func TestMissingAttribute(t *testing.T) {
	src := "variable \"x\" {\n  type = object({ d = string, b = string, c = string, a = string })\n  default = {}\n}\nresource \"aws_lb\" \"x\" {\n  idle_timeout = var.x.a\n}\n"
	for range 20 {
		tree := readText(t, src)
		for _, r := range tree.Resources {
			if why := r.Number("idle_timeout")[0].Why; r.Address == "aws_lb.x" && !strings.Contains(why, "the attribute a is required") {
				t.Fatal(why)
			}
		}
	}
}

// TestWorldsOfAName has more attributes that hang on one name than worlds are looked at: the name has three worlds all the same, and no region is made
// up that no environment has.
func TestWorldsOfAName(t *testing.T) {
	var b strings.Builder
	b.WriteString(`
variable "environments" {
  default = {
    dev  = { regions = ["eu-west-1"], idle = 60 }
    prod = { regions = ["eu-west-1"], idle = 90 }
  }
}
locals {
  environment = contains(keys(var.environments), terraform.workspace) ? var.environments[terraform.workspace] : var.environments["dev"]
}
`)
	const many = 200
	for i := range many {
		fmt.Fprintf(&b, "resource \"aws_lb\" \"n%d\" {\n  idle_timeout = local.environment.idle\n}\n", i)
	}
	for _, region := range []string{"eu-west-1", "eu-west-2"} {
		fmt.Fprintf(&b, "resource \"aws_lb\" %q {\n  count = contains(local.environment.regions, %q) ? 1 : 0\n}\n", region, region)
	}
	found := map[string]*terraform.Resource{}
	for _, r := range readText(t, b.String()).Resources {
		found[r.Address] = r
	}
	for i := range many {
		idle := found[fmt.Sprintf("aws_lb.n%d", i)].Number("idle_timeout")
		for _, c := range idle {
			if c.Why != "" {
				t.Fatalf("n%d: %s", i, c.Why)
			}
		}
	}
	if found["aws_lb.eu-west-1[0]"] == nil || found["aws_lb.eu-west-2[0]"] != nil || found["aws_lb.eu-west-2[*]"] != nil {
		t.Error("the regions are not those of the environments")
	}
}
