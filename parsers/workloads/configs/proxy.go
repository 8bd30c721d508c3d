package configs

import (
	"cmp"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// proxyKind is one kind of configuration file of a proxy.
type proxyKind struct {
	match   func(name string, head []byte) parsers.Claim
	declare func(p *proxies, files []*source.File)
}

// proxyKinds are the formats, one line each.
var proxyKinds = []proxyKind{
	{matchHAProxy, each(haproxyFile)},
	{matchCaddy, each(caddyFile)},
	{matchTraefik, traefikFiles},
	{matchApache, apacheFiles},
}

// proxies collects what the files of proxies declare.
type proxies struct {
	in    *parsers.Input
	out   chain.Fragment
	hosts map[*chain.Root][]string // by which the containers that run a configuration are called
}

// each reads the files one by one.
func each(read func(p *proxies, f *source.File)) func(*proxies, []*source.File) {
	return func(p *proxies, files []*source.File) {
		for _, f := range files {
			read(p, f)
		}
	}
}

// MatchProxy claims the configuration files of HAProxy, Caddy, Traefik and Apache httpd: by their names, or by what they begin with.
func MatchProxy(name string, head []byte) parsers.Claim {
	_, claim := proxyOf(name, head)
	return claim
}

func proxyOf(name string, head []byte) (which int, claim parsers.Claim) {
	if source.Binary(head) {
		return 0, parsers.No
	}
	name = strings.ToLower(name)
	for i, k := range proxyKinds {
		if c := k.match(name, head); c > claim {
			which, claim = i, c
		}
	}
	return which, claim
}

// Declare gives the endpoints of the proxies: what each accepts and where it connects to, with the clocks of both.
func Declare(in *parsers.Input, files []*source.File) chain.Fragment {
	p := &proxies{in: in, hosts: map[*chain.Root][]string{}}
	sorted := make([][]*source.File, len(proxyKinds))
	for _, f := range files {
		i, claim := proxyOf(f.Name, f.Src[:min(len(f.Src), sniffed)])
		switch {
		case claim == parsers.No:
		case len(f.Src) > largest:
			p.skip(f, "larger than a configuration that people write")
		default:
			sorted[i] = append(sorted[i], f)
		}
	}
	for i, files := range sorted {
		if len(files) > 0 {
			proxyKinds[i].declare(p, files)
		}
	}
	p.reachable()
	return p.out
}

// sniffed is how much of a file tells what it is.
const sniffed = 8 << 10

func (p *proxies) skip(f *source.File, reason string) {
	if p.in.Skip != nil {
		p.in.Skip(f, reason)
	}
}

// root is the configuration that a file is, or the main file of.
func (p *proxies) root(kind string, f *source.File) *chain.Root {
	r := &chain.Root{Kind: kind, Dir: path.Dir(f.Name), File: f.Name}
	if p.in.Tree != nil && f.Path != "" {
		r.Canon = p.in.Tree.Canon(f.Path)
	} else {
		r.Canon = f.Name
	}
	if f.Path != "" {
		p.place(r, f)
	}
	return r
}

// product is one of the catalogue's proxies, in the version that counts where none is known.
type product struct{ presets.Resolved }

func productOf(name string) product {
	r, _ := presets.Answer(name)
	return product{r}
}

// accepts adds the accept side of a proxy; without a value the default counts, which at is the place of.
func (p product) accepts(e *chain.Endpoint, v chain.Value, at source.Span, addrs []chain.Addr) *chain.Side {
	s := &chain.Side{Owner: e, Protocol: chain.HTTP1, Addrs: addrs, At: []source.Span{e.At}}
	p.clock(s, p.Accepts, v, at)
	if h := p.Announces; h != nil && len(s.Idle) == 1 && s.Idle[0].State == chain.Known && s.Idle[0].Lo >= time.Second {
		from := *s.Idle[0].From
		from.Kind, from.Text = chain.Preset, "" // nobody wrote the header: the product sends what it keeps
		s.Announce = chain.Exactly(s.Idle[0].Lo.Truncate(time.Second), &from)
	}
	if k := p.TCPKeepalive.Accepts; k != nil {
		s.TCP = probes(k)
	}
	e.Accepts = append(e.Accepts, s)
	return s
}

// connects adds a connect side.
func (p product) connects(e *chain.Endpoint, v chain.Value, at source.Span, addrs []chain.Addr) *chain.Side {
	s := &chain.Side{Owner: e, Protocol: chain.HTTP1, Addrs: addrs, Retries: p.Retry, At: []source.Span{at}}
	p.clock(s, p.Connects, v, at)
	if k := p.TCPKeepalive.Connects; k != nil {
		s.TCP = probes(k)
	}
	e.Connect = append(e.Connect, s)
	return s
}

func (p product) clock(s *chain.Side, idle *presets.Idle, v chain.Value, at source.Span) {
	if idle == nil {
		s.Idle = v
		return
	}
	s.Set, s.Advice = idle.Set, idle.Advice
	if v == nil {
		v = chain.Value{byDefault(p.Ref.Name, idle, at)}
	}
	s.Idle = v
}

// byDefault is what counts where no file says anything.
func byDefault(name string, idle *presets.Idle, at source.Span) chain.Case {
	o := &chain.Origin{Kind: chain.Preset, Setting: idle.Setting, Note: "default of " + name, URL: idle.Source, Steps: []chain.Step{{Role: chain.DefaultOf, At: at}}}
	if idle.Setting != "" {
		o.Note = idle.Setting + " not set: default of " + name
	}
	if idle.Kind == presets.Unknown {
		o.Kind, o.Note = chain.Unstated, cmp.Or(idle.Note, o.Note)
	}
	c := idle.Case()
	c.From = o
	return c
}

func probes(k *presets.Probe) chain.Keepalive {
	if !k.On || k.Idle == 0 {
		return chain.Keepalive{}
	}
	return chain.Keepalive{State: chain.Known, Idle: k.Idle, Interval: k.Interval, Count: k.Count}
}

// never is a connect side that closes its connections after each response.
func never(s *chain.Side, setting, text, why string, at source.Span) {
	o := &chain.Origin{Kind: chain.Written, Setting: setting, Text: text, Steps: []chain.Step{{Role: chain.Decides, At: at}}}
	s.Reuse = []chain.Pooling{{Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: chain.NeverKept, Note: why, From: o}}}}
}

// address reads host:port, [v6]:port, :port, a port alone, or the path of a socket; port is what counts where none is written.
func address(text string, port int, at source.Span) (a chain.Addr, ok bool) {
	a = chain.Addr{Port: port, At: at}
	if socket, is := strings.CutPrefix(text, "unix:"); is || strings.HasPrefix(text, "/") {
		a.Host, a.Unix, a.Port = strings.TrimPrefix(socket, "//"), true, 0
		return a, a.Host != ""
	}
	host := text
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.Contains(text[i:], "]") && (strings.HasPrefix(text, "[") || strings.HasPrefix(text, ":::") || strings.Count(text, ":") == 1) {
		n, err := strconv.Atoi(text[i+1:])
		if err == nil && (n < 0 || n > 65535) {
			return a, false
		}
		host, a.Port = text[:i], n // 0: not known, as in app:{$PORT}
	}
	a.Host = strings.ToLower(strings.Trim(host, "[]"))
	if a.Host == "*" {
		a.Host = ""
	}
	return a, templated(a.Host) || !strings.ContainsAny(a.Host, " /")
}
