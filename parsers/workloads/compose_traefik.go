package workloads

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// Traefik takes its static configuration from one place alone: a file, the command line, or the environment. What a file says is read where that file is read;
// here it is the command line, and the labels by which services ask to be served. Keys are the same in any case of letters.

// isProxy reports whether a container is a proxy whose configuration tells all, by its image.
func (c *container) isProxy() bool {
	im := c.known()
	if im.Runs != "" || im.Nginx != nil {
		return false
	}
	r, err := presets.Answer(im.Preset)
	return err == nil && r.Connects != nil
}

// known is what the catalogue knows of a container's image, or of that which its build starts from.
func (c *container) known() presets.Image {
	if c.Build != nil {
		return presets.ImageOf(c.Build.Base)
	}
	return presets.ImageOf(c.Image)
}

// label is a label of a service.
type label struct {
	key, value string // the key in lower case
	at         source.Span
}

// labels are those of a service, as a list or a mapping, of its containers or of its deployment.
func (p *project) labels(s *service) (all []label) {
	for _, keys := range [][]string{{"labels"}, {"deploy", "labels"}} {
		for _, l := range s.gathered(keys...) {
			for _, v := range l.node.Pairs() {
				all = append(all, label{strings.ToLower(v.Key), p.env.text(v.Value), v.Value.At()})
			}
			for _, n := range l.node.Items() {
				key, value, _ := strings.Cut(p.env.text(n), "=")
				all = append(all, label{strings.ToLower(key), value, n.At()})
			}
		}
	}
	return all
}

// flags are the options of a command line: --entrypoints.web.address=:80, or with a blank between.
type flags map[string]program.Word

func flagsOf(words []program.Word) flags {
	all := flags{}
	for i, w := range words {
		name, ok := strings.CutPrefix(w.Text, "--")
		if !ok {
			continue
		}
		name, value, joined := strings.Cut(name, "=")
		w.Text = value
		if !joined {
			w.Text = "true"
			if i+1 < len(words) && !strings.HasPrefix(words[i+1].Text, "--") {
				w = words[i+1]
			}
		}
		all[strings.ToLower(name)] = w
	}
	return all
}

// traefik is the endpoint for a Traefik that its command line configures; nil for another one.
func (p *project) traefik(c *container, root *chain.Root, others []*container) *chain.Endpoint {
	if c.known().Preset != "traefik" || c.Open != "" {
		return nil
	}
	given := flagsOf(slices.Concat(c.Entry, c.Command))
	if _, file := given["configfile"]; file || len(given) == 0 || c.configured() {
		return nil
	}
	for _, w := range slices.Concat(c.Entry, c.Command) {
		if w.Open != "" {
			return nil // it may be any option
		}
	}
	e := &chain.Endpoint{Local: "compose/" + c.Name, Kind: chain.Proxy, Product: "traefik", Root: root, At: c.At, When: c.When}
	for name := range given {
		if point, ok := strings.CutSuffix(name, ".address"); ok && strings.HasPrefix(point, "entrypoints.") {
			e.Accepts = append(e.Accepts, p.entryPoint(e, c, given, point))
		}
	}
	slices.SortFunc(e.Accepts, func(a, b *chain.Side) int { return a.Addrs[0].Port - b.Addrs[0].Port })
	if side := p.routed(e, c, given, others); side != nil {
		e.Connect = []*chain.Side{side}
	}
	if len(e.Accepts) == 0 && len(e.Connect) == 0 {
		return nil
	}
	return e
}

// configured reports whether a container sees a file in which Traefik looks for its configuration.
func (c *container) configured() bool {
	if c.Build != nil {
		return true
	}
	return slices.ContainsFunc(c.mounted, func(m program.Copy) bool {
		return m.To == "/etc/traefik" || strings.HasPrefix(m.To, "/etc/traefik/traefik.") || strings.HasPrefix(m.To, "/traefik.")
	})
}

// entryPoint is one of Traefik's accept sides.
func (p *project) entryPoint(e *chain.Endpoint, c *container, given flags, point string) *chain.Side {
	const setting = ".transport.respondingtimeouts.idletimeout"
	w := given[point+".address"]
	port, _, _ := strings.Cut(w.Text[strings.LastIndexByte(w.Text, ':')+1:], "/")
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		n = 0
	}
	side := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{w.From.At()}}
	for _, host := range c.hosts {
		side.Addrs = append(side.Addrs, chain.Addr{Host: host, Port: int(n), At: w.From.At()})
	}
	r, idle, steps := traefikIdle(given, point+setting, "respondingTimeouts.idleTimeout", w.From.At())
	side.Idle = idleOf(r.Accepts, idle, steps)
	if r.Accepts != nil {
		side.Set, side.Advice = r.Accepts.Set, r.Accepts.Advice
	}
	return side
}

// routed is Traefik's side towards the services that ask for it by their labels; nil where it does not look at labels, or nobody asks.
func (p *project) routed(e *chain.Endpoint, c *container, given flags, others []*container) *chain.Side {
	docker := slices.ContainsFunc([]string{"providers.docker", "providers.swarm"}, func(name string) bool {
		w, ok := given[name]
		return ok && w.Text == "true"
	})
	for name := range given {
		docker = docker || strings.HasPrefix(name, "providers.docker.") || strings.HasPrefix(name, "providers.swarm.")
	}
	if !docker {
		return nil
	}
	asked := given["providers.docker.exposedbydefault"].Text == "false" || given["providers.swarm.exposedbydefault"].Text == "false"
	side := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{c.At}}
	for _, other := range others {
		if a, ok := p.target(other, asked); ok && other != c && !slices.Contains(side.Addrs, a) {
			side.Addrs = append(side.Addrs, a)
		}
	}
	if len(side.Addrs) == 0 {
		return nil
	}
	r, idle, steps := traefikIdle(given, "serverstransport.forwardingtimeouts.idleconntimeout", "forwardingTimeouts.idleConnTimeout", c.At)
	side.Idle, side.Retries = idleOf(r.Connects, idle, steps), r.Retry
	if r.Connects != nil {
		side.Set, side.Advice = r.Connects.Set, r.Connects.Advice
	}
	return side
}

// target is where Traefik reaches a service that asks for it over plain HTTP and with Traefik's own transport. asked: only those that say so are served.
func (p *project) target(c *container, asked bool) (a chain.Addr, ok bool) {
	enabled := !asked
	for _, l := range p.labels(c.service) {
		switch {
		case l.key == "traefik.enable":
			if enabled = l.value == "true"; !enabled {
				return a, false
			}
		case strings.HasPrefix(l.key, "traefik.http.services.") && strings.HasSuffix(l.key, ".loadbalancer.server.port"):
			n, err := strconv.ParseUint(l.value, 10, 16)
			if err != nil {
				return a, false
			}
			a.Port, a.At, ok = int(n), l.at, true
		case strings.HasSuffix(l.key, ".loadbalancer.server.scheme") && l.value != "http", strings.HasSuffix(l.key, ".loadbalancer.serverstransport"):
			return a, false
		case strings.HasPrefix(l.key, "traefik.http.routers.") && !ok:
			a.At, ok = l.at, true
		}
	}
	a.Host = c.hosts[0]
	return a, ok && enabled
}

// traefikIdle resolves Traefik's preset with what a flag says; idle is the flag's word, its text empty where it is not given.
func traefikIdle(given flags, flag, setting string, at source.Span) (r presets.Resolved, idle program.Word, steps []chain.Step) {
	preset, ok := presets.Lookup("traefik")
	if !ok {
		return r, idle, nil
	}
	steps = []chain.Step{{Role: chain.DefaultOf, At: at}}
	ref := presets.Ref{Name: "traefik", Options: map[string]string{}}
	if w, ok := given[flag]; ok {
		idle, steps = w, w.From.Steps
		if strings.Trim(w.Text, "0123456789") == "" && w.Text != "" && w.Text != "0" {
			w.Text += "s" // a bare number is seconds
		}
		ref.Options[setting] = w.Text
	}
	r, err := preset.Resolve(ref)
	if err != nil {
		idle.Open = err.Error()
	}
	return r, idle, steps
}

// idleOf is a side's idle timeout as the catalogue has it.
func idleOf(i *presets.Idle, written program.Word, steps []chain.Step) chain.Value {
	if written.Open != "" || i == nil {
		return chain.Is(chain.Unresolved, &chain.Origin{Note: written.Open, Steps: steps})
	}
	o := &chain.Origin{Kind: chain.Preset, Setting: i.Setting, Note: i.Setting + " not set: default of traefik", URL: i.Source, Steps: steps}
	if i.Written {
		o = &chain.Origin{Kind: chain.Written, Setting: i.Setting, Text: written.Text, Steps: steps}
	}
	c := i.Case()
	c.From = o
	return chain.Value{c}
}
