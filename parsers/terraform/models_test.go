package terraform

import (
	"strings"
	"testing"
)

// TestModels parses every stand-in, and holds that each has a source, that variables have defaults and outputs values.
func TestModels(t *testing.T) {
	if len(models()) < 10 {
		t.Fatalf("only %d models", len(models()))
	}
	for _, m := range models() {
		mod := m.parse()
		if len(m.sources) == 0 || len(mod.blocks) == 0 {
			t.Errorf("%s: %d sources, %d blocks", m.name, len(m.sources), len(mod.blocks))
		}
		for name, v := range mod.variables {
			if _, ok := v.attrs["default"]; !ok {
				t.Errorf("%s: variable %s has no default", m.name, name)
			}
		}
		for name, o := range mod.outputs {
			if _, ok := o.attrs["value"]; !ok {
				t.Errorf("%s: output %s has no value", m.name, name)
			}
		}
	}
}

func TestFindModel(t *testing.T) {
	const alb, sha = "git::https://github.com/terraform-aws-modules/terraform-aws-alb.git", "03253fca3fcce33977346af9f67723e99141a234"
	tests := []struct{ source, version, want string }{
		{"terraform-aws-modules/alb/aws", "", "models/alb-9.hcl"},
		{"terraform-aws-modules/alb/aws", "~> 9.0", "models/alb-9.hcl"},
		{"terraform-aws-modules/alb/aws", "10.5.0", "models/alb-9.hcl"},
		{"terraform-aws-modules/alb/aws", "~> 8.0", "models/alb-5.hcl"},
		{"terraform-aws-modules/alb/aws", "8.7.0", "models/alb-5.hcl"},
		{"terraform-aws-modules/alb/aws", ">= 6.0, < 9.0.0", "models/alb-5.hcl"},
		{"terraform-aws-modules/alb/aws", ">= 6.0", "models/alb-9.hcl"},
		{"terraform-aws-modules/alb/aws", "<= 8.7.0", "models/alb-5.hcl"},
		{"terraform-aws-modules/alb/aws", "~> 4.0", ""},
		{"git::https://github.com/terraform-aws-modules/terraform-aws-alb.git", "v8.1.0", "models/alb-5.hcl"},
		{"github.com/terraform-aws-modules/terraform-aws-ecs//modules/service", "", "models/ecs-service.hcl"},
		{"git@github.com:cloudposse/terraform-aws-alb.git", "", "models/cloudposse-alb.hcl"},
		{"git::https://github.com/cloudposse/terraform-aws-cloudfront-cdn.git", "0.5.7", "models/cloudposse-cdn-0.hcl"},
		{"cloudposse/cloudfront-cdn/aws", "1.3.9", "models/cloudposse-cdn-0.hcl"},
		{"git::https://github.com/cloudposse/terraform-aws-cloudfront-cdn.git", sha, ""},
		{"git::https://github.com/cloudposse/terraform-aws-cloudfront-cdn.git", "main", "models/cloudposse-cdn.hcl"},
		{alb, sha, "models/alb-9.hcl"},
		{"cloudposse/cloudfront-cdn/aws", "1.4.0", "models/cloudposse-cdn.hcl"},
		{"cloudposse/cloudfront-cdn/aws", ">= 0.24", "models/cloudposse-cdn.hcl"},
		{"cloudposse/cloudfront-cdn/aws", "", "models/cloudposse-cdn.hcl"},
		{"terraform-aws-modules/vpc/aws", "", ""},
		{"acme/alb/aws", "", ""},
	}
	for _, test := range tests {
		m, ok := findModel(test.source, test.version, nil)
		if got := m.name; got != test.want || ok != (test.want != "") {
			t.Errorf("%s %q: got %q, want %q", test.source, test.version, got, test.want)
		}
	}
	for _, test := range []struct{ version, arguments, want string }{
		{sha, "name https_listeners target_groups", "models/alb-5.hcl"},
		{sha, "name listeners target_groups", "models/alb-9.hcl"},
		{sha, "name idle_timeout", "models/alb-9.hcl"},
		{"81234567abcdef", "http_tcp_listeners", "models/alb-5.hcl"}, // no version 81234567
		{"v9.1.0", "https_listeners", "models/alb-9.hcl"},            // a version is a version
	} {
		arguments := map[string]attribute{}
		for name := range strings.FieldsSeq(test.arguments) {
			arguments[name] = attribute{}
		}
		if m, _ := findModel(alb, test.version, arguments); m.name != test.want {
			t.Errorf("%s with %s: got %q, want %q", test.version, test.arguments, m.name, test.want)
		}
	}
}
