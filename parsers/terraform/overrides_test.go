package terraform_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// TestOverridesAlone has override files that are kept apart from what they override, as patches are: what they do not write is not the default.
func TestOverridesAlone(t *testing.T) {
	const base = "resource \"aws_elb\" \"web\" {\n  idle_timeout = 600\n}\n"
	const patch = "resource \"aws_elb\" \"web\" {\n  internal = true\n}\nresource \"aws_lb\" \"own\" {\n  idle_timeout = 77\n}\n"
	tests := map[string]struct {
		files []txtar.File
		web   terraform.State
		n     float64
	}{
		"apart":    {[]txtar.File{{Name: "lb_override.tf", Data: []byte(patch)}}, terraform.Unknown, 0},
		"together": {[]txtar.File{{Name: "lb.tf", Data: []byte(base)}, {Name: "lb_override.tf", Data: []byte(patch)}}, terraform.Known, 600},
		"no patch": {[]txtar.File{{Name: "lb.tf", Data: []byte(patch)}}, terraform.Null, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found := map[string]terraform.Num{}
			for _, r := range resources(t, test.files) {
				found[r.Address] = r.Number("idle_timeout")[0]
			}
			if got := found["aws_elb.web"]; got.State != test.web || got.N != test.n {
				t.Errorf("web: %v %v (%s), want %v %v", got.State, got.N, got.Why, test.web, test.n)
			}
			if got := found["aws_lb.own"]; got.State != terraform.Known || got.N != 77 {
				t.Errorf("own: %v %v", got.State, got.N)
			}
		})
	}
}

// TestTagsOfRepositories has a module whose version is the name of a tag as git spells it in full.
func TestTagsOfRepositories(t *testing.T) {
	for ref, want := range map[string]float64{"tags/0.5.7": 60, "refs/tags/0.5.7": 60, "0.5.7": 60, "tags/v1.8.1": 5, "main": 5} {
		src := "module \"cdn\" {\n  source = \"git::https://github.com/cloudposse/terraform-aws-cloudfront-cdn.git?ref=" + ref + "\"\n  origin_domain_name = \"web.example.org\"\n}\n"
		list := resources(t, []txtar.File{{Name: "main.tf", Data: []byte(src)}})
		if len(list) != 1 {
			t.Fatalf("%s: %d resources", ref, len(list))
		}
		got := list[0].Sub["origin"][0].Sub["custom_origin_config"][0].Number("origin_keepalive_timeout")
		if len(got) != 1 || got[0].N != want {
			t.Errorf("%s: %v, want %v", ref, got, want)
		}
	}
}

// resources reads files as one root module.
func resources(t *testing.T, files []txtar.File) (all []*terraform.Resource) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tree := range terraform.Read(open(t, dir, "")) {
		all = append(all, tree.Resources...)
	}
	return all
}
