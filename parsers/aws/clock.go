package aws

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
)

// product is what the catalogue says of a product in a variant: "nlb:listener=tls". That every one named here exists is tested.
func product(name string) presets.Resolved {
	r, _ := presets.Answer(name)
	return r
}

// idle reads an attribute as an idle timeout of a product: what is written, with the catalogue's default in the worlds where nothing is. What the API
// would refuse is reported.
func (r *reader) idle(b *terraform.Block, attr string, p *presets.Idle, owner *chain.Endpoint, called string) chain.Value {
	if p != nil {
		for _, x := range numbers(b, attr) {
			r.inRange(x, attr, p, owner, called)
		}
	}
	return clock(b, attr, p, called)
}

// clock is [reader.idle] for values that are judged elsewhere.
func clock(b *terraform.Block, attr string, p *presets.Idle, called string) (v chain.Value) {
	if p == nil {
		return chain.Is(chain.Absent, &chain.Origin{Setting: attr, Note: "no source tells how long " + called + " keeps idle connections"})
	}
	for _, x := range numbers(b, attr) {
		switch x.state {
		case missing:
			v = append(v, byDefault(b, attr, p, called, x))
		case unclear:
			v = append(v, chain.Case{When: x.when, State: chain.Unresolved, From: origin(b, x, attr)})
		case given:
			if x.n < 0 {
				v = append(v, noTime(b, x, attr))
				continue
			}
			c := amount(x, p)
			c.From = origin(b, x, attr)
			v = append(v, c)
		}
	}
	return v.Widened()
}

// noTime is a number below 0, which the API refuses.
func noTime(b *terraform.Block, x reading, attr string) chain.Case {
	o := origin(b, x, attr)
	o.Note = "it is no time"
	return chain.Case{When: x.when, State: chain.Unresolved, From: o}
}

// amount is a number in the unit of the setting. Zero means what the catalogue says that it means.
func amount(x reading, p *presets.Idle) chain.Case {
	c := chain.Case{When: x.when, State: chain.Known}
	unit := time.Second
	if len(p.Settings) > 0 {
		if p.Settings[0].Unit == presets.UnitMillis {
			unit = time.Millisecond
		}
		if x.n == 0 && p.Settings[0].Words["0"] == "unlimited" {
			c.State = chain.Unlimited
			return c
		}
	}
	c.Lo = length(x.n, unit)
	c.Hi = c.Lo
	return c
}

// length is so many units, at most what a duration holds.
func length(n float64, unit time.Duration) time.Duration {
	d := n * float64(unit)
	if d >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(math.Round(d))
}

// byDefault is what the product does where an attribute is not written. It points at the resource, and says where the attribute would be written.
func byDefault(b *terraform.Block, attr string, p *presets.Idle, called string, x reading) chain.Case {
	c := p.Case()
	c.When = x.when
	o := &chain.Origin{
		Kind: chain.Default, Setting: attr, Note: attr + " not set: " + called + " default", URL: p.Source,
		Steps: []chain.Step{{Role: chain.DefaultOf, At: b.At}}, Insert: b.Insert,
	}
	if x.from != nil && x.from.Kind == chain.Written { // written as null
		for _, s := range x.from.Steps {
			s.Role = chain.PassedBy
			o.Steps = append(o.Steps, s)
		}
	}
	if p.Unverified {
		o.Note += ", unverified"
	}
	c.From = o
	return c
}

// fixed is a number that the vendor has fixed: no attribute of the block changes it.
func fixed(b *terraform.Block, p *presets.Idle, called string) chain.Value {
	if p == nil {
		return nil
	}
	c := p.Case()
	c.From = &chain.Origin{Kind: chain.Fixed, Note: called + ": fixed by AWS", URL: p.Source, Steps: []chain.Step{{Role: chain.DefaultOf, At: b.At}}}
	switch {
	case c.State == chain.Absent:
		c.From.Note = called + ": " + p.Note
	case p.Unverified:
		c.From.Note += ", unverified"
	}
	return chain.Value{c}
}

// origin names the setting that the provider reads; the way to it is the evaluator's.
func origin(b *terraform.Block, x reading, attr string) *chain.Origin {
	o := chain.Origin{Kind: chain.Written}
	if x.from != nil {
		o = *x.from
	}
	o.Setting = attr
	if len(o.Steps) == 0 {
		o.Steps = []chain.Step{{Role: chain.Decides, At: b.At}}
	}
	if x.state == unclear {
		o.Note = x.why
	}
	return &o
}

// inRange reports a number that the API refuses, though the provider may let it pass.
func (r *reader) inRange(x reading, attr string, p *presets.Idle, owner *chain.Endpoint, called string) {
	if len(p.Settings) == 0 {
		return
	}
	s := p.Settings[0]
	r.bounds(x, attr, float64(s.Min), float64(s.Max), owner, called)
}

// bounds reports a number outside of shortest and longest; 0 is no bound above.
func (r *reader) bounds(x reading, attr string, shortest, longest float64, owner *chain.Endpoint, called string) {
	if !x.known() || x.n >= shortest && (longest == 0 || x.n <= longest) {
		return
	}
	allowed := "at least " + number(shortest)
	if longest > 0 {
		allowed = number(shortest) + " to " + number(longest)
	}
	r.fact(chain.Fact{
		Rule: chain.OutOfRange, Setting: attr, At: x.from.At(), Effect: chain.Rejected, Range: "a number of seconds: " + allowed, Owner: owner, Also: x.from.Behind(),
		Why: fmt.Sprintf("%s: %s = %s is out of range: %s takes %s seconds, so that the apply fails", owner.Local, attr, number(x.n), called, allowed),
	})
}

// fact notes one fact about a place once, however many instances of a resource share it.
func (r *reader) fact(f chain.Fact) {
	key := fact{f.Rule, f.At, f.Setting}
	if r.facts[key] && !f.At.IsZero() {
		return
	}
	r.facts[key] = true
	r.out.Facts = append(r.out.Facts, f)
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
