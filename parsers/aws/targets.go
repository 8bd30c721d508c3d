package aws

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// attachments joins target groups with the balancers that are their targets: a Network Load Balancer in front of an Application Load Balancer.
func (r *reader) attachments() {
	for _, kind := range []struct{ of, group, target string }{
		{"aws_lb_target_group_attachment", "target_group_arn", "target_id"},
		{"aws_vpclattice_target_group_attachment", "target_group_identifier", "target.id"},
	} {
		for _, one := range r.of[kind.of] {
			for _, group := range r.named(&one.Block, kind.group) {
				for _, target := range r.namedBelow(one, []string{kind.target}) {
					r.later(func() { r.attach(one, group, target) })
				}
			}
		}
	}
}

func (r *reader) attach(one *terraform.Resource, group, target naming) {
	for _, to := range r.reached(target) {
		for _, from := range r.routes[group.to] {
			if when, ok := also(one.When, group.when, from.when, to.when); ok {
				r.refer(chain.Reference{From: from.from, Side: from.side, To: to.Endpoint, When: when, At: target.at, Text: one.Address})
			}
		}
	}
}

// names gives balancers the host names that Route 53 records have for them, with the ports on which they listen, so that an address written anywhere
// else in the scan finds them.
func (r *reader) names() {
	r.later(r.nameAll)
}

func (r *reader) nameAll() {
	for _, record := range r.of["aws_route53_record"] {
		host := ""
		for _, attr := range []string{"fqdn", "name"} {
			if s, known := only(texts(&record.Block, attr)); known && strings.Contains(s, ".") {
				host = strings.ToLower(strings.TrimSuffix(s, "."))
				break
			}
		}
		if host == "" {
			continue
		}
		for _, to := range r.reach(record, nil, deepest) {
			for _, s := range to.Accepts {
				for _, port := range r.ports(to.Endpoint) {
					s.Addrs = append(s.Addrs, chain.Addr{Host: host, Port: port, At: record.At})
				}
			}
		}
	}
}

// recorded gives the Route 53 records whose name an attribute spells as they do, where parts of both are not known: "origin.${var.zone}".
func (r *reader) recorded(b *terraform.Block, attr string) (all []naming) {
	for _, c := range b.Attr(attr) {
		host := c.Spelled()
		when, possible := also(b.When, c.When)
		if host == "" || !possible {
			continue
		}
		for _, record := range r.of["aws_route53_record"] {
			for _, name := range record.Attr("name") {
				if both, ok := also(when, name.When); ok && name.Spelled() == host {
					all = append(all, naming{record, "", both, c.From.At()})
				}
			}
		}
	}
	return all
}

// ports are those on which a balancer listens; where no listener is known, those of the web.
func (r *reader) ports(e *chain.Endpoint) (all []int) {
	for _, l := range r.listeners(r.owner[e]) {
		if port, ok := onlyNumber(&l.one.Block, "port"); ok {
			all = append(all, port)
		}
	}
	if len(all) == 0 {
		return []int{80, 443}
	}
	return all
}
