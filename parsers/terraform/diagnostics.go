package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// reporter takes what is wrong with the input.
type reporter func(at source.Span, kind chain.ProblemKind, msg, help string)

// reportDiagnostics reports the first error of a file: those behind it are mostly its consequences.
func reportDiagnostics(f *source.File, diags hcl.Diagnostics, report reporter) {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := source.Span{File: f.ID}
		if d.Subject != nil {
			at = spanOf(*d.Subject)
			at.File = f.ID
		}
		report(at, chain.SyntaxProblem, lowered(d.Summary)+detail(inLine(d.Detail, fileName(f.ID))), "")
		return
	}
}

// inLine gives an explanation the line of the other place that it names. HCL writes the whole range, with the file's number as its name.
func inLine(s, file string) string {
	before, after, found := strings.Cut(s, " at "+file+":")
	if !found {
		return s
	}
	line, rest, _ := strings.Cut(after, ",")
	return before + " on line " + line + strings.TrimLeft(rest, "0123456789,-")
}

func lowered(s string) string {
	if len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:min(1, len(s))]) + s[min(1, len(s)):]
}

// detail is the first sentence of a diagnostic's explanation.
func detail(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if i := strings.Index(s, ". "); i >= 0 {
		s = s[:i]
	}
	if s = strings.TrimSuffix(s, "."); s == "" {
		return ""
	}
	return ": " + lowered(s)
}
