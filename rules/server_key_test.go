package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestShortKeys: the first of the names that no other balancer has is suggested.
func TestShortKeys(t *testing.T) {
	for id, want := range map[string][]string{
		"aws_lb.public":                                     nil,
		`module.edge.aws_lb.this`:                           {"edge-server", "edge-aws_lb-this-server"},
		`module.edge.aws_lb.public`:                         {"public-server", "edge-public-server", "edge-aws_lb-public-server"},
		`module.edge["eu"].aws_lb_target_group.this["b/g"]`: {"b-g-server", "eu-b-g-server", "edge-eu-b-g-server", "edge-eu-aws_lb_target_group-this-b-g-server"},
		`aws_lb.this["api.example.com"]`:                    {"api.example.com-server", "aws_lb-this-api.example.com-server"},
		`module.a.aws_lb.main[2]`:                           {"a-2-server", "a-aws_lb-main-2-server"},
		`infra:module.a.aws_lb.this[0]`:                     {"a-server", "infra-a-server", "infra-a-aws_lb-this-0-server"},
		`module.é["'"].aws_lb.x`:                            {"x-server", "server--x-server", "server----x-server", "server----aws_lb-x-server"},
	} {
		if diff := cmp.Diff(want, shortKeys(id)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", id, diff)
		}
	}
}
