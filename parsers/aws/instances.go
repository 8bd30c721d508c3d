package aws

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// instances finds the connection tracking of the instances behind target groups: where a launch template shortens it, the security group forgets
// connections that balancer and server both keep.
func (r *reader) instances() {
	tracked := map[*terraform.Resource]*chain.Endpoint{}
	for _, one := range r.of["aws_launch_template"] {
		if e := r.tracking(one); e != nil {
			tracked[one] = e
		}
	}
	if len(tracked) == 0 {
		return
	}
	r.later(func() {
		for _, group := range r.of["aws_autoscaling_group"] {
			for _, template := range r.templates(group) {
				if box := tracked[template.to]; box != nil {
					r.behind(group, box)
				}
			}
		}
	})
}

// tracking is the middlebox for a launch template that sets tcp_established_timeout; nil for one that leaves the default, which depends on the type of
// the instances.
func (r *reader) tracking(one *terraform.Resource) *chain.Endpoint {
	for _, card := range one.Blocks("network_interfaces") {
		for _, spec := range card.Blocks("connection_tracking_specification") {
			if _, ok := written(numbers(spec, "tcp_established_timeout")); ok {
				e := r.box(one, "ec2-conntrack", func(*chain.Box) {})
				e.Box.Idle = r.idle(spec, "tcp_established_timeout", &product("ec2-conntrack").Passes.Idle, e, "EC2 connection tracking")
				return e
			}
		}
	}
	return nil
}

// templates are those of an autoscaling group.
func (r *reader) templates(group *terraform.Resource) (all []naming) {
	blocks := group.Blocks("launch_template")
	for _, policy := range group.Blocks("mixed_instances_policy") {
		for _, template := range policy.Blocks("launch_template") {
			blocks = append(blocks, template.Blocks("launch_template_specification")...)
		}
	}
	for _, b := range blocks {
		for _, attr := range []string{"id", "launch_template_id", "name", "launch_template_name"} {
			all = append(all, r.named(b, attr)...)
		}
	}
	return all
}

// behind puts a box into every connection to the target groups of an autoscaling group.
func (r *reader) behind(group *terraform.Resource, box *chain.Endpoint) {
	groups := append(r.named(&group.Block, "target_group_arns"), r.named(&group.Block, "load_balancers")...)
	for _, source := range group.Blocks("traffic_source") {
		groups = append(groups, r.named(source, "identifier")...)
	}
	for _, kind := range []struct {
		of    string
		attrs []string
	}{
		{"aws_autoscaling_attachment", []string{"lb_target_group_arn", "alb_target_group_arn", "elb"}},
		{"aws_autoscaling_traffic_source_attachment", []string{"traffic_source.identifier"}},
	} {
		for _, u := range r.users(kind.of, "autoscaling_group_name", group) {
			groups = append(groups, r.namedBelow(u.one, kind.attrs)...)
		}
	}
	for _, n := range groups {
		for _, from := range r.routes[n.to] {
			if from.side != nil {
				from.side.Via = appendNew(from.side.Via, box)
			}
		}
	}
}

func appendNew(all []*chain.Endpoint, e *chain.Endpoint) []*chain.Endpoint {
	if slices.Contains(all, e) {
		return all
	}
	return append(all, e)
}
