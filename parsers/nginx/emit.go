package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// emit turns a root that was read into endpoints.
func (w *walker) emit() chain.Fragment {
	c := w.config
	r := &router{config: c, walker: w, upstreams: definitions[*upstream]{}, direct: map[string]*upstream{}, waits: map[chain.Limit]*chain.Limit{}}
	for _, sc := range c.upstreams {
		if sc.ctx == inUpstream && len(sc.args) == 1 {
			r.addUpstream(sc)
		}
	}
	var out chain.Fragment
	for _, sc := range c.servers {
		w.readAgain(sc)
		s := r.server(sc)
		s.endpoint.Accepts = r.accepts(s)
		out.Endpoints = append(out.Endpoints, s.endpoint)
		sc.children = nil // not needed any more: what was read makes room for what it means
	}
	for _, u := range r.order {
		c.ineffective(u)
		out.Endpoints = append(out.Endpoints, u.endpoint)
	}
	streams := map[string]*scope{}
	for _, sc := range c.upstreams {
		if name := strings.ToLower(sc.args[0].text); sc.ctx == inStreamUpstream && streams[name] == nil {
			streams[name] = sc
		}
	}
	for _, sc := range c.streams {
		if e := c.relay(sc, streams); e != nil {
			out.Endpoints = append(out.Endpoints, e)
		}
	}
	out.Problems, out.Facts = c.problems, c.facts
	return out
}

func (r *router) addUpstream(sc *scope) {
	u := r.newUpstream(sc)
	state := u.states[0]
	pool := &chain.Pool{Live: len(u.live()), Spreads: len(sc.holes) == 0 && u.spreads(), Balance: "round robin", Causes: state.causes}
	if state.exists {
		pool.Size, pool.Local = state.size, state.local
	}
	if u.size != nil {
		pool.From = u.size.provenance()
	}
	if u.balancer != nil {
		pool.Balance = u.balancer.spec.name
	}
	u.endpoint = &chain.Endpoint{
		Local: "nginx/upstream/" + u.name, Kind: chain.NginxOut, Product: "nginx", Root: r.root, When: sc.when, At: sc.at, Pool: pool,
	}
	r.upstreams.add(strings.ToLower(u.name), u, sc.at.File, r.folders[sc.at.File])
	r.order = append(r.order, u)
}

// ineffective reports settings of an upstream block that change nothing because it has no pool, or one in which nothing stays.
func (c *config) ineffective(u *upstream) {
	if u.scope != nil && u.states[0].exists {
		c.emptied(u)
		return
	}
	if u.scope == nil || len(u.scope.holes) > 0 || pooledByModule(u) {
		return
	}
	for _, e := range u.scope.entries {
		switch e.spec.name {
		case "keepalive_timeout", "keepalive_requests", "keepalive_time":
		default:
			continue
		}
		why := "upstream " + u.name + " has no pool, as keepalive is not set (nginx before 1.29.7)"
		help := "add keepalive 16; to the upstream, or remove this line"
		if u.size != nil {
			why, help = u.states[0].causes[0].Note, ""
		}
		c.facts = append(c.facts, chain.Fact{
			Rule: chain.NoEffect, Setting: e.spec.name, At: e.at, Effect: chain.Ignored, Owner: u.endpoint,
			Why: e.text() + " has no effect: " + why, Help: help,
			Also: []chain.Step{{Role: chain.ReadBy, At: u.scope.at, Note: "this upstream keeps no idle connections"}},
		})
	}
}

// emptied reports a pool that somebody asks for and that another line of the block keeps empty.
func (c *config) emptied(u *upstream) {
	if u.size == nil || u.size.state != chain.Known {
		return
	}
	for _, cause := range u.states[0].causes {
		if cause.Kind == chain.NeverKept {
			c.facts = append(c.facts, chain.Fact{
				Rule: chain.NoEffect, Setting: "keepalive", At: u.size.at, Effect: chain.Ignored, Owner: u.endpoint,
				Why:  u.size.text() + " has no effect: " + cause.Note,
				Help: "let " + cause.From.Setting + " keep connections for more than one request, or remove " + u.size.text(),
				Also: []chain.Step{{Role: chain.Overrides, At: cause.From.At(), Note: "nothing stays in the pool"}},
			})
			return
		}
	}
}

// pooledByModule reports whether OpenResty's own pool is asked for.
func pooledByModule(u *upstream) bool {
	for _, e := range u.scope.entries {
		if e.spec.name == "balancer_keepalive" {
			return true
		}
	}
	return false
}
