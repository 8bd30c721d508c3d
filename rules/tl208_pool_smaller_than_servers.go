package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var poolSmallerThanServers = &Rule{Doc: doc("TL208"), Check: func(p *Pass) {
	for _, e := range p.upstreams() {
		pool := e.Pool
		if pool.Size == 0 || pool.Size >= pool.Live || !pool.Spreads {
			continue
		}
		f := &finding.Finding{
			At: e.At, Label: "takes turns among " + count(pool.Live, "server"), Subject: []string{e.Canon, "keepalive"},
		}
		words := "write keepalive " + slots(pool) + ";"
		f.Help = []string{words + " (one slot for each server that takes requests is the least)"}
		f.Fixes = p.widen(words, e)
		asked := "the default pool of " + strconv.Itoa(pool.Size)
		if pool.From != nil {
			asked = pool.From.Text
			f.Related = []finding.Related{{Message: f.Label, At: e.At}}
			f.At, f.Label = pool.From.At(), "for the whole block, in each worker process"
		}
		effect := "connections are closed to make room before they are used again"
		if slices.ContainsFunc(pool.Causes, func(c chain.Cause) bool { return c.Kind == chain.PoolTooSmall }) {
			effect = "each connection is closed to make room before it is used again, so none is reused"
		}
		f.Message = fmt.Sprintf("%s has fewer slots than %s has servers that take turns (%d): %s", asked, upstreamName(e), pool.Live, effect)
		p.Report(f)
	}
}}

// widen gives a pool more slots. Where none was used so far, that starts reuse.
func (p *Pass) widen(words string, e *chain.Endpoint) []finding.Fix {
	from := e.Pool.From
	if p.NoFixes || from == nil || from.Kind != chain.Written {
		return nil
	}
	a := p.amend()
	a.word(from.At(), plain().MatchString, slots(e.Pool))
	if slices.ContainsFunc(e.Pool.Causes, func(c chain.Cause) bool { return c.Kind == chain.PoolTooSmall }) {
		return a.reuse(words, e, nil)
	}
	return a.fixes(words)
}

// count prints a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
