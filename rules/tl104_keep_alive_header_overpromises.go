package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

var keepAliveHeaderOverpromises = &Rule{Doc: doc("TL104"), Check: func(p *Pass) {
	var all []*promise
	index := make(map[[2]place]*promise)
	for _, e := range p.Graph.Endpoints {
		for _, s := range e.Accepts {
			for _, n := range overpromised(s) {
				key := [2]place{placeOf(n.header, s), placeOf(n.idle, s)}
				if first := index[key]; first != nil {
					first.add(n)
					continue
				}
				index[key] = &n
				all = append(all, &n)
			}
		}
	}
	for _, n := range all {
		p.reportPromise(n)
	}
}}

// promise is a Keep-Alive header that names a time at which the connection is closed already, with the servers that send it.
type promise struct {
	header, idle chain.Case
	side         *chain.Side
	servers      []*chain.Endpoint
	possible     bool
}

func (n *promise) add(o promise) {
	n.possible = n.possible && o.possible
	if n.servers[len(n.servers)-1] != o.servers[0] { // they come server by server
		n.servers = append(n.servers, o.servers[0])
	}
}

// overpromised compares the header of an accept side with its clock, in every combination of their cases that can hold at once.
// A header is in whole seconds and is planned with as it stands, so equal is too much already.
func overpromised(s *chain.Side) (found []promise) {
	world := chain.Guard(nil)
	if s.Owner.Root != nil {
		world = s.Owner.Root.World
	}
	kept := 0
	for _, header := range s.Announce.In(world) {
		for _, idle := range s.Idle.In(world) {
			if _, ok := chain.And(header.When, idle.When); !ok {
				continue
			}
			if set(header) && header.State == chain.Known && idle.State == chain.Known && header.Lo >= idle.Lo {
				found = append(found, promise{header: header, idle: idle, side: s, servers: []*chain.Endpoint{s.Owner}})
			} else {
				kept++
			}
		}
	}
	for i := range found {
		found[i].possible = kept > 0
	}
	return found
}

// set tells a header that somebody wrote from what a product announces by itself, with which TL101 to TL103 reckon.
func set(header chain.Case) bool { return header.From == nil || header.From.Kind == chain.Written }

func (p *Pass) reportPromise(n *promise) {
	who, verb := n.servers[0].ID, "announces"
	if len(n.servers) > 1 {
		who, verb = who+" and "+count(len(n.servers)-1, "more server"), "announce"
	}
	idle := part{name: "closes", side: n.side, Case: n.idle}
	header := part{name: "announces", side: n.side, Case: n.header}
	f := &finding.Finding{
		Severity: p.Milder(p.rule.Severity, n.possible),
		Message: hedge(fmt.Sprintf("%s %s Keep-Alive: timeout=%d, but idle connections are closed after %s: a client that trusts the header sends on a closed connection",
			who, verb, int64(n.header.Lo/time.Second), n.idle), n.possible),
		At: header.at(), Label: "the header promises this",
		Related: []finding.Related{{Message: "the connection is closed after this", At: idle.at()}},
		Subject: []string{header.setting(), idle.setting()},
		Client:  n.header.Lo, Server: n.idle.Lo,
	}
	for _, s := range n.servers {
		f.Parts = append(f.Parts, finding.Part{s.Canon})
	}
	p.honest(f, n)
	if n.possible {
		f.Certainty = finding.Possible
		if when := n.idle.When.Words(); when != "" {
			f.Related = append(f.Related, finding.Related{Message: "this holds " + when})
		}
	}
	for _, r := range further(n.idle) {
		if !covers(r.At, f.At) { // the line that announces is shown already
			f.Related = append(f.Related, r)
		}
	}
	p.Report(f)
}

func covers(outer, inner source.Span) bool {
	return outer.File == inner.File && outer.Start <= inner.Start && inner.End <= outer.End
}

// honest brings the two arguments of keepalive_timeout into order where the timeout is set.
func (p *Pass) honest(f *finding.Finding, n *promise) {
	if n.side.Owner.Kind != chain.NginxIn {
		f.Help = []string{"announce less than " + n.idle.String() + ", or keep idle connections longer than " + chain.Seconds(n.header.Lo)}
		return
	}
	where := p.elsewhere(n.idle.From.At(), f.At)
	longer := fmt.Sprintf("keepalive_timeout %s %d;", nginxTime(Later(n.header.Lo)), int64(n.header.Lo/time.Second))
	below := Sooner(n.idle.Lo).Truncate(time.Second)
	less := fmt.Sprintf("keepalive_timeout %s %d;", nginxTime(n.idle.Lo), int64(below/time.Second))
	if below < time.Second {
		below = 0
		f.Help = []string{"write " + longer + where + ", or announce nothing: " + less}
	} else {
		f.Help = []string{"write " + less + where + " to announce less, or " + longer + " to keep longer"}
	}
	f.Fixes = p.announce(n, "write "+less+where, int64(below/time.Second))
}

// announce writes the second argument of the keepalive_timeout that sets the timeout.
func (p *Pass) announce(n *promise, words string, seconds int64) []finding.Fix {
	if p.NoFixes {
		return nil
	}
	idle, header := n.idle.From, n.header.From
	text := strconv.FormatInt(seconds, 10)
	a := p.amend()
	a.unsafe(n.possible, p.common(idle.At()))
	switch words := strings.Fields(idle.Text); {
	case idle.Kind != chain.Written || idle.Setting != "keepalive_timeout" || idle.Note != "" || !plain().MatchString(p.Set.Text(idle.At())):
		return nil
	case len(words) == 2:
		end := idle.At()
		end.Start = end.End
		a.add(finding.Edit{At: end, New: " " + text}, true)
	case header.At().File == idle.At().File && header.At().Start > idle.At().End && header.Text == idle.Text:
		a.word(header.At(), plain().MatchString, text)
	default:
		return nil
	}
	return a.fixes(words)
}
