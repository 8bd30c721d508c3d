package report_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// between is a hop with the given clocks, joined by nothing but the test.
func between(client, server chain.Value) *chain.Hop {
	c := &chain.Endpoint{ID: "app", Canon: "app", Kind: chain.Client}
	c.Connect = []*chain.Side{{Owner: c, Idle: client}}
	s := &chain.Endpoint{ID: "edge", Canon: "edge", Kind: chain.Server}
	s.Accepts = []*chain.Side{{Owner: s, Idle: server}}
	return &chain.Hop{ID: "app -> edge", Client: c.Connect[0], Server: s.Accepts[0]}
}

func resultOf(hops ...*chain.Hop) *finding.Result {
	g := &chain.Graph{Hops: hops}
	for _, h := range hops {
		g.Endpoints = append(g.Endpoints, h.Client.Owner, h.Server.Owner)
	}
	return &finding.Result{Graph: g, Files: 1}
}

func prod(op chain.Op) chain.Guard {
	return chain.When(chain.Atom{Subject: "var.env", Op: op, Val: "prod"})
}

func known(lo, hi time.Duration, when chain.Guard) chain.Case {
	return chain.Case{When: when, State: chain.Known, Lo: lo * time.Second, Hi: hi * time.Second}
}

// exact is a value without provenance.
func exact(s time.Duration) chain.Value { return chain.Value{known(s, s, nil)} }

// hopJSON is what the tests look at of a hop in the document.
type hopJSON struct {
	Verdict  string    `json:"verdict"`
	IfPooled *string   `json:"if_pooled"`
	Reason   string    `json:"reason"`
	Client   valueJSON `json:"client"`
	Server   valueJSON `json:"server"`
}

type valueJSON struct {
	When         *string     `json:"when"`
	State        string      `json:"state"`
	Seconds      *float64    `json:"seconds"`
	Text         *string     `json:"text"`
	Alternatives []valueJSON `json:"alternatives"`
}

func decode(t *testing.T, r *finding.Result) (doc struct{ Hops []hopJSON }) {
	t.Helper()
	if err := json.Unmarshal(render(t, asJSON, r, report.Options{}), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestReason(t *testing.T) {
	unresolved := chain.Is(chain.Unresolved, &chain.Origin{Kind: chain.Written, Text: "var.idle", Note: "var.idle has no default"})
	split := chain.Value{known(60, 60, prod(chain.Eq)), known(300, 300, prod(chain.Ne))}
	tests := []struct {
		name            string
		client, server  chain.Value
		change          func(*chain.Hop)
		verdict, pooled string
		want            string
	}{
		{name: "in order", client: exact(60), server: exact(75), verdict: "ok", want: "app drops idle connections after 60s, before edge closes them after 75s"},
		{name: "inverted", client: exact(120), server: exact(75), verdict: "violated", want: "app keeps idle connections 120s, edge closes them after 75s"},
		{name: "equal", client: exact(60), server: exact(60), verdict: "violated", want: "both sides end idle connections after 60s: app must do so first"},
		{name: "unlimited client", client: chain.Is(chain.Unlimited, nil), server: exact(60), verdict: "violated", want: "app keeps idle connections for ever, edge closes them after 60s"},
		{name: "unlimited server", client: exact(60), server: chain.Is(chain.Unlimited, nil), verdict: "ok", want: "edge never closes idle connections"},
		{name: "off", client: chain.Is(chain.Off, nil), server: exact(60), verdict: "no-reuse", pooled: "no-reuse", want: "app keeps no idle connections"},
		{name: "server off", client: exact(60), server: chain.Is(chain.Off, nil), verdict: "no-reuse", pooled: "no-reuse", want: "edge keeps no idle connections"},
		{name: "no server clock", client: exact(60), verdict: "unknown", want: "how long edge keeps idle connections is not known: it must be longer than 60s"},
		{name: "no client clock", client: unresolved, server: exact(60), verdict: "unknown", want: "how long app keeps idle connections (var.idle has no default) is not known: it must be shorter than 60s"},
		{name: "no clock", verdict: "unknown", want: "neither how long app keeps idle connections nor how long edge keeps idle connections is known"},
		{name: "unlimited against nothing", client: chain.Is(chain.Unlimited, nil), verdict: "unknown", want: "how long edge keeps idle connections is not known: app keeps idle connections for ever"},
		{name: "depends", client: split, server: exact(75), verdict: "possible", want: `ok if var.env == "prod": app drops idle connections after 60s, before edge closes them after 75s; violated if var.env != "prod": app keeps idle connections 300s, edge closes them after 75s`},
		{name: "interval", client: chain.Value{known(30, 90, nil)}, server: exact(60), verdict: "possible", want: "app keeps idle connections 30s..90s, edge closes them after 60s"},
		{
			name: "no pool", client: exact(60), server: exact(5), verdict: "no-reuse", pooled: "violated",
			change: func(h *chain.Hop) {
				h.Client.Reuse = []chain.Pooling{{Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: chain.NoPool}}}}
			},
			want: "connections are not reused (the upstream has no pool (keepalive)); if they were: app keeps idle connections 60s, edge closes them after 5s",
		},
		{
			name: "perhaps a pool", client: exact(60), server: exact(5), verdict: "possible",
			change: func(h *chain.Hop) {
				h.Client.Reuse = []chain.Pooling{{Reuse: chain.ReuseUnclear, Causes: []chain.Cause{{Kind: chain.ConnectionClose, Possible: true, Note: "Connection: close is sent"}}}}
			},
			want: "app keeps idle connections 60s, edge closes them after 5s; whether connections are reused is not certain (possibly Connection: close is sent)",
		},
		{
			name: "hint", client: exact(300), server: exact(5), verdict: "ok",
			change: func(h *chain.Hop) {
				h.Server.Announce = exact(5)
				h.Client.Honours = &chain.Hint{Margin: time.Second}
			},
			want: "app drops idle connections after 4s, before edge closes them after 5s; the client side follows the server's Keep-Alive header",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := between(test.client, test.server)
			if test.change != nil {
				test.change(h)
			}
			got := decode(t, resultOf(h)).Hops[0]
			if got.Reason != test.want {
				t.Errorf("reason\n got %s\nwant %s", got.Reason, test.want)
			}
			if got.Verdict != test.verdict {
				t.Errorf("verdict %s, want %s", got.Verdict, test.verdict)
			}
			if pooled := got.IfPooled; (pooled == nil) != (test.pooled == "") || pooled != nil && *pooled != test.pooled {
				t.Errorf("if_pooled %v, want %q", pooled, test.pooled)
			}
		})
	}
}

// TestReasonEnds keeps a hop with many cases from a sentence without end.
func TestReasonEnds(t *testing.T) {
	var v chain.Value
	for i := range time.Duration(chain.MaxCases) {
		v = append(v, known(50+i, 50+i, chain.When(chain.Atom{Subject: "set", Val: string(rune('a' + i))})))
	}
	got := decode(t, resultOf(between(v, exact(60)))).Hops[0].Reason
	if want := "; and 12 more cases"; got[len(got)-len(want):] != want {
		t.Errorf("reason ends otherwise: %s", got)
	}
}

func TestValues(t *testing.T) {
	str, num := func(s string) *string { return &s }, func(f float64) *float64 { return &f }
	before := chain.When(chain.Atom{Subject: "nginx", Op: chain.Lt, Val: "1.29.7"})
	from := chain.When(chain.Atom{Subject: "nginx", Op: chain.Ge, Val: "1.29.7"})
	tests := []struct {
		name  string
		value chain.Value
		want  valueJSON
	}{
		{"absent", nil, valueJSON{State: "absent"}},
		{"printed", exact(75), valueJSON{State: "known", Seconds: num(75), Text: str("75s")}},
		{"below a second", chain.Exactly(950*time.Millisecond, nil), valueJSON{State: "known", Seconds: num(0.95), Text: str("950ms")}},
		{"as written", chain.Exactly(time.Minute, &chain.Origin{Text: "1m"}), valueJSON{State: "known", Seconds: num(60), Text: str("1m")}},
		{"as a directive", chain.Exactly(time.Minute, &chain.Origin{Setting: "keepalive_timeout", Text: "keepalive_timeout 1m"}), valueJSON{State: "known", Seconds: num(60), Text: str("1m")}},
		{"off", chain.Is(chain.Off, &chain.Origin{Text: "0"}), valueJSON{State: "off", Text: str("0")}},
		{"unlimited", chain.Is(chain.Unlimited, nil), valueJSON{State: "unlimited", Text: str("unlimited")}},
		{"unresolved", chain.Is(chain.Unresolved, &chain.Origin{Text: "${IDLE}"}), valueJSON{State: "unresolved", Text: str("${IDLE}")}},
		{"the world decides", chain.Value{known(60, 60, before), known(90, 90, from)}, valueJSON{State: "known", Seconds: num(60), Text: str("60s")}},
		{"all agree", chain.Value{known(60, 60, prod(chain.Eq)), known(60, 60, prod(chain.Ne))}, valueJSON{State: "known", Seconds: num(60), Text: str("60s")}},
		{
			"alternatives",
			chain.Value{known(60, 60, prod(chain.Eq)), known(300, 300, prod(chain.Ne))},
			valueJSON{State: "alternatives", Text: str(`60s if var.env == "prod", 300s if var.env != "prod"`), Alternatives: []valueJSON{
				{When: str(`var.env == "prod"`), State: "known", Seconds: num(60), Text: str("60s")},
				{When: str(`var.env != "prod"`), State: "known", Seconds: num(300), Text: str("300s")},
			}},
		},
		{
			"interval",
			chain.Value{known(30, 90, nil)},
			valueJSON{State: "alternatives", Text: str("30s..90s"), Alternatives: []valueJSON{
				{When: str("the shortest of many cases"), State: "known", Seconds: num(30), Text: str("30s")},
				{When: str("the longest of many cases"), State: "known", Seconds: num(90), Text: str("90s")},
			}},
		},
	}
	s := compiled(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := between(test.value, nil)
			h.Client.Owner.Root = &chain.Root{Kind: "nginx", World: before}
			r := resultOf(h)
			follows(t, s, render(t, asJSON, r, report.Options{}))
			if diff := cmp.Diff(test.want, decode(t, r).Hops[0].Client); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
