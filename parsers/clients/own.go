package clients

import (
	"fmt"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// ownPreset is an entry of presets:.
type ownPreset struct {
	*presets.Preset
	at                source.Span
	accepts, connects *node
}

// ownPresets enters a file's own presets. They may bear a name of the catalogue, and count instead then.
func (r *reader) ownPresets(d *document) {
	entries := d.root.get("presets")
	if entries == nil {
		return
	}
	for _, p := range entries.pairs {
		key := strings.ToLower(p.key)
		if first := r.own[key]; first != nil {
			r.fault(p.at, fmt.Sprintf("the preset %q is declared twice: remove one, the first counts", source.Clip(p.key)), chain.Step{Role: chain.Overrides, At: first.at, Note: "the first"})
			continue
		}
		accepts, connects := p.value.get("accepts"), p.value.get("connects")
		if accepts == nil && connects == nil {
			r.fault(p.at, fmt.Sprintf("the preset %q says nothing: write accepts, connects or both", source.Clip(p.key)))
			continue
		}
		source := d.file.Name
		if n := p.value.get("source"); n != nil {
			source = n.text
		}
		r.own[key] = &ownPreset{
			Preset: presets.Own(p.key, source, ownIdle(accepts), ownIdle(connects)), at: p.at, accepts: accepts, connects: connects,
		}
	}
}

func ownIdle(n *node) *presets.Idle {
	if n == nil {
		return nil
	}
	switch c := parseIdle(n); c.State {
	case chain.Off:
		return &presets.Idle{Kind: presets.NeverReused}
	case chain.Unlimited:
		return &presets.Idle{Kind: presets.Unlimited}
	default:
		return &presets.Idle{Kind: presets.Seconds, D: c.Lo}
	}
}

// parseIdle reads an amount that check has let pass.
func parseIdle(n *node) chain.Case {
	switch n.text {
	case "off":
		return chain.Case{State: chain.Off}
	case "unlimited":
		return chain.Case{State: chain.Unlimited}
	}
	d, err := parseDuration(n.text)
	if err != nil {
		return chain.Case{State: chain.Unresolved}
	}
	return chain.Case{State: chain.Known, Lo: d, Hi: d}
}
