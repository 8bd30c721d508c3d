package terraform_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// values are what the attributes of all resources are worth, each with its guard, by address and name.
func values(t *testing.T, files []txtar.File, settings string) map[string][]guarded {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found := map[string][]guarded{}
	for _, tree := range terraform.Read(open(t, dir, settings)) {
		for _, p := range tree.Problems {
			t.Errorf("problem: %s", p.Msg)
		}
		for _, r := range tree.Resources {
			for name, a := range r.Attrs {
				for _, c := range a {
					all, ok := chain.And(r.When, c.When)
					if !ok {
						t.Errorf("%s %s: %v and %v contradict each other", r.Address, name, r.When, c.When)
					}
					var refs []string
					for _, ref := range c.Refs {
						refs = append(refs, ref.Addr)
					}
					key := r.Address + " " + name
					found[key] = append(found[key], guarded{all, show(c.V) + strings.Join(refs, ",")})
				}
			}
		}
	}
	return found
}

type guarded struct {
	when  chain.Guard
	value string
}

// TestForcedConditions holds that a case with its condition forced is the case: reading the folder with the variables set gives, for each
// attribute, the value whose guard these variables satisfy, and no other guard is satisfied.
func TestForcedConditions(t *testing.T) {
	a, err := txtar.ParseFile("testdata/conditions.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var files []txtar.File
	for _, f := range a.Files {
		if f.Name != "resources" {
			files = append(files, f)
		}
	}
	open := values(t, files, "")
	for _, env := range []string{"prod", "prod-eu", "stage", "dev"} {
		for _, on := range []string{"true", "false"} {
			for _, n := range []string{"3", "9"} {
				for _, tier := range []string{"null", "gold"} {
					obj := `{ fast = ` + on + ` }`
					if tier != "null" {
						obj = `{ fast = ` + on + `, tier = "` + tier + `" }`
					}
					settings := "var env=" + env + "\nvar on=" + on + "\nvar n=" + n + "\nvar obj=" + obj
					truth := map[string]string{
						"var.env": env, "var.on": on, "var.obj.fast": on, "var.obj.tier": tier,
						"(var.n > 5)": fmt.Sprint(n == "9"), `startswith(var.env, "prod")`: fmt.Sprint(strings.HasPrefix(env, "prod")),
					}
					forced := values(t, files, settings)
					checkForced(t, open, forced, truth)
				}
			}
		}
	}
}

func checkForced(t *testing.T, open, forced map[string][]guarded, truth map[string]string) {
	t.Helper()
	for key, cases := range open {
		var want []string
		for _, c := range cases {
			if holds(t, c.when, truth) {
				want = append(want, c.value)
			}
		}
		var got []string
		for _, c := range forced[key] {
			got = append(got, c.value)
		}
		switch {
		case strings.HasSuffix(key, "q_data"): // a data source stays open
			continue
		case strings.HasSuffix(key, "p_invalid") && truth["var.env"] != "prod": // refused by Terraform
			continue
		case strings.HasSuffix(key, "n_coalesce") && truth["var.obj.tier"] != "null": // unknown as long as the variable is
			want = []string{`"gold"`}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s with %v: -case that holds +forced:\n%s", key, truth, diff)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(forced)) {
		if open[key] == nil {
			t.Errorf("%s is there with %v only", key, truth)
		}
	}
}

func holds(t *testing.T, g chain.Guard, truth map[string]string) bool {
	t.Helper()
	for _, a := range g {
		v, ok := truth[a.Subject]
		if !ok {
			if a.Subject == "data.aws_region.here.name" {
				continue
			}
			t.Fatalf("the test does not know the condition %s", a.Subject)
		}
		if (v == a.Val) != (a.Op == chain.Eq) {
			return false
		}
	}
	return true
}

// TestOneNumberManyWays holds that a number is the same, known and decided by the same text, however it comes to an attribute.
func TestOneNumberManyWays(t *testing.T) {
	ways := map[string]map[string]string{
		"literal":     {"main.tf": "resource \"aws_lb\" \"x\" {\n  idle_timeout = 4321\n}\n"},
		"variable":    {"main.tf": "variable \"v\" { default = 4321 }\nresource \"aws_lb\" \"x\" {\n  idle_timeout = var.v\n}\n"},
		"tfvars":      {"main.tf": "variable \"v\" {}\nresource \"aws_lb\" \"x\" {\n  idle_timeout = var.v\n}\n", "terraform.tfvars": "v = 4321\n"},
		"local":       {"main.tf": "locals { v = 4321 }\nresource \"aws_lb\" \"x\" {\n  idle_timeout = local.v\n}\n"},
		"object":      {"main.tf": "locals { v = { a = [{ b = 4321 }] } }\nresource \"aws_lb\" \"x\" {\n  idle_timeout = local.v.a[0].b\n}\n"},
		"optional":    {"main.tf": "variable \"v\" {\n  type = object({ i = optional(number, 4321) })\n  default = {}\n}\nresource \"aws_lb\" \"x\" {\n  idle_timeout = var.v.i\n}\n"},
		"conditional": {"main.tf": "resource \"aws_lb\" \"x\" {\n  idle_timeout = true ? 4321 : 5\n}\n"},
		"try":         {"main.tf": "locals { v = {} }\nresource \"aws_lb\" \"x\" {\n  idle_timeout = try(local.v.none, 4321)\n}\n"},
		"json":        {"main.tf.json": `{"resource": {"aws_lb": {"x": {"idle_timeout": 4321}}}}`},
		"json local":  {"main.tf.json": `{"locals": {"v": 4321}, "resource": {"aws_lb": {"x": {"idle_timeout": "${local.v}"}}}}`},
		"override":    {"main.tf": "resource \"aws_lb\" \"x\" {\n  idle_timeout = 1\n}\n", "override.tf": "resource \"aws_lb\" \"x\" {\n  idle_timeout = 4321\n}\n"},
		"tofu":        {"main.tf": "resource \"aws_lb\" \"x\" {\n  idle_timeout = 1\n}\n", "main.tofu": "resource \"aws_lb\" \"x\" {\n  idle_timeout = 4321\n}\n"},
		"yaml":        {"main.tf": "resource \"aws_lb\" \"x\" {\n  idle_timeout = yamldecode(file(\"v.yaml\")).v\n}\n", "v.yaml": "v: 4321\n"},
		"crlf":        {"main.tf": "resource \"aws_lb\" \"x\" {\r\n  idle_timeout = 4321\r\n}\r\n"},
		"mark":        {"main.tf": "\xef\xbb\xbfresource \"aws_lb\" \"x\" {\n  idle_timeout = 4321\n}\n"},
		"module": {
			"main.tf":   "module \"m\" {\n  source = \"./m\"\n  v = 4321\n}\n",
			"m/main.tf": "variable \"v\" {}\nresource \"aws_lb\" \"x\" {\n  idle_timeout = var.v\n}\n",
		},
		"output": {
			"main.tf":   "module \"m\" {\n  source = \"./m\"\n}\nresource \"aws_lb\" \"x\" {\n  idle_timeout = module.m.v\n}\n",
			"m/main.tf": "output \"v\" { value = 4321 }\n",
		},
		"for": {"main.tf": "locals { v = { a = 4321 } }\nresource \"aws_lb\" \"x\" {\n  for_each = { for k, v in local.v : k => { t = v } }\n  idle_timeout = each.value.t\n}\n"},
	}
	for name, files := range ways {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, src := range files {
				path := filepath.Join(dir, file)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			in := open(t, dir, "")
			trees := terraform.Read(in)
			if len(trees) != 1 || len(trees[0].Resources) != 1 || len(trees[0].Problems) > 0 {
				t.Fatalf("%d trees, %v", len(trees), trees[0].Problems)
			}
			r := trees[0].Resources[0]
			n := r.Number("idle_timeout")
			if len(n) != 1 || n[0].State != terraform.Known || n[0].N != 4321 || len(n[0].When) > 0 {
				t.Fatalf("%+v", n)
			}
			if o := n[0].From; o.Kind != chain.Written || in.Tree.Set.Text(o.At()) != "4321" || o.Text != "4321" || o.Setting != "idle_timeout" {
				t.Errorf("decided by %q (%v)", in.Tree.Set.Text(o.At()), o)
			}
		})
	}
}
