package presets_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/presets"
)

func TestNamedBy(t *testing.T) {
	for host, want := range map[string]string{
		"alb-demo-1974023788.ap-southeast-2.elb.amazonaws.com":            "alb",
		"internal-x-123.eu-west-1.elb.amazonaws.com":                      "alb",
		"dualstack.alb-demo-1974023788.ap-southeast-2.ELB.amazonaws.com.": "alb",
		"alb-demo-1.cn-north-1.elb.amazonaws.com.cn":                      "alb",
		"awseb-e-v-AWSEBLoa-12ab.us-east-1.elb.amazonaws.com":             "alb",
		"my-nlb-0123456789abcdef.elb.eu-west-1.amazonaws.com":             "nlb",
		"eu-west-1a.my-nlb-0123456789abcdef.elb.eu-west-1.amazonaws.com":  "nlb",
		"d111111abcdef8.cloudfront.net":                                   "cloudfront",
		"a1b2c3.execute-api.eu-west-1.amazonaws.com":                      "aws-api-gateway",
		"vpce-0a-1b.execute-api.eu-west-1.vpce.amazonaws.com":             "aws-api-gateway",
		"vpce-0a-1b.vpce-svc-2c.eu-west-1.vpce.amazonaws.com":             "privatelink",
		"x.eu-west-1.awsapprunner.com":                                    "app-runner",
		"x.lambda-url.eu-west-1.on.aws":                                   "lambda-url",
		"svc-0a.7d67968.vpc-lattice-svcs.eu-west-1.on.aws":                "vpc-lattice",
		"a1b2.awsglobalaccelerator.com":                                   "global-accelerator",
		"env.eba-1.eu-west-1.elasticbeanstalk.com":                        "alb",
		"p.proxy-abc123.eu-west-1.rds.amazonaws.com":                      "rds-proxy",
		"app.example.com":                "",
		"elb.amazonaws.com.evil.example": "",
		"localhost":                      "",
		"":                               "",
	} {
		h, ok := presets.NamedBy(host)
		if h.Preset != want || ok != (want != "") {
			t.Errorf("%s is %q, want %q", host, h.Preset, want)
		}
		if _, known := presets.Lookup(h.Preset); ok && (!known || h.Is == "") {
			t.Errorf("%s: %q is no preset, or nothing is said of it", host, h.Preset)
		}
	}
}
