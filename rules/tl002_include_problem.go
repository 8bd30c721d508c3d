package rules

import (
	"slices"
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var includeProblem = &Rule{Doc: doc("TL002"), Check: func(p *Pass) {
	p.unreadIncludes()
	p.problemsAs(chain.IncludeLoop, finding.Warning)
}}

// unreadIncludes is one note a run: most include targets of a checkout lie on the machine that nginx runs on.
func (p *Pass) unreadIncludes() {
	var all []chain.Problem
	for _, b := range p.Graph.Problems {
		if b.Kind == chain.IncludeProblem {
			all = append(all, b)
		}
	}
	if len(all) == 0 {
		return
	}
	f := &finding.Finding{At: all[0].At, Message: all[0].Msg + ", so what it sets is not known", Subject: []string{"include"}}
	if len(all) > 1 {
		f.Message = strconv.Itoa(len(all)) + " includes could not be read, so what they set is not known; first: " + all[0].Msg
	}
	for _, b := range all {
		if b.Help != "" && len(f.Help) < maxPlaces && !slices.Contains(f.Help, b.Help) {
			f.Help = append(f.Help, b.Help)
		}
	}
	var others []finding.Related
	for _, b := range all[1:] {
		others = append(others, finding.Related{Message: "nor this one", At: b.At})
	}
	f.Related = atMost(others, "more include")
	p.Report(f)
}
