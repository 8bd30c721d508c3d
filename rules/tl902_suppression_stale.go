package rules

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

var suppressionStale = &Rule{Doc: doc("TL902"), Late: true, Check: func(p *Pass) {
	for _, s := range p.Suppressions {
		if why, help := p.stale(s); why != "" {
			p.Report(&finding.Finding{Message: why, At: s.At, Subject: s.Rules, Help: []string{help}, Fixes: p.dropIgnore(s, help)})
		}
	}
}}

// stale says why a suppression hides nothing, and what to do; "" for one that does its work. A slip in its words is certain; that nothing
// matches, or that it is over, is judged only where everything was looked at.
func (p *Pass) stale(s Suppression) (why, help string) {
	if s.Problem != "" {
		return "this ignore cannot match: " + s.Problem, "write: timeoutlint:ignore TL101 until=" + p.Now.AddDate(0, 3, 0).Format("2006-01-02") + " REASON"
	}
	switch {
	case !p.WholeRun:
		return "", ""
	case s.Expired && len(s.Unused) == len(s.Rules):
		return "this ignore of " + strings.Join(s.Rules, ", ") + " has ended on " + s.Until.AddDate(0, 0, -1).Format("2006-01-02") + ", and matches nothing", removeIt
	case s.Expired:
		return "this ignore of " + strings.Join(s.Rules, ", ") + " has ended on " + s.Until.AddDate(0, 0, -1).Format("2006-01-02") + ": what it hid is reported again",
			"repair what it hides, or give it a later date"
	case len(s.Unused) > 0:
		return "this ignore matches nothing: " + strings.Join(s.Unused, ", ") + " has nothing to say here", removeIt
	}
	return "", ""
}

const removeIt = "remove it"

// dropIgnore takes a comment out, or of the rules that it names those that have nothing to say, or an entry out of a list in timeoutlint.yaml.
func (p *Pass) dropIgnore(s Suppression, help string) []finding.Fix {
	f, text := p.Set.File(s.At.File), p.Set.Text(s.At)
	if help != removeIt || f == nil {
		return nil
	}
	a := p.amend()
	if !strings.HasPrefix(text, "#") {
		if item, ok := p.ignoreItem(f, s); ok {
			a.remove(item)
			return a.fixes("remove the entry of ignore")
		}
		return nil
	}
	if !startsComment(f, s.At) {
		return nil
	}
	if len(s.Unused) == len(s.Rules) {
		a.remove(s.At)
		return a.fixes("remove the ignore of " + strings.Join(s.Rules, ", "))
	}
	m := ignoredRules().FindStringSubmatchIndex(text)
	if m == nil {
		return nil
	}
	left := slices.DeleteFunc(slices.Clone(s.Rules), func(name string) bool { return slices.Contains(s.Unused, name) })
	a.add(finding.Edit{At: inside(s.At, m[2], m[3]), New: strings.Join(left, ",")}, true)
	return a.fixes("remove " + strings.Join(s.Unused, ", ") + " from the ignore")
}

// ignoreItem is an entry of ignore with the hyphen before it, where it stands on lines of its own and is not the last of its list: an empty
// list is its owner's to judge.
func (p *Pass) ignoreItem(f *source.File, s Suppression) (source.Span, bool) {
	others := slices.ContainsFunc(p.Suppressions, func(o Suppression) bool {
		return o.At.File == s.At.File && o.At != s.At && !strings.HasPrefix(p.Set.Text(o.At), "#") && !slices.Equal(o.Unused, o.Rules)
	})
	head := strings.TrimRight(string(f.Src[:s.At.Start]), " ")
	rest, _, _ := strings.Cut(string(f.Src[s.At.End:]), "\n")
	before, dash := strings.CutSuffix(head, "-")
	blank := strings.TrimRight(before, " ")
	if !others || !dash || blank != "" && !strings.HasSuffix(blank, "\n") || strings.TrimSpace(rest) != "" {
		return source.Span{}, false
	}
	return source.Span{File: s.At.File, Start: uint32(len(before)), End: s.At.End}, true
}

// ignoredRules are the names in an ignore comment.
var ignoredRules = pattern.New(`timeoutlint:ignore[ \t]+((?:[^\s,]+,\s*)*[^\s,]+)`)

// startsComment reports whether a # begins a comment, and is no part of a quoted text.
func startsComment(f *source.File, at source.Span) bool {
	line := string(f.Line(f.Position(at.Start).Line))
	before := line[:max(0, strings.Index(line, string(f.Src[at.Start:at.End])))]
	return strings.Count(before, `"`)%2 == 0 && strings.Count(before, "'")%2 == 0
}
