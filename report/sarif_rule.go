package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// sarifRule is a reportingDescriptor.
type sarifRule struct {
	ID      string          `json:"id"`
	Name    string          `json:"name"`
	Short   sarifText       `json:"shortDescription"`
	Full    *sarifText      `json:"fullDescription,omitempty"`
	Help    *sarifText      `json:"help,omitempty"`
	HelpURI string          `json:"helpUri"`
	Default sarifDefault    `json:"defaultConfiguration"`
	About   sarifRuleLabels `json:"properties"`
}

type sarifDefault struct {
	Level string `json:"level"`
}

// sarifRuleLabels are what GitHub filters and sorts alerts by.
type sarifRuleLabels struct {
	Tags      []string `json:"tags"`
	Precision string   `json:"precision"`
	Severity  string   `json:"problem.severity"`
}

// rules are the pages of all rules, and of those that only a finding knows.
func (d *sarif) rules() []*finding.Doc {
	all := slices.Clone(d.Rules)
	known := make(map[string]bool, len(all))
	for _, r := range all {
		known[r.ID] = true
	}
	for _, f := range d.Findings {
		if !known[f.Rule.ID] {
			known[f.Rule.ID] = true
			all = append(all, f.Rule)
		}
	}
	slices.SortStableFunc(all, func(a, b *finding.Doc) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

func sarifRuleOf(doc *finding.Doc, version string) sarifRule {
	r := sarifRule{
		ID: doc.ID, Name: doc.Name, Short: sarifText{Text: cmp.Or(doc.Title, doc.Name)},
		HelpURI: page(doc.ID, version), Default: sarifDefault{sarifLevel(doc.Severity)},
		About: sarifRuleLabels{Tags: tags(doc.ID), Precision: "high", Severity: problemSeverity(doc.Severity)},
	}
	if doc.Text == nil {
		return r
	}
	body := doc.Text().Body
	if what := firstParagraph(body); what != "" {
		r.Full = &sarifText{Text: clip(what, maxSentence)}
	}
	if body != "" {
		r.Help = &sarifText{Text: body, Markdown: body}
	}
	return r
}

// firstParagraph is the first text of a page that is no heading, on one line.
func firstParagraph(body string) string {
	for p := range strings.SplitSeq(body, "\n\n") {
		if p = strings.TrimSpace(p); p != "" && !strings.HasPrefix(p, "#") {
			return strings.Join(strings.Fields(p), " ")
		}
	}
	return ""
}

// sarifLevel is the name that SARIF has for a severity.
func sarifLevel(s finding.Severity) string {
	if s == finding.Unset {
		return "none"
	}
	return s.String()
}

// problemSeverity is the name that GitHub has for the severity of a rule that is not about security.
func problemSeverity(s finding.Severity) string {
	switch s {
	case finding.Error, finding.Warning:
		return s.String()
	default:
		return "recommendation"
	}
}

// families are what the groups of rules are about, by the digit behind TL.
var families = map[byte]string{
	'0': "input", '1': "idle-timeout", '2': "connection-pool", '3': "middlebox", '4': "provider-limits", '5': "deadline", '9': "suppression",
}

// tags are the words by which GitHub filters the alerts of a rule.
func tags(id string) []string {
	all := []string{"reliability", "timeouts"}
	if len(id) > 2 && families[id[2]] != "" {
		all = append(all, families[id[2]])
	}
	return all
}
