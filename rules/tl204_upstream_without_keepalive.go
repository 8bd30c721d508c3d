package rules

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

var upstreamWithoutKeepalive = &Rule{Doc: doc("TL204"), Check: func(p *Pass) {
	for _, kind := range []chain.CauseKind{chain.NoPool, chain.DirectAddress} {
		for _, d := range p.defects(kind, func(u passage, _ chain.Cause) bool { return poolsOnRequest[u.pass.Protocol] }) {
			p.unpooled(d)
		}
	}
}}

// poolsOnRequest are the protocols whose connections nginx keeps as soon as the upstream has a pool. uwsgi and scgi never are, FastCGI's only
// where somebody asks for it.
var poolsOnRequest = map[chain.Protocol]bool{chain.HTTP1: true, chain.HTTP2: true, chain.GRPC: true, chain.Memcached: true}

func (p *Pass) unpooled(d *defect) {
	first := d.passages[0]
	f := &finding.Finding{
		Certainty: d.certainty(), Subject: []string{d.upstream.Canon, "keepalive"},
		At: d.cause.From.At(), Severity: p.Milder(finding.Warning, d.possible(), d.upgradesOnly(), overSockets(first.pass.Side)),
	}
	missing := d.missing()
	if d.cause.Kind == chain.DirectAddress {
		f.Severity, f.Label = finding.Note, "an address of its own has no pool"
		f.Message = "connections to " + upstreamName(d.upstream) + " are not kept: " + cost(first.pass.Side) + " (missing: " +
			list(append([]string{"an upstream block with keepalive"}, missing...)) + ")"
		f.Related = d.also(1, "and here")
		f.Help = p.nameUpstream(d)
	} else {
		f.Label = "no pool: keepalive is not set"
		f.Message = hedged(upstreamName(d.upstream)+" keeps no idle connections: "+cost(first.pass.Side)+" (missing: "+
			list(append([]string{"keepalive"}, missing...))+")", d.cause)
		f.Related = d.also(0, "a new connection for each request")
		f.Help = d.addPool()
		f.Fixes = p.poolFixes(f.Help[0], d)
	}
	f.Help = append(append(f.Help, p.startsPool(first)...), d.cured()...)
	p.Report(f)
}

// cost is what a new connection for each request takes.
func cost(s *chain.Side) string {
	if overSockets(s) {
		return "each request opens a new one"
	}
	return "each request costs a handshake and a port in TIME_WAIT"
}

// overSockets reports whether all servers are reached by unix sockets, which have neither ports nor handshakes.
func overSockets(s *chain.Side) bool {
	return len(s.Addrs) > 0 && !slices.ContainsFunc(s.Addrs, func(a chain.Addr) bool { return !a.Unix })
}

// missing names what else the passages lack for connections to be reused.
func (d *defect) missing() (words []string) {
	for _, lack := range []struct {
		kind  chain.CauseKind
		words string
	}{{chain.HTTPVersion, "HTTP/1.1"}, {chain.ConnectionClose, "an empty Connection header"}, {chain.ConnectionMap, "an empty Connection header"}} {
		lacks := func(u passage) bool {
			c, ok := u.cause(lack.kind)
			return ok && !c.Possible
		}
		if slices.ContainsFunc(d.passages, lacks) && !slices.Contains(words, lack.words) {
			words = append(words, lack.words)
		}
	}
	return words
}

// addPool says what to write where an upstream block is there already.
func (d *defect) addPool() []string {
	pool := d.upstream.Pool
	help := "add keepalive " + slots(pool) + "; to " + blockOf(d.upstream)
	if pool != nil && pool.Balance != "round robin" {
		help += " behind " + pool.Balance
	}
	return []string{help + d.passSettings()}
}

// poolFixes writes keepalive into the upstream block, and beside the pass directives what has to stand there for it to be used.
func (p *Pass) poolFixes(words string, d *defect) []finding.Fix {
	if p.NoFixes || p.neverKept(d.upstream) {
		return nil
	}
	a := p.amend()
	a.unsafe(d.possible())
	a.directive(d.cause.From.Insert, "keepalive "+slots(d.upstream.Pool)+";")
	a.uncauseAll(d, onTheWay...)
	return a.reuse(words, d.upstream, nil)
}

// neverKept reports whether a block without a pool has a line that would keep one empty.
func (p *Pass) neverKept(upstream *chain.Endpoint) bool { return p.gathered.neverKept()[upstream] }

func (p *Pass) gatherNeverKept() map[*chain.Endpoint]bool {
	all := make(map[*chain.Endpoint]bool)
	for _, f := range p.Graph.Facts {
		if f.Rule == chain.NoEffect && keepsNothing().MatchString(p.line(f.At)) {
			all[f.Owner] = true
		}
	}
	return all
}

var keepsNothing = pattern.New(`^keepalive_(requests [01]|timeout 0[a-z]*|time 0[a-z]*)$`)

// passSettings says what has to stand beside the pass directives for a pool to be used.
func (d *defect) passSettings() string {
	var lines []string
	for _, m := range d.missing() {
		switch m {
		case "HTTP/1.1":
			lines = append(lines, "proxy_http_version 1.1;")
		default:
			lines = append(lines, `proxy_set_header Connection "";`)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return ", and " + strings.Join(lines, " ") + " where it is passed to"
}

// nameUpstream says how an address gets a pool.
func (p *Pass) nameUpstream(d *defect) []string {
	first := d.passages[0]
	block := "{ server " + upstreamName(d.upstream) + "; keepalive 16; }"
	if poolsByDefault(first.root) {
		block = "{ server " + upstreamName(d.upstream) + "; }"
	}
	return []string{"write upstream NAME " + block + " and let " + first.pass.Directive + " name it" + d.passSettings()}
}

// list joins words for a sentence: a, b and c.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
