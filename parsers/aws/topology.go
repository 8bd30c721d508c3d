package aws

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// naming is a resource that an attribute names.
type naming struct {
	to   *terraform.Resource
	attr string // of that resource
	when chain.Guard
	at   source.Span
}

// named gives the resources that an attribute names, by reference or by an ARN or a name that is known.
func (r *reader) named(b *terraform.Block, attr string) (all []naming) {
	seen := map[*terraform.Resource]bool{}
	for _, c := range b.Attr(attr) {
		when, possible := also(b.When, c.When)
		if !possible {
			continue
		}
		at := c.From.At()
		for _, ref := range c.Refs {
			if ref.To == nil || len(c.When) == 0 && seen[ref.To] {
				continue
			}
			seen[ref.To] = true
			if at.IsZero() {
				at = ref.At
			}
			all = append(all, naming{r.itself(ref.To), ref.Attr, when, at})
		}
		if len(c.Refs) == 0 {
			for _, s := range stringsIn(c.V) {
				if to := r.texts[s]; to != nil {
					all = append(all, naming{r.itself(to), "", when, at})
				}
			}
		}
	}
	return all
}

// deepest bounds how many resources are passed on the way to an endpoint: records that name records.
const deepest = 8

// reached gives the endpoints that a name leads to: a balancer itself, by one of its listeners, by a record of its name.
func (r *reader) reached(n naming) []found { return r.reach(n.to, n.when, deepest) }

// found is an endpoint with the worlds in which a name leads to it.
type found struct {
	*chain.Endpoint
	when chain.Guard
}

// ways are the attributes by which a resource passes on what reaches it.
var ways = map[string][]string{
	"aws_lb_listener":                   {"load_balancer_arn"},
	"aws_lb_listener_rule":              {"listener_arn"},
	"aws_cloudfront_vpc_origin":         {"vpc_origin_endpoint_config.arn"},
	"aws_route53_record":                {"alias.name", "records"},
	"aws_vpc_endpoint_service":          {"network_load_balancer_arns", "gateway_load_balancer_arns"},
	"aws_globalaccelerator_listener":    {"accelerator_arn"},
	"aws_api_gateway_vpc_link":          {"target_arns"},
	"aws_api_gateway_stage":             {"rest_api_id"},
	"aws_api_gateway_deployment":        {"rest_api_id"},
	"aws_apigatewayv2_stage":            {"api_id"},
	"aws_api_gateway_base_path_mapping": {"api_id"},
	"aws_vpclattice_listener":           {"service_identifier"},
	"aws_networkfirewall_firewall":      {"firewall_policy_arn"},
}

func (r *reader) reach(to *terraform.Resource, when chain.Guard, depth int) (all []found) {
	when, possible := also(when, to.When)
	if !possible || depth == 0 {
		return nil
	}
	for _, e := range r.ends[to] {
		if both, ok := also(when, e.When); ok {
			all = append(all, found{e, both})
		}
	}
	for _, n := range r.namedBelow(to, ways[family(to.Type)]) {
		if both, ok := also(when, n.when); ok {
			all = append(all, r.reach(n.to, both, depth-1)...)
		}
	}
	return all
}

// namedBelow gives the resources that attributes name, written as attribute or as block.attribute.
func (r *reader) namedBelow(one *terraform.Resource, attrs []string) (all []naming) {
	for _, path := range attrs {
		block, attr, nested := strings.Cut(path, ".")
		if !nested {
			all = append(all, r.named(&one.Block, block)...)
			continue
		}
		for _, b := range one.Blocks(block) {
			all = append(all, r.named(b, attr)...)
		}
	}
	return all
}

// user is a resource that names another one.
type user struct {
	one  *terraform.Resource
	when chain.Guard // in which it does, and exists
}

// use is one way of naming: an attribute of the resources of a type.
type use struct{ kind, attr string }

// users gives the resources of a type that name a resource by an attribute, in the order of the code.
func (r *reader) users(kind, attr string, named *terraform.Resource) []user {
	by, ok := r.used[use{kind, attr}]
	if !ok {
		by = map[*terraform.Resource][]user{}
		for _, one := range r.of[kind] {
			for _, n := range r.named(&one.Block, attr) {
				if when, possible := also(one.When, n.when); possible {
					by[n.to] = append(by[n.to], user{one, when})
				}
			}
		}
		r.used[use{kind, attr}] = by
	}
	return by[named]
}
