package kubernetes

import (
	"fmt"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// product is what the catalogue says of a product in a variant: "nlb:listener=tcp". That every one named here exists is tested.
func product(name string) presets.Resolved {
	r, _ := presets.Answer(name)
	return r
}

// unit is how an amount is written, with words that mean no amount: "0" is off, or unlimited.
type unit struct {
	presets.Unit
	words map[string]string
}

// unitOf is how the setting of a product is written.
func unitOf(p *presets.Idle) unit {
	if p == nil || len(p.Settings) == 0 {
		return unit{presets.UnitSeconds, nil}
	}
	return unit{p.Settings[0].Unit, p.Settings[0].Words}
}

// amount reads a text in the unit of a setting.
func (u unit) amount(text string) (chain.Case, error) {
	text = strings.TrimSpace(text)
	word := u.words[text]
	if word == "" && strings.Trim(text, "0.smh") == "" && text != "" {
		word = u.words["0"]
	}
	switch word {
	case "off":
		return chain.Case{State: chain.Off}, nil
	case "unlimited":
		return chain.Case{State: chain.Unlimited}, nil
	}
	d, err := u.Parse(text)
	if err != nil {
		return chain.Case{}, err
	}
	if d < 0 {
		return chain.Case{}, fmt.Errorf("%q is below zero", source.Clip(text))
	}
	return chain.Case{State: chain.Known, Lo: d, Hi: d}, nil
}

// written is what a node says of a setting.
func written(n *node, setting string, u unit) chain.Case {
	o := &chain.Origin{Kind: chain.Written, Setting: setting, Text: source.Clip(n.text), Steps: n.steps()}
	c := chain.Case{State: chain.Unresolved, From: o, When: n.when}
	if n.open != "" {
		o.Note = n.open
		return c
	}
	a, err := u.amount(n.text)
	if err != nil {
		o.Note = err.Error()
		return c
	}
	a.From, a.When = o, n.when
	return a
}

// unwritten is a product's default: at is what would hold the setting.
func unwritten(p *presets.Idle, setting, called string, at source.Span) chain.Case {
	c := p.Case()
	o := &chain.Origin{Kind: chain.Default, Setting: setting, Note: setting + " not set: default of " + called, URL: p.Source, Steps: []chain.Step{{Role: chain.DefaultOf, At: at}}}
	switch {
	case c.State == chain.Absent:
		o.Note = called + ": " + p.Note
	case p.Fixed || setting == "":
		o.Kind, o.Setting, o.Note = chain.Fixed, "", called+": fixed by its vendor"
	}
	if p.Unverified {
		o.Note += ", unverified"
	}
	c.From = o
	return c
}

// idle is the value of a setting that stands in nodes, each in its own branch of a template, with the default where none counts.
func idle(nodes []*node, p *presets.Idle, setting, called string, at source.Span) (v chain.Value) {
	if len(nodes) == 0 {
		return chain.Value{unwritten(p, setting, called, at)}
	}
	always := false
	for _, n := range nodes {
		v = append(v, written(n, setting, unitOf(p)))
		always = always || len(n.when) == 0
	}
	if !always {
		v = append(v, otherwise(v, unwritten(p, setting, called, at))...)
	}
	return v.Widened()
}

// otherwise is a case in the worlds that the others leave.
func otherwise(v chain.Value, rest chain.Case) chain.Value {
	var not []chain.Atom
	for _, c := range v {
		if len(c.When) != 1 {
			continue
		}
		a := c.When[0]
		switch a.Op {
		case chain.Eq:
			a.Op = chain.Ne
		case chain.Ne:
			a.Op = chain.Eq
		case chain.Lt, chain.Ge:
			continue
		}
		not = append(not, a)
	}
	// an if and its else leave nothing
	for i, a := range not {
		for _, b := range not[i+1:] {
			if a.Subject == b.Subject && a.Op != b.Op && a.Val == b.Val {
				return nil
			}
		}
	}
	rest.When = chain.When(not...)
	return chain.Value{rest}
}

// inRange reports an amount that a product refuses.
func inRange(v chain.Value, p *presets.Idle, owner *chain.Endpoint, called string) (facts []chain.Fact) {
	if p == nil || len(p.Settings) == 0 {
		return nil
	}
	shortest, longest := p.Settings[0].Range()
	for _, c := range v {
		if c.State != chain.Known || c.From == nil || c.From.Kind != chain.Written || c.Lo >= shortest && (longest == 0 || c.Lo <= longest) {
			continue
		}
		allowed := "at least " + chain.Seconds(shortest)
		if longest > 0 {
			allowed = chain.Seconds(shortest) + " to " + chain.Seconds(longest)
		}
		facts = append(facts, chain.Fact{
			Rule: chain.OutOfRange, Setting: c.From.Setting, At: c.From.At(), Effect: chain.Rejected, Range: allowed, Owner: owner,
			Why: fmt.Sprintf("%s: %s of %s is out of range: %s takes %s", owner.Local, c.From.Setting, chain.Seconds(c.Lo), called, allowed),
		})
	}
	return facts
}

// seconds writes a time as annotations do.
func seconds(d time.Duration) string { return fmt.Sprint(int64((d + time.Second - 1) / time.Second)) }
