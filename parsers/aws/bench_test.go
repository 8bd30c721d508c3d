package aws_test

import (
	"fmt"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/aws"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// resource makes one out of attributes: texts, numbers, and other resources, which are references.
func resource(kind, name string, attrs map[string]any) *terraform.Resource {
	r := &terraform.Resource{Root: &chain.Root{Kind: "terraform", Dir: "."}, Address: kind + "." + name, Type: kind}
	r.Attrs = attributes(attrs)
	return r
}

func attributes(attrs map[string]any) map[string]terraform.Attr {
	all := map[string]terraform.Attr{}
	for name, v := range attrs {
		c := terraform.Case{From: &chain.Origin{Kind: chain.Written}}
		switch v := v.(type) {
		case string:
			c.V = cty.StringVal(v)
		case int:
			c.V = cty.NumberIntVal(int64(v))
		case *terraform.Resource:
			c.V = cty.UnknownVal(cty.String)
			c.Refs = []terraform.Ref{{To: v, Addr: v.Address, Attr: "arn"}}
		}
		all[name] = terraform.Attr{c}
	}
	return all
}

// estate is so many balancers, each with a listener, rules and target groups: ten resources a balancer.
func estate(balancers int) (all []*terraform.Resource) {
	for i := range balancers {
		name := fmt.Sprint("n", i)
		lb := resource("aws_lb", name, map[string]any{"idle_timeout": 60 + i%100})
		listener := resource("aws_lb_listener", name, map[string]any{"load_balancer_arn": lb, "port": 80, "protocol": "HTTP"})
		all = append(all, lb, listener)
		for j := range 4 {
			group := resource("aws_lb_target_group", fmt.Sprint(name, "_", j), map[string]any{"port": 8000 + j, "protocol": "HTTP"})
			forward := []*terraform.Block{{Attrs: attributes(map[string]any{"type": "forward", "target_group_arn": group})}}
			rule := resource("aws_lb_listener_rule", fmt.Sprint(name, "_", j), map[string]any{"listener_arn": listener})
			rule.Sub = map[string][]*terraform.Block{"action": forward}
			all = append(all, group, rule)
		}
	}
	return all
}

// Every balancer finds its own listeners, rules and groups, however many others there are.
func TestEstate(t *testing.T) {
	f := aws.Resources(estate(50), nil)
	for _, e := range f.Endpoints {
		if len(e.Connect) != 4 || len(e.Aliases) != 5 {
			t.Fatalf("%s: %d sides, %d aliases", e.Local, len(e.Connect), len(e.Aliases))
		}
	}
	if len(f.Endpoints) != 50 {
		t.Errorf("%d endpoints", len(f.Endpoints))
	}
}

func BenchmarkResources(b *testing.B) {
	for _, n := range []int{200, 2000} {
		all := estate(n)
		b.Run(fmt.Sprint(len(all)), func(b *testing.B) {
			for b.Loop() {
				aws.Resources(all, nil)
			}
		})
	}
}
