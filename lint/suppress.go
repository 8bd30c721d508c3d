package lint

import (
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

// ignore is one wish to hide findings, from whichever source: a comment, or an entry below ignore in timeoutlint.yaml.
type ignore struct {
	at      source.Span
	rules   []string // ids or names, as written
	reason  string
	until   time.Time // the first instant at which it no longer counts; zero: it does not end
	problem string    // why it cannot be read, and so hides nothing
	line    int       // of a comment, 1-based
	// matches decides whether a finding of one of the rules is meant; nil for comments, which are found by their line.
	matches func(*finding.Finding) bool

	inherited bool   // from a file that several repositories share: whether it matches in this one says nothing
	used      []bool // by rule: it matched a finding
}

// newIgnore fills in what is wrong with the rules that an ignore names.
func newIgnore(i ignore) *ignore {
	i.used = make([]bool, len(i.rules))
	for _, name := range i.rules {
		if _, ok := rules.Find(name); !ok && i.problem == "" {
			i.problem = "there is no rule " + name
			if near := rules.Unknown(name).Nearest; near != "" {
				i.problem += ": did you mean " + near + "?"
			}
		}
	}
	return &i
}

func (i *ignore) expired(now time.Time) bool { return !i.until.IsZero() && !now.Before(i.until) }

// covers gives the index of a rule among those that the ignore names, -1 where it is none of them.
func (i *ignore) covers(d *finding.Doc) int {
	return slices.IndexFunc(i.rules, func(name string) bool { return strings.EqualFold(name, d.ID) || strings.EqualFold(name, d.Name) })
}

// ignores are all of a run, with comments by their file.
type ignores struct {
	comments map[source.FileID][]*ignore
	declared []*ignore
	order    []*ignore // comments in the order of files
}

// read takes in the comments of a file.
func (all *ignores) read(f *source.File) {
	found := comments(f)
	if len(found) == 0 {
		return
	}
	if all.comments == nil {
		all.comments = make(map[source.FileID][]*ignore)
	}
	all.comments[f.ID] = found
	all.order = append(all.order, found...)
}

// suppress gives the findings that nothing hides. Each ignore that matches one is marked as used, also where another one hides it already.
func (all *ignores) suppress(set *source.Set, found []*finding.Finding, now time.Time) []*finding.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f *finding.Finding) bool {
		hidden := false
		match := func(i *ignore) {
			i.used[i.covers(f.Rule)] = true
			hidden = hidden || !i.expired(now)
		}
		all.beside(set, f, f.At, match)
		for _, r := range f.Related {
			all.beside(set, f, r.At, match)
		}
		for _, i := range all.declared {
			if i.covers(f.Rule) >= 0 && i.matches(f) {
				match(i)
			}
		}
		return hidden
	})
}

// beside finds the comments on the line of a place, or on the line above, that name the rule of a finding.
func (all *ignores) beside(set *source.Set, f *finding.Finding, at source.Span, match func(*ignore)) {
	in := all.comments[at.File]
	if len(in) == 0 {
		return
	}
	line := set.File(at.File).Position(at.Start).Line
	for _, i := range in {
		if (i.line == line || i.line == line-1) && i.covers(f.Rule) >= 0 {
			match(i)
		}
	}
}

// told is what became of all ignores, for the rules that judge them.
func (all *ignores) told(now time.Time) []rules.Suppression {
	var list []rules.Suppression
	for _, i := range slices.Concat(all.order, all.declared) {
		if i.inherited {
			continue
		}
		s := rules.Suppression{At: i.at, Rules: i.rules, Reason: i.reason, Until: i.until, Expired: i.expired(now), Problem: i.problem}
		for n, used := range i.used {
			if !used {
				s.Unused = append(s.Unused, i.rules[n])
			}
		}
		list = append(list, s)
	}
	return list
}
