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
			Help: []string{"write keepalive " + slots(pool) + "; (one slot for each server that takes requests is the least)"},
		}
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

// count prints a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
