package clients

import (
	"fmt"
	"maps"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/near"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// idle is the idle timeout of a side: what is written in our words, else an option of the preset, else the preset's default, else absent.
func (r *reader) idle(c *declaration, key string, p *presets.Idle) chain.Value {
	n, at := c.get(key), c.keys[key]
	switch {
	case n != nil:
		return r.written(c, key, n, p)
	case !at.IsZero(): // what is wrong with it is reported; the preset's default is not what the user means
		return chain.Is(chain.Absent, &chain.Origin{Setting: key, Note: c.name + ": " + key + " cannot be read", Steps: []chain.Step{{Role: chain.Decides, At: at}}})
	case p != nil && p.Written:
		return r.option(c, p)
	case p != nil:
		return c.preset(p)
	}
	return chain.Is(chain.Absent, &chain.Origin{
		Setting: key, Note: fmt.Sprintf("%s: %s not set, and no preset tells it", c.name, key),
		Steps: []chain.Step{{Role: chain.DefaultOf, At: c.at}}, Insert: c.insert(),
	})
}

// written is a value in our words. A product that ignores the setting, or whose vendor has fixed the number, keeps to its own.
func (r *reader) written(c *declaration, key string, n *node, p *presets.Idle) chain.Value {
	v := parseIdle(n)
	v.From = &chain.Origin{Kind: chain.Written, Setting: settingName(key, p), Text: n.text, Steps: n.steps(chain.Decides)}
	if p == nil {
		return chain.Value{v}
	}
	if p.Written {
		r.twice(c, key, p)
	}
	if real, why := c.product.ignores(v, p); why != "" {
		real.From = c.preset(p)[0].From
		if !p.Fixed {
			real.From.Note = fmt.Sprintf("%s: %s whatever %s says; %s", c.product.called(), shown(real), settingName(key, p), why)
		}
		r.noEffect(c, key, n, p, why)
		return chain.Value{real}
	}
	r.inRange(c, key, n, v, p)
	return chain.Value{v}
}

// shown is a value in the words of the catalogue.
func shown(v chain.Case) string {
	if v.State == chain.Off {
		return presets.NeverReused.String()
	}
	return v.String()
}

// noEffect reports a value that changes nothing.
func (r *reader) noEffect(c *declaration, key string, n *node, p *presets.Idle, why string) {
	r.fact(chain.Fact{
		Rule: chain.NoEffect, Setting: settingName(key, p), At: n.at, Effect: chain.Ignored, Owner: c.endpoint, Help: p.Advice,
		Why: fmt.Sprintf("%s: %s %s has no effect: %s", c.name, source.Clip(key), source.Clip(n.text), why), Also: c.chosen(n.at),
	})
}

// twice reports a value that is written both in our words and in the product's.
func (r *reader) twice(c *declaration, key string, p *presets.Idle) {
	for _, k := range c.product.options {
		if sameSettings(p, k.key) {
			r.fault(k.at, fmt.Sprintf("%s and %s say the same: keep one, %s counts", source.Clip(k.key), key, key))
		}
	}
}

// ignores tells what a product does instead of what is written, and why; why is empty for one that heeds it.
func (p *product) ignores(v chain.Case, idle *presets.Idle) (real chain.Case, why string) {
	heeds := v.Same(idle.Case())
	switch {
	case heeds:
		return v, ""
	case idle.Fixed && !idle.Unverified && idle.Kind != presets.Unknown:
		return idle.Case(), fmt.Sprintf("%s has fixed it at %s", p.preset.Name, idle)
	case len(idle.Settings) == 0 || idle.Settings[0].Words["*"] == "":
		return v, ""
	}
	text := "0"
	if v.State == chain.Known {
		text = idle.Settings[0].Unit.Write(max(v.Lo, time.Second))
	}
	told, ok := p.asking(idle.Settings[0].Name, text)
	if !ok {
		return v, ""
	}
	if real = p.sideOf(idle, told).Case(); real.Same(v) {
		return v, ""
	}
	return real, p.whyIgnored(idle)
}

func (p *product) whyIgnored(idle *presets.Idle) string {
	if idle.Note != "" {
		return idle.Note
	}
	return fmt.Sprintf("%s does not read %s as a time", p.preset.Name, idle.Settings[0].Name)
}

// sideOf gives the side of told that idle is of the product.
func (p *product) sideOf(idle *presets.Idle, told presets.Resolved) *presets.Idle {
	switch {
	case idle == p.Accepts && told.Accepts != nil:
		return told.Accepts
	case idle == p.Connects && told.Connects != nil:
		return told.Connects
	case told.Passes != nil:
		return &told.Passes.Idle
	}
	return idle
}

// asking resolves the preset with one more setting.
func (p *product) asking(setting, value string) (presets.Resolved, bool) {
	ref := p.ref
	ref.Options = maps.Clone(ref.Options)
	ref.Options[setting] = value
	r, err := p.preset.Resolve(ref)
	return r, err == nil
}

// inRange reports a value that the product refuses.
func (r *reader) inRange(c *declaration, key string, n *node, v chain.Case, p *presets.Idle) {
	if len(p.Settings) == 0 || v.State != chain.Known {
		return
	}
	shortest, longest := p.Settings[0].Range()
	if v.Lo >= shortest && (longest == 0 || v.Lo <= longest) {
		return
	}
	allowed := "at least " + chain.Seconds(shortest)
	if longest > 0 {
		allowed = chain.Seconds(shortest) + " to " + chain.Seconds(longest)
	}
	r.fact(chain.Fact{
		Rule: chain.OutOfRange, Setting: p.Settings[0].Name, At: n.at, Effect: chain.Rejected, Owner: c.endpoint, Range: allowed,
		Why: fmt.Sprintf("%s: %s %s is out of range: %s of %s takes %s", c.name, source.Clip(key), source.Clip(n.text), p.Settings[0].Name, c.product.preset.Name, allowed),
	})
}

// option is a value written as the product's own setting, in its own unit.
func (r *reader) option(c *declaration, p *presets.Idle) chain.Value {
	v := p.Case()
	o := &chain.Origin{Kind: chain.Written, Setting: p.Setting, Steps: c.product.at.steps(chain.Decides)}
	for _, k := range c.product.options {
		if sameSettings(p, k.key) {
			o.Text, o.Steps = k.value.text, k.value.steps(chain.Decides)
			if d, err := p.Settings[0].Unit.Parse(o.Text); err == nil && d > 0 && p.Settings[0].Words["*"] != "" && (v.State != chain.Known || v.Lo != d) {
				r.noEffect(c, k.key, k.value, p, c.product.whyIgnored(p))
			}
			r.inRange(c, k.key, k.value, v, p)
		}
	}
	if p.Kind == presets.Unknown {
		o.Note = fmt.Sprintf("no source tells what %s %s means to %s", p.Setting, o.Text, c.product.preset.Name)
	}
	v.From = o
	return chain.Value{v}
}

// sameSettings tells whether key is one of the names of the setting that decided.
func sameSettings(p *presets.Idle, key string) bool {
	for _, s := range p.Settings {
		if s.Name != p.Setting {
			continue
		}
		for _, name := range append([]string{s.Name}, s.Also...) {
			if near.SameSetting(name, key) {
				return true
			}
		}
	}
	return false
}

// preset is the value that the catalogue, or an own preset, gives.
func (c *declaration) preset(p *presets.Idle) chain.Value {
	v := p.Case()
	o := &chain.Origin{
		Kind: chain.Preset, Setting: p.Setting, Note: c.product.note(p), URL: p.Source,
		Steps: append(c.product.at.steps(chain.DefaultOf), c.chosen(source.Span{})...), Insert: c.insert(),
	}
	if p.Fixed {
		o.Kind = chain.Fixed
	}
	if own := c.product.own; own != nil {
		o.Steps = append(o.Steps, chain.Step{Role: chain.ReadBy, At: own.at, Note: "declared here"})
	}
	v.From = o
	return chain.Value{v}
}

// chosen are the options that stand beside the preset and decide which of its numbers counts, but for the one at the given place.
func (c *declaration) chosen(but source.Span) []chain.Step {
	var steps []chain.Step
	for _, k := range c.product.options {
		if k.value.at == but {
			continue
		}
		steps = append(steps, chain.Step{Role: chain.ReadBy, At: k.value.at, Note: k.key + ": " + source.Clip(k.value.text)})
	}
	return steps
}

func settingName(key string, p *presets.Idle) string {
	if p != nil && p.Setting != "" {
		return p.Setting
	}
	return key
}
