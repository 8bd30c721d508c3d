package clients

import (
	"fmt"
	"strings"

	"github.com/timeoutlint/timeoutlint/presets"
)

// mostDiffer bounds how many other versions a note tells.
const mostDiffer = 4

// note says in words where a number of the catalogue comes from: "node@22: server.keepAliveTimeout not set, default 5s".
func (p *product) note(idle *presets.Idle) string {
	parts := []string{p.called() + ": " + said(idle)}
	if idle.Note != "" {
		parts = append(parts, idle.Note)
	}
	if others := p.others(idle); len(others) > 0 {
		parts = append(parts, "others differ: "+strings.Join(others, ", "))
	}
	if idle.Unverified {
		parts = append(parts, "unverified")
	}
	return strings.Join(parts, "; ")
}

// called is the preset as written, with the version.
func (p *product) called() string {
	if p.ref.Version == "" {
		return p.preset.Name
	}
	return p.preset.Name + "@" + p.ref.Version
}

func said(idle *presets.Idle) string {
	switch {
	case idle.Kind == presets.Unknown:
		return "no source tells how long it keeps idle connections"
	case idle.Fixed && idle.Kind == presets.Seconds:
		return "fixed at " + idle.String()
	case idle.Setting == "" && idle.Kind == presets.Seconds:
		return idle.String()
	}
	value := "default " + idle.String()
	switch idle.Kind {
	case presets.NeverReused:
		value = "closes after every response"
	case presets.Unlimited:
		value = "keeps idle connections without limit"
	case presets.Seconds, presets.Unknown:
	}
	if idle.Setting == "" || idle.Kind == presets.NeverReused {
		return value
	}
	return idle.Setting + " not set, " + value
}

// others are the versions and variants that behave differently; what was stated has no others.
func (p *product) others(chosen *presets.Idle) []string {
	if p.ref.Version != "" {
		return nil
	}
	var all []string
	for _, d := range p.Differs {
		same := chosen == p.Accepts && d.Side == "accepts" || chosen == p.Connects && d.Side == "connects" || p.Passes != nil && chosen == &p.Passes.Idle && d.Side == "passes"
		if !same {
			continue
		}
		if len(all) == mostDiffer {
			return append(all, "...")
		}
		text := strings.TrimSpace(strings.TrimSpace(d.Idle.Versions+" "+d.Idle.When) + " " + d.Idle.String())
		if d.Idle.Status != presets.Maintained {
			text += fmt.Sprintf(" (%s)", d.Idle.Status)
		}
		all = append(all, text)
	}
	return all
}
