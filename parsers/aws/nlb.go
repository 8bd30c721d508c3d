package aws

import (
	"fmt"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
)

// heard is how long a listener remembers an idle connection.
type heard struct {
	one   *terraform.Resource
	idle  chain.Value
	takes bool // tcp_idle_timeout_seconds is sent for it
}

// settable is what to write for another time where every listener takes one: it stands at the listeners, not at the balancer.
func settable(all []heard, p *presets.Idle) func(time.Duration) string {
	var names []string
	for _, h := range all {
		if h.one.Mode != terraform.Managed || !h.takes {
			return nil
		}
		names = append(names, h.one.Address)
	}
	if len(names) == 0 {
		return nil
	}
	where := " in " + names[0]
	if n := len(names) - 1; n > 0 {
		where += fmt.Sprintf(" and %d more of its listeners", n)
	}
	return func(d time.Duration) string {
		if text := p.Set(d); text != "" {
			return text + where
		}
		return ""
	}
}

// hear reads the protocol of a listener of a Network Load Balancer: only TCP listeners can be given another time, and the provider drops it silently
// for all others. UDP has no connections to keep.
func (r *reader) hear(l user, e *chain.Endpoint) []heard {
	protocol, known := only(texts(&l.one.Block, "protocol"))
	switch {
	case l.one.Mode == terraform.Data:
		return []heard{{l.one, lookedUp(l.one, "tcp_idle_timeout_seconds"), false}}
	case !known:
		return []heard{{l.one, chain.Is(chain.Unresolved, &chain.Origin{
			Setting: "tcp_idle_timeout_seconds", Note: "the protocol of " + l.one.Address + " is not known", Steps: []chain.Step{{Role: chain.DefaultOf, At: l.one.At}},
		}), false}}
	case protocol == "TCP", protocol == "":
		return []heard{{l.one, r.idle(&l.one.Block, "tcp_idle_timeout_seconds", &product("nlb").Passes.Idle, e, "an NLB"), true}}
	}
	r.ignoresTCPTimeout(l.one, e)
	switch protocol {
	case "TLS":
		return []heard{{l.one, fixed(&l.one.Block, &product("nlb:listener=tls").Passes.Idle, "TLS listener of an NLB"), false}}
	case "TCP_UDP":
		return []heard{{l.one, fixed(&l.one.Block, &product("nlb:listener=tcp_udp").Passes.Idle, "TCP_UDP listener of an NLB"), false}}
	case "UDP":
		return []heard{{l.one, fixed(&l.one.Block, &product("nlb:listener=udp").Passes.Idle, "UDP listener of an NLB"), false}}
	}
	return nil
}

// remembered joins the times of the listeners: one value where they agree, else one for each listener through which a connection may come.
func (r *reader) remembered(one *terraform.Resource, all []heard, name, called string) chain.Value {
	if len(all) == 0 {
		return chain.Value{byDefault(&one.Block, "tcp_idle_timeout_seconds", &product(name).Passes.Idle, called, reading{})}
	}
	same := true
	for _, h := range all[1:] {
		same = same && h.idle.String() == all[0].idle.String()
	}
	if same {
		return all[0].idle
	}
	var v chain.Value
	for _, h := range all {
		through := chain.When(chain.Atom{Subject: "the listener of " + one.Address, Op: chain.Eq, Val: h.one.Address})
		for _, c := range h.idle {
			if when, ok := also(c.When, through); ok {
				c.When = when
				v = append(v, c)
			}
		}
	}
	return v.Widened()
}

// passOn notes the target groups that a listener of a Network Load Balancer sends to.
func (r *reader) passOn(l user, one *terraform.Resource, e *chain.Endpoint, when chain.Guard) {
	to := listened{r: r, balancer: one, e: e, when: when}
	to.listen(l)
	for _, g := range to.groups {
		e.Aliases = append(e.Aliases, chain.Alias{ID: g.one.Address})
		r.routes[g.one] = append(r.routes[g.one], route{from: e, when: g.when})
	}
}

// ignoresTCPTimeout reports tcp_idle_timeout_seconds on a listener to which it means nothing.
func (r *reader) ignoresTCPTimeout(one *terraform.Resource, e *chain.Endpoint) {
	const attr = "tcp_idle_timeout_seconds"
	x, ok := written(numbers(&one.Block, attr))
	protocol, known := only(texts(&one.Block, "protocol"))
	if !ok || !known {
		return
	}
	stays := ""
	help := "remove it"
	switch {
	case e.Kind == chain.Balancer:
		if protocol == "" {
			protocol = "HTTP"
		}
		help = "set idle_timeout of the load balancer instead"
	case protocol == "TLS", protocol == "TCP_UDP":
		stays = fmt.Sprintf(", which keep %s", product("nlb:listener=tls").Passes.Idle)
		help = "use a TCP listener for another time, or have an end send TCP keepalive sooner than that"
	}
	r.fact(chain.Fact{
		Rule: chain.ProviderSkips, Setting: attr, At: x.from.At(), Effect: chain.Ignored, Owner: e, Also: x.from.Behind(), Help: help,
		Why: fmt.Sprintf("%s: the provider ignores %s: it is sent for TCP and GENEVE listeners only, not for %s listeners%s", one.Address, said(attr, x), protocol, stays),
	})
}
