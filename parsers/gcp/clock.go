package gcp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
)

// product is one variant of a preset, with what people call it.
type product struct {
	presets.Resolved
	called string
}

// catalogue resolves a preset. Its names are constants of this package, tested to exist.
func catalogue(name, scheme, called string) product {
	if scheme != "" {
		name += ":scheme=" + scheme
	}
	found, err := presets.Answer(name)
	if err != nil {
		panic("gcp: " + err.Error())
	}
	return product{found, called}
}

// unwritten is the value of the catalogue where no file decides: a default that can be changed, or what the vendor has fixed.
func (p product) unwritten(idle *presets.Idle, x *terraform.Block, from *chain.Origin) chain.Case {
	c := idle.Case()
	o := &chain.Origin{Kind: chain.Default, Setting: idle.Setting, URL: idle.Source, Steps: []chain.Step{{Role: chain.DefaultOf, At: x.At}}, Insert: x.Insert}
	var notes []string
	switch {
	case idle.Kind != presets.Seconds:
		o.Kind = chain.Fixed // and published nowhere
		notes = append(notes, "no source tells how long "+p.called+" keeps idle connections")
	case idle.Fixed || len(idle.Settings) == 0:
		o.Kind = chain.Fixed
		notes = append(notes, "fixed by Google for "+p.called)
	default:
		notes = append(notes, idle.Setting+" not set: default of "+p.called)
	}
	if from != nil && len(from.Steps) > 0 && from.Kind != chain.Default { // a null that something passes on
		o.Steps = from.Steps
	}
	if idle.Note != "" && idle.Kind == presets.Seconds {
		notes = append(notes, idle.Note)
	}
	if idle.Unverified {
		notes = append(notes, "unverified")
	}
	o.Note = strings.Join(notes, "; ")
	c.From = o
	return c
}

// stated is a value that a file decides, whether it can be known or not.
func stated(setting string, n terraform.Num) chain.Case {
	o := originOf(setting, n)
	if n.State != terraform.Known {
		o.Note = n.Why
		return chain.Case{State: chain.Unresolved, From: o}
	}
	d := seconds(n.N)
	switch {
	case n.Sensitive:
		o.Note = "it is sensitive"
	case d == 0:
		o.Note = "it is no time"
	}
	if o.Note != "" {
		return chain.Case{State: chain.Unresolved, From: o}
	}
	return chain.Case{State: chain.Known, Lo: d, Hi: d, From: o}
}

// nobodyTells is a clock that exists, of which neither a file nor the catalogue knows anything.
func nobodyTells(b *terraform.Block, setting, why string) chain.Case {
	return chain.Case{State: chain.Absent, From: &chain.Origin{Setting: setting, Note: why, Steps: []chain.Step{{Role: chain.DefaultOf, At: b.At}}, Insert: b.Insert}}
}

// originOf is where a case of an attribute comes from, under the name of the setting.
func originOf(setting string, c terraform.Num) *chain.Origin {
	o := chain.Origin{Kind: chain.Written, Setting: setting}
	if c.From != nil {
		o.Text, o.Steps, o.Insert = c.From.Text, c.From.Steps, c.From.Insert
	}
	if c.Sensitive {
		o.Text = ""
	}
	return &o
}

// rangeOf says which amounts a setting takes; shortest replaces a lower limit that the catalogue does not know.
func rangeOf(s *presets.Setting, shortest time.Duration) (lo, hi time.Duration, said string) {
	lo, hi = s.Range()
	lo = max(lo, shortest)
	if hi == 0 {
		return lo, hi, "at least " + chain.Seconds(lo)
	}
	return lo, hi, chain.Seconds(lo) + " to " + chain.Seconds(hi)
}

// outOfRange reports a value that Google refuses.
func (r *reader) outOfRange(e *chain.Endpoint, setting string, n terraform.Num, said, called string) {
	from := originOf(setting, n)
	amount := strconv.FormatFloat(n.N, 'f', -1, 64) + "s"
	if n.Sensitive {
		amount = "(sensitive)"
	}
	r.out.Facts = append(r.out.Facts, chain.Fact{
		Rule: chain.OutOfRange, Setting: setting, At: from.At(), Effect: chain.Rejected, Range: said, Owner: e, Also: from.Behind(),
		Why: fmt.Sprintf("%s: %s %s is out of range: %s take %s", e.Local, setting, amount, called, said),
	})
}

// skipped reports a setting that Google does not heed.
func (r *reader) skipped(e *chain.Endpoint, from *chain.Origin, why, help string) {
	r.out.Facts = append(r.out.Facts, chain.Fact{
		Rule: chain.ProviderSkips, Setting: from.Setting, At: from.At(), Effect: chain.Ignored, Owner: e, Also: from.Behind(),
		Why: why, Help: help,
	})
}

// together makes one value of cases that belong to one answer under several schemes: a single one where they agree.
func together(when chain.Guard, all chain.Value) chain.Value {
	for _, c := range all {
		if !c.Same(all[0]) {
			return all
		}
	}
	if len(all) == 0 {
		return nil
	}
	only := all[0]
	if i := slices.IndexFunc(all, func(c chain.Case) bool { return c.From.Kind != chain.Fixed }); i > 0 { // what can be changed is worth more
		only = all[i]
	}
	only.When = when
	return chain.Value{only}
}
