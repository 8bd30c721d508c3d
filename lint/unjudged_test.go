package lint

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// hop joins a client of one clock to a server of another.
func hop(client string, c chain.Value, server string, s chain.Value, kind chain.EndpointKind) *chain.Hop {
	from := &chain.Endpoint{ID: client, Local: client, Kind: chain.NginxOut}
	to := &chain.Endpoint{ID: server, Local: server, Kind: kind}
	return &chain.Hop{
		Client: &chain.Side{Owner: from, Idle: c},
		Server: &chain.Side{Owner: to, Idle: s},
	}
}

func TestUnjudgedSaysWhatWouldDecide(t *testing.T) {
	seconds := func(n int) chain.Value { return chain.Exactly(time.Duration(n)*time.Second, nil) }
	templated := chain.Is(chain.Unresolved, &chain.Origin{Setting: "keepalive_timeout", Note: "holds ${IDLE}"})
	const upstream, address = "nginx/upstream/app", "app.internal:3000"
	for name, c := range map[string]struct {
		hop  *chain.Hop
		want []finding.Unjudged
	}{
		"both known": {hop: hop(upstream, seconds(60), address, seconds(65), chain.Address)},
		"no server": {
			hop: hop(upstream, seconds(60), address, nil, chain.Address),
			want: []finding.Unjudged{{
				What: "the server behind nginx/upstream/app must keep idle connections longer than 60s",
				Try:  `servers: { app: { idle_timeout: 65s, from: "nginx/upstream/app" } }`,
			}},
		},
		"a declared server without a clock": {
			hop: hop(upstream, seconds(60), "checkout", nil, chain.Server),
			want: []finding.Unjudged{{
				What: "checkout must keep idle connections longer than 60s",
				Try:  `servers: { checkout: { idle_timeout: 65s, from: "nginx/upstream/app" } }`,
			}},
		},
		"a server that cannot be resolved": {
			hop: hop("edge", seconds(60), "nginx/server/shop", templated, chain.NginxIn),
			want: []finding.Unjudged{{
				What: "nginx/server/shop must keep idle connections longer than 60s (keepalive_timeout holds ${IDLE})",
				Try:  `servers: { shop: { idle_timeout: 65s, from: "edge" } }`,
			}},
		},
		"no client": {
			hop: hop("edge", nil, "nginx/server/shop", seconds(75), chain.NginxIn),
			want: []finding.Unjudged{{
				What: "edge must drop idle connections to nginx/server/shop sooner than 75s",
				Try:  `clients: { edge: { idle_timeout: 70s, to: "nginx/server/shop" } }`,
			}},
		},
		"a client that never closes": {
			hop: hop(upstream, chain.Is(chain.Unlimited, nil), address, nil, chain.Address),
			want: []finding.Unjudged{{
				What: "nginx/upstream/app never closes idle connections by itself: the server behind nginx/upstream/app must not either, " +
					"or nginx/upstream/app needs a limit below the server's",
				Try: `servers: { app: { idle_timeout: unlimited, from: "nginx/upstream/app" } }`,
			}},
		},
		"neither": {
			hop:  hop("edge", nil, address, nil, chain.Address),
			want: []finding.Unjudged{{What: "how long edge and the server behind edge keep the idle connections between them"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := &chain.Graph{Hops: []*chain.Hop{c.hop, c.hop}}
			if diff := cmp.Diff(c.want, unjudged(g, chain.Judge)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
