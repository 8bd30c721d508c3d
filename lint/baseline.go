package lint

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// baselineVersion is the version of a baseline file. It changes when identities are made in another way.
const baselineVersion = 1

// baselineFile is a baseline as it is stored: for people who review it as well, so each finding says where and about what it is. Only the
// fingerprints, the clocks and the counts decide.
type baselineFile struct {
	Version  int             `json:"version"`
	Tool     string          `json:"tool"` // what wrote it
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Rule        string `json:"rule"`
	File        string `json:"file,omitempty"`
	About       string `json:"about,omitempty"`
	Client      string `json:"client,omitempty"` // "120s", "unlimited"; left out where the finding has no clocks
	Server      string `json:"server,omitempty"`
	Count       int    `json:"count"`
	Fingerprint string `json:"fingerprint"`
	Moved       string `json:"moved"`
}

// FormatBaseline is the text of a baseline file: the same bytes for the same findings. version is that of the tool, "" if it is not known.
func FormatBaseline(b finding.Baseline, version string) []byte {
	file := baselineFile{Version: baselineVersion, Tool: "timeoutlint", Findings: []baselineEntry{}}
	if version != "" {
		file.Tool += " " + version
	}
	for _, e := range b.Entries {
		x := baselineEntry{Rule: e.Rule, File: e.File, About: e.About, Count: e.Count, Fingerprint: e.Fingerprint, Moved: e.Moved}
		if e.Client != 0 || e.Server != 0 {
			x.Client, x.Server = clockText(e.Client), clockText(e.Server)
		}
		file.Findings = append(file.Findings, x)
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		panic(err) // strings and numbers only
	}
	return append(text, '\n')
}

// ParseBaseline reads a baseline file. The error says what is wrong with it.
func ParseBaseline(text []byte) (b finding.Baseline, err error) {
	var file baselineFile
	if err := json.Unmarshal(text, &file); err != nil {
		return b, fmt.Errorf("no baseline: %w; --write-baseline writes one", err)
	}
	if file.Version != baselineVersion {
		return b, fmt.Errorf("a baseline of version %d, this timeoutlint reads version %d: write it again with --write-baseline", file.Version, baselineVersion)
	}
	for i, x := range file.Findings {
		e := finding.Entry{Rule: x.Rule, Count: x.Count, Identity: finding.Identity{Fingerprint: x.Fingerprint, Moved: x.Moved, File: x.File, About: x.About}}
		var client, server bool
		e.Client, client = clockOf(x.Client)
		e.Server, server = clockOf(x.Server)
		if x.Fingerprint == "" || x.Moved == "" || x.Count < 1 || !client || !server {
			return b, fmt.Errorf("finding %d of the baseline needs a fingerprint, moved, a count from 1 up, and clocks such as 120s: write it again with --write-baseline", i+1)
		}
		b.Entries = append(b.Entries, e)
	}
	return b, nil
}

// unlimited is a clock that never runs out, as findings have it.
const unlimited = time.Duration(math.MaxInt64)

func clockText(d time.Duration) string {
	if d == unlimited {
		return chain.Unlimited.String()
	}
	return chain.Seconds(d)
}

func clockOf(text string) (d time.Duration, ok bool) {
	switch text {
	case "":
		return 0, true
	case chain.Unlimited.String():
		return unlimited, true
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0
}

// HideKnown leaves out of a result the findings that a baseline knows, and counts them. source says for people where it comes from: "baseline
// known.json".
func HideKnown(r *finding.Result, b finding.Baseline, source string) {
	fresh := b.New(r.Findings)
	n := len(r.Findings) - len(fresh)
	r.Findings = fresh
	r.Suppressed += n
	r.Known = append(r.Known, finding.Known{Count: n, Source: source})
}
