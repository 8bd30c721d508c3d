package report

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// maxQuote is the number of columns that a quotation from a file may take inside a sentence.
const maxQuote = 60

// place prints a span as FILE:LINE, "" where it points nowhere.
func place(set *source.Set, at source.Span) string {
	f := set.File(at.File)
	if f == nil {
		return ""
	}
	return f.Name + ":" + strconv.Itoa(f.Position(at.Start).Line)
}

// quote gives the first line of what stands at a span, short enough for a sentence.
func quote(set *source.Set, at source.Span) string {
	at.End = min(at.End, at.Start+1024)
	text, _, _ := strings.Cut(set.Text(at), "\n")
	return shorten(strings.TrimRight(strings.TrimSpace(text), ";"), maxQuote)
}

// originNote says in words what the number and the place of a value do not: why it is a default, or what it replaces.
func originNote(set *source.Set, o *chain.Origin) string {
	if o == nil {
		return ""
	}
	parts := make([]string, 0, 2)
	if o.Note != "" {
		parts = append(parts, o.Note)
	}
	for _, s := range o.Steps {
		switch s.Role {
		case chain.Overrides:
			parts = append(parts, "overrides "+outer(set, s, strings.TrimPrefix(s.Note, "overrides ")))
		case chain.Lost:
			if what := outer(set, s, ""); what != "" {
				parts = append(parts, "lost: "+what)
			}
			if o.Note == "" && s.Note != "" {
				parts = append(parts, s.Note)
			}
		default:
		}
	}
	return strings.Join(parts, "; ")
}

// outer names an outer setting, in the words given or as it is written, and where it stands.
func outer(set *source.Set, s chain.Step, words string) string {
	if words == "" {
		words = quote(set, s.At)
	}
	if at := place(set, s.At); at != "" {
		words += " at " + at
	}
	return strings.TrimSpace(words)
}

// valueText prints the cases of a value that remain in a world: 60s, or 300s if var.env == "prod", 60s if var.env != "prod".
func valueText(cases []chain.Case, world chain.Guard) string {
	if len(cases) == 0 {
		return chain.Absent.String()
	}
	parts := make([]string, len(cases))
	for i, c := range cases {
		parts[i] = c.String()
		if when := beyond(c.When, world); when != "" {
			parts[i] += " " + when
		}
	}
	return strings.Join(parts, ", ")
}

// join puts a comma between two pieces of a sentence where neither is missing.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
