package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/presets"
)

// presets is the command that lists the catalogue of defaults.
func (a *app) presets() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "presets [WORD]",
		Short: "list the products whose defaults are known",
		Long: `Lists the products whose defaults are known, or those whose name, alias or
description holds WORD: how long each keeps an idle connection as a server
(accepts), as a client (connects), or remembers an idle flow that passes through
it (passes).

The names are those of preset: in timeoutlint.yaml. "timeoutlint explain NAME"
shows versions, settings and sources.`,
		Example: `  timeoutlint presets
  timeoutlint presets python
  timeoutlint presets --format json`,
		Args: cobra.MatchAll(cobra.MaximumNArgs(1)),
	}
	format := choose(cmd, "format", "text", "`FORMAT` of the list: text, json", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		word := ""
		if len(args) == 1 {
			word = args[0]
		}
		chosen := matching(word)
		if len(chosen) == 0 {
			return unknownPreset(word)
		}
		return buffered(a.Stdout, func(w io.Writer) error {
			if format.value == "json" {
				return presetsJSON(w, chosen)
			}
			return presetsText(w, chosen, a.prose())
		})
	}
	return cmd
}

// matching gives the presets whose name, alias or description holds word, all for "".
func matching(word string) (chosen []*presets.Preset) {
	word = strings.ToLower(word)
	for _, p := range presets.All() {
		text := strings.ToLower(strings.Join(append([]string{p.Name, p.About, p.Family}, p.Aliases...), "\n"))
		if strings.Contains(text, word) {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// presetsText lists presets in columns, broken to width; 0 for no limit.
func presetsText(w io.Writer, chosen []*presets.Preset, width int) error {
	rows := columns{{"NAME", "ACCEPTS", "CONNECTS", "PASSES", "ABOUT"}}
	for _, p := range chosen {
		rows = append(rows, []string{p.Name, spread(p, "accepts"), spread(p, "connects"), spread(p, "passes"), p.About})
	}
	if err := rows.write(w, 0, width); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s; where two numbers stand, \"timeoutlint explain NAME\" says when\n", count(len(chosen), "preset"))
	return err
}

// spread is a side's default, or the shortest and the longest of what its maintained versions and variants do.
func spread(p *presets.Preset, side string) string {
	var all []presets.Idle
	for _, r := range p.Table() {
		if r.Side == side && r.Idle.Status == presets.Maintained {
			all = append(all, r.Idle)
		}
	}
	if len(all) == 0 {
		return "-"
	}
	slices.SortStableFunc(all, func(a, b presets.Idle) int {
		return cmp.Or(cmp.Compare(length(a.Kind), length(b.Kind)), cmp.Compare(a.D, b.D))
	})
	all = slices.CompactFunc(all, func(a, b presets.Idle) bool { return a.String() == b.String() })
	switch first, last := all[0], all[len(all)-1]; len(all) {
	case 1:
		return first.String()
	case 2:
		return first.String() + " or " + last.String()
	default:
		return first.String() + " to " + last.String()
	}
}

// length puts the kinds of value in order: what closes at once, what has a number, what never closes, what nobody knows.
func length(k presets.Kind) int {
	return slices.Index([]presets.Kind{presets.NeverReused, presets.Seconds, presets.Unlimited, presets.Unknown}, k)
}

func presetsJSON(w io.Writer, chosen []*presets.Preset) error {
	document := presetsDocument{Version: 1, Presets: []presetJSON{}}
	for _, p := range chosen {
		document.Presets = append(document.Presets, presetDocument(p))
	}
	return writeJSON(w, document)
}

type presetsDocument struct {
	Version int          `json:"version"`
	Presets []presetJSON `json:"presets"`
}

type presetJSON struct {
	Name    string       `json:"name"`
	Aliases []string     `json:"aliases"`
	About   string       `json:"about"`
	Source  string       `json:"source"`
	Values  []presetCase `json:"values"`
}

// presetCase is one default in one range of versions and one variant.
type presetCase struct {
	Side       string   `json:"side"`
	State      string   `json:"state"`
	Seconds    *float64 `json:"seconds"`
	Versions   string   `json:"versions"`
	When       string   `json:"when"`
	Status     string   `json:"status"`
	Settings   []string `json:"settings"`
	Unverified bool     `json:"unverified"`
	Note       string   `json:"note"`
	Source     string   `json:"source"`
}

func presetDocument(p *presets.Preset) presetJSON {
	out := presetJSON{Name: p.Name, Aliases: append([]string{}, p.Aliases...), About: p.About, Source: p.Source, Values: []presetCase{}}
	for _, r := range p.Table() {
		one := presetCase{
			Side: r.Side, State: r.Idle.Kind.String(), Versions: r.Idle.Versions, When: r.Idle.When, Status: r.Idle.Status.String(),
			Settings: []string{}, Unverified: r.Idle.Unverified, Note: r.Idle.Note, Source: r.Idle.Source,
		}
		if r.Idle.Kind == presets.Seconds {
			s := r.Idle.D.Seconds()
			one.Seconds = &s
		}
		for _, s := range r.Idle.Settings {
			one.Settings = append(one.Settings, s.Name)
		}
		out.Values = append(out.Values, one)
	}
	return out
}

// unknownPreset is the error for a name that the catalogue does not have.
func unknownPreset(name string) error {
	if near := presets.Suggest(name); near != "" {
		return fmt.Errorf("no preset %q: did you mean %q?", name, near)
	}
	return fmt.Errorf(`no preset %q; "timeoutlint presets" lists them`, name)
}
