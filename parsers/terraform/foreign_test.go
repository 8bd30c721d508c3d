package terraform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

const balancer = "resource \"aws_lb\" \"x\" {\n  idle_timeout = 60\n}\n"

// TestForeignTemplates tells templates that make Terraform from Terraform that is broken, and from Terraform that writes such templates.
func TestForeignTemplates(t *testing.T) {
	for name, c := range map[string]struct {
		file, text             string
		skipped, broken, reads bool
	}{
		"a value":                    {"main.tf", "resource \"aws_lb\" \"x\" {\n  idle_timeout = {{ .Values.idle }}\n}\n", true, false, false},
		"a condition around a block": {"main.tf", "{{ if .Values.edge }}\n" + balancer + "{{ end }}\n", true, false, false},
		"jinja":                      {"main.tf", "{% for n in names %}\n" + balancer + "{% endfor %}\n", true, false, false},
		"erb":                        {"main.tf", "<% names.each do |n| %>\n" + balancer + "<% end %>\n", true, false, false},
		"quotes inside of a tag":     {"main.tf", "resource \"aws_lb\" \"x\" {\n  name = \"{{ name | default(\"edge\") }}\"\n}\n", true, false, false},
		"json":                       {"main.tf.json", `{"resource": {"aws_lb": {"x": {"idle_timeout": {{ idle }} }}}}`, true, false, false},

		"in a text":                  {"main.tf", "resource \"aws_lb\" \"x\" {\n  name = \"{{ cookiecutter.name }}\"\n}\n", false, false, true},
		"in a heredoc":               {"main.tf", "locals {\n  x = <<-EOT\n    {{ .Name }} {% if a %}\n  EOT\n}\n" + balancer, false, false, true},
		"in a comment":               {"main.tf", "# {{ made by hand }}\n/* <% %> */\n" + balancer, false, false, true},
		"a directive of HCL":         {"main.tf", "locals {\n  x = \"%{ if true }a%{ endif }\"\n}\n" + balancer, false, false, true},
		"halves of a tag in texts":   {"main.tf", "locals {\n  x = join(\"\", [\"{{\", \"a\", \"}}\"])\n}\n" + balancer, false, false, true},
		"an object in interpolation": {"main.tf", "locals {\n  x = \"${{ a = 1 }.a}\"\n}\n" + balancer, false, false, true},
		"broken beside a text":       {"main.tf", balancer + "resource \"aws_lb\" \"y\" {\n  name = \"{{ name }}\"\n  idle_timeout = = 3\n}\n", false, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			in := open(t, dir, "")
			var reasons []string
			in.Skip = func(f *source.File, reason string) { reasons = append(reasons, f.Name+": "+reason) }
			resources, problems := 0, 0
			for _, tree := range terraform.Read(in) {
				resources += len(tree.Resources)
				problems += len(tree.Problems)
			}
			if (len(reasons) == 1) != c.skipped || len(reasons) > 1 {
				t.Errorf("skipped: %v", reasons)
			}
			for _, r := range reasons {
				if !strings.HasPrefix(r, c.file+": a template from which Terraform is made") {
					t.Errorf("the reason is %q", r)
				}
			}
			if (problems > 0) != c.broken || (resources > 0) != c.reads {
				t.Errorf("%d problems, %d resources", problems, resources)
			}
		})
	}
}
