package lint

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// nameHosts tells of addresses that nothing declares what their host names say: a balancer of AWS, with its settings unknown.
func nameHosts(g *chain.Graph) {
	for _, e := range g.Endpoints {
		if e.Product != "" || e.Kind != chain.Address && e.Kind != chain.Server {
			continue
		}
		for _, s := range e.Accepts {
			if h, ok := named(s); ok && (len(s.Idle) == 0 || s.Idle[0].State == chain.Absent) {
				e.Product = h.Preset
				s.Idle = chain.Is(chain.Absent, &chain.Origin{Note: e.ID + " is " + h.Is, Steps: []chain.Step{{Role: chain.DefaultOf, At: e.At}}})
			}
		}
	}
}

func named(s *chain.Side) (presets.Host, bool) {
	for _, a := range s.Addrs {
		if h, ok := presets.NamedBy(a.Host); ok && !a.Unix {
			return h, true
		}
	}
	return presets.Host{}, false
}
