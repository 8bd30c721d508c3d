package gcp

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

//go:embed modules.tsv
var moduleTable string

// module is a row of the table: a public module by a part of its source.
type module struct {
	part, makes string
	schemes     []string
	inputs      []string
}

var knownModules = sync.OnceValue(func() (all []module) {
	for line := range strings.Lines(moduleTable) {
		if row := strings.Split(strings.TrimSpace(line), "\t"); len(row) == 4 && row[0][0] == '/' {
			all = append(all, module{row[0], row[1], strings.Fields(row[2]), strings.Fields(row[3])})
		}
	}
	return all
})

// modules reads the module calls whose bodies are not at hand, as far as their arguments and the product tell.
func (r *reader) modules() {
	for _, x := range r.all {
		if x.Mode != terraform.Opaque {
			continue
		}
		from, _, _ := strings.Cut(x.Type, "?")
		from = "/" + strings.TrimSuffix(from, ".git") + "/"
		for _, m := range knownModules() {
			if !strings.Contains(from, m.part) {
				continue
			}
			switch m.makes {
			case "application":
				r.balancer(x, m, globally)
			case "regional-application":
				r.balancer(x, m, regionally)
			case "cloud-nat":
				r.boxed(x, m, catalogue(m.makes, "", "Cloud NAT"))
			case "gcp-passthrough-nlb":
				r.boxed(x, m, catalogue(m.makes, m.schemes[0], m.schemes[0]+" passthrough Network Load Balancers"))
			}
			break
		}
	}
}

// balancer makes an application load balancer of a module call: both its faces are one endpoint.
func (r *reader) balancer(x *terraform.Resource, m module, kinds map[string]application) {
	possible := map[string]application{}
	for _, name := range m.schemes {
		possible[name] = kinds[name]
	}
	var schemes []scheme
	for _, a := range x.Text("load_balancing_scheme") {
		s := scheme{when: a.When}
		if a.State == terraform.Known {
			s.name = a.S
		}
		schemes = append(schemes, s)
	}
	schemes = fit(schemes, possible, x.Address+".load_balancing_scheme")
	e := r.endpoint(x, chain.Balancer, "gclb")
	for _, input := range m.inputs {
		s := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{x.At}}
		r.accept(s, x, argument(&x.Block, input), schemes, possible)
		s.Set = nil // in the words of the resource, not of the module
		same := func(k *chain.Side) bool { return k.Idle.String() == s.Idle.String() }
		if !slices.ContainsFunc(e.Accepts, same) {
			e.Accepts = append(e.Accepts, s)
		}
	}
	s := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{x.At}}
	s.Idle = r.pool(s, x, schemes, possible)
	e.Connect = []*chain.Side{s}
}

// boxed makes a middlebox of a module call.
func (r *reader) boxed(x *terraform.Resource, m module, p product) {
	r.middlebox(x, p).Box.Idle = limits(argument(&x.Block, m.inputs[0]), &x.Block, x.When, p)
}
