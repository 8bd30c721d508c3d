package aws_test

import (
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/aws"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// TestModulesWithoutABody tells by their sources which modules stand on the path: what is only near a balancer keeps no connections.
func TestModulesWithoutABody(t *testing.T) {
	tests := map[string]int{
		"terraform-aws-modules/alb/aws":                              1,
		"acme/load-balancer/aws":                                     1,
		"git::https://example.com/tf-ecs-alb.git?ref=v1":             1,
		"acme/alb-with-tags/aws":                                     1,
		"cloudposse/lb-s3-bucket/aws":                                0,
		"cloudposse/alb-ingress/aws":                                 0,
		"cloudposse/ecs-alb-service-task/aws":                        0,
		"cloudposse/alb-target-group-cloudwatch-sns-alarms/aws":      0,
		"acme/load-balancer-controller-irsa-role/aws":                0,
		"git::https://example.com/tf-alb-listener-rule.git//modules": 0,
		"terraform-aws-modules/vpc/aws":                              0,
	}
	for from, want := range tests {
		t.Run(from, func(t *testing.T) {
			one := resource(from, "x", nil)
			one.Mode, one.Address = terraform.Opaque, "module.x"
			got := aws.Resources([]*terraform.Resource{one}, nil)
			if n := len(got.Endpoints); n != want {
				t.Errorf("%d endpoints, want %d", n, want)
			}
		})
	}
}

// TestWhyABodyIsMissing tells what helps: nothing installs a folder.
func TestWhyABodyIsMissing(t *testing.T) {
	tests := map[string]string{
		"acme/alb/aws":         "run terraform init",
		"../../../modules/alb": "correct its source",
		"./alb":                "correct its source",
	}
	for from, want := range tests {
		one := resource(from, "x", nil)
		one.Mode, one.Address = terraform.Opaque, "module.x"
		got := aws.Resources([]*terraform.Resource{one}, nil)
		if len(got.Endpoints) != 1 {
			t.Fatalf("%s: %d endpoints", from, len(got.Endpoints))
		}
		if note := got.Endpoints[0].Accepts[0].Idle[0].From.Note; !strings.Contains(note, want) || !strings.Contains(note, from) {
			t.Errorf("%s: %s", from, note)
		}
	}
}
