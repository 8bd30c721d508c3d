package gcp

import (
	_ "embed"
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
	schemes     []string // the default first
	chooser     string   // the input that chooses among them
	inputs      []string // that hold the idle timeout
}

var knownModules = sync.OnceValue(func() (all []module) {
	for line := range strings.Lines(moduleTable) {
		if row := strings.Split(strings.TrimSpace(line), "\t"); len(row) == 5 && row[0][0] == '/' {
			all = append(all, module{row[0], row[1], strings.Fields(row[2]), row[3], strings.Fields(row[4])})
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
				r.boxed(x, m, tracker(m.schemes[0]))
			}
			break
		}
	}
}

// balancer makes an application load balancer of a module call: both its faces are one endpoint.
func (r *reader) balancer(x *terraform.Resource, m module, kinds map[string]application) {
	possible := map[string]application{}
	for _, name := range m.schemes {
		if app, ok := kinds[name]; ok {
			possible[name] = app
		}
	}
	schemes := fit(m.chosen(&x.Block), possible, x.Address+".load_balancing_scheme")
	e := r.endpoint(x, chain.Balancer, "gclb")
	for _, input := range m.clocks(&x.Block) {
		s := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{x.At}}
		r.accept(s, x, argument(&x.Block, input), schemes, possible)
		s.Set = nil // in the words of the resource, not of the module
		e.Accepts = append(e.Accepts, s)
	}
	s := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{x.At}}
	if s.Idle = r.pool(s, x, schemes, possible); s.Advice == "" {
		e.Kind = chain.Proxy
	}
	e.Connect = []*chain.Side{s}
}

// chosen are the schemes that a module call asks for.
func (m module) chosen(b *terraform.Block) (all []scheme) {
	for _, a := range b.Text(m.chooser) {
		s := scheme{when: a.When}
		switch {
		case a.State == terraform.Null || a.S == "true":
			s.name = m.schemes[0]
		case a.S == "false" && len(m.schemes) > 1:
			s.name = m.schemes[1]
		case a.State == terraform.Known:
			s.name = a.S
		}
		all = append(all, s)
	}
	return all
}

// clocks are the inputs that count: a module that makes one proxy, of HTTP unless its input protocol says HTTPS, has one for each.
func (m module) clocks(b *terraform.Block) []string {
	if len(m.inputs) < 2 {
		return m.inputs
	}
	var plain, secure bool
	for _, p := range b.Text("protocol") {
		plain = plain || p.State == terraform.Unknown || p.S != "HTTPS"
		secure = secure || p.State == terraform.Unknown || p.S == "HTTPS"
	}
	switch {
	case !secure:
		return m.inputs[:1]
	case !plain:
		return m.inputs[1:]
	}
	return m.inputs
}

// boxed makes a middlebox of a module call.
func (r *reader) boxed(x *terraform.Resource, m module, p product) {
	r.middlebox(x, p).Box.Idle = limits(argument(&x.Block, m.inputs[0]), &x.Block, x.When, p)
}
