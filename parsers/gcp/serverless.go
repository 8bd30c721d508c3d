package gcp

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// run reads a Cloud Run service. How long its front keeps connections to a container is not documented; how long a response may take is.
func (r *reader) run(x *terraform.Resource) {
	p := catalogue("cloud-run", "", "Cloud Run")
	e := r.endpoint(x, chain.Proxy, p.Preset.Name)
	idle := p.unwritten(p.Connects, &x.Block, nil)
	idle.When = x.When
	e.Connect = []*chain.Side{{Owner: e, Protocol: chain.HTTP1, Idle: chain.Value{idle}, Response: limitOfRun(x), At: []source.Span{x.At}}}
}

// limitOfRun is the longest time that a request may take: seconds in the first version of the resource, text such as 300s in the second.
func limitOfRun(x *terraform.Resource) (all chain.Value) {
	def := deadlines()[x.Type]
	b := first(&x.Block, "template")
	if def.setting == "timeout_seconds" {
		b = first(b, "spec")
	}
	for _, n := range b.Text(def.setting) {
		c := def.unwritten(b)
		if n.State != terraform.Null {
			amount := terraform.Num{Why: n.Why, From: n.From, Sensitive: n.Sensitive, State: terraform.Unknown}
			if v, ok := spelled(n.S); ok && n.State == terraform.Known {
				amount.State, amount.N = terraform.Known, v
			}
			c = stated(def.setting, amount)
		}
		var ok bool
		if c.When, ok = chain.And(x.When, n.When); ok {
			all = append(all, c)
		}
	}
	return all.Widened()
}

// first is the first nested block of a kind; where there is none, what stands for its settings.
func first(b *terraform.Block, kind string) *terraform.Block {
	if all := b.Blocks(kind); len(all) > 0 {
		return all[0]
	}
	return &terraform.Block{At: b.At, Insert: b.Insert, Open: b.Open}
}

// flexible reads a version of App Engine flexible: Google's nginx stands before the application and reuses connections to it.
func (r *reader) flexible(x *terraform.Resource) {
	p := catalogue("app-engine-flex", "", "App Engine flexible")
	e := r.endpoint(x, chain.Balancer, p.Preset.Name)
	idle := p.unwritten(p.Connects, &x.Block, nil)
	idle.When = x.When
	e.Connect = []*chain.Side{{Owner: e, Protocol: chain.HTTP1, Idle: chain.Value{idle}, Advice: p.Connects.Advice, At: []source.Span{x.At}}}
}
