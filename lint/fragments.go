package lint

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
)

// fragments are what the parsers make of the files that they claimed, one for each of the inputs: all surveys first, then each Parse.
func (r *run) fragments(c claims) []chain.Fragment {
	sources := &program.Sources{Tree: r.tree, Unread: c.left.unread}
	read := make([]any, len(inputs)) // what surveys leave
	input := func(i int) *parsers.Input {
		return &parsers.Input{Tree: r.tree, Files: c.files[i], Settings: r.Settings, Read: read[i], Jobs: r.jobs(), Limits: r.Limits, Skip: c.skip}
	}
	for i, p := range inputs {
		if p.Survey == nil || !r.asked(c, i) {
			continue
		}
		r.guard(func() {
			in := input(i)
			in.Sources = sources
			p.Survey(in)
			r.Settings, read[i] = in.Settings, in.Read
		}, "the ", p.Name, " parser's survey")
	}
	r.guard(sources.Surveyed, "the survey")

	found := make([]chain.Fragment, len(inputs))
	order := lanes()
	each(r.jobs(), len(order), func(lane int) {
		for _, i := range order[lane] {
			if p := inputs[i]; r.asked(c, i) {
				r.guard(func() {
					in := input(i)
					if p.Uses {
						in.Sources = sources
					}
					found[i] = p.Parse(in)
				}, "the ", p.Name, " parser")
			}
		}
	})
	return found
}

// asked reports whether there is anything for a parser to read.
func (r *run) asked(c claims, i int) bool {
	brought := inputs[i].Name == "nginx" && len(r.Settings.Installs)+len(r.Settings.Texts) > 0 // what an image brings, and what manifests hold, is in no file of nginx
	return brought || len(c.files[i]) > 0
}

// lanes are the numbers of the parsers: those of one lane run one after the other, as they are told what those before them found a use of, the lanes beside
// each other.
func lanes() [][]int {
	all := make([][]int, 1, len(inputs)) // the first one takes longest: it begins first
	for i, p := range inputs {
		if p.Uses {
			all[0] = append(all[0], i)
		} else {
			all = append(all, []int{i})
		}
	}
	return all
}
