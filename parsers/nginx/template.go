package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// unresolved says why a word cannot be read as it stands: it holds an expression of a template. "" for a plain word; nginx's own
// variables are lower case and are none.
func unresolved(s string) string {
	if !suspicious(s) {
		return ""
	}
	switch {
	case strings.Contains(s, "{{"):
		return "template expression " + source.Clip(s)
	case strings.Contains(s, "<%"), strings.Contains(s, "{%"):
		return "template expression " + source.Clip(s)
	case envVariable().MatchString(s):
		return "environment variable " + source.Clip(s)
	case placeholder().MatchString(s):
		return "placeholder " + source.Clip(s)
	}
	return ""
}

// suspicious reports whether a word needs a closer look: hardly any does, and regular expressions are slow.
func suspicious(s string) bool {
	for i, c := range []byte(s) {
		rest := s[i+1:]
		switch c {
		case '<', '@', '%':
			return true
		case '{':
			if strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "%") {
				return true
			}
		case '$':
			if name := strings.TrimPrefix(rest, "{"); name != "" && isUpper(name[0]) {
				return true
			}
		case ':':
			if rest != "" && isUpper(rest[0]) {
				return true
			}
		case '_':
			if strings.HasPrefix(rest, "_") {
				return true
			}
		}
	}
	return false
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

var (
	envVariable = pattern.New(`\$\{?[A-Z][A-Z0-9_]*\b`)
	// @NAME@ %%NAME%% %(name)s %name% %NAME% __NAME__ <name> host:PORT: what installers and panels replace. Percent-encoded bytes
	// (%e4%bd%) and the named groups of a regular expression, (?<name>...), look alike and are none.
	placeholder = pattern.New(`@@?[A-Z][A-Z0-9_]+@@?|%%[A-Za-z_]+%%|%\([a-z_]+\)s` +
		`|%[a-z_](?:[a-z_]|[a-z0-9_]{2,})%|%[A-Z_][A-Z0-9_]{2,}%|__[A-Z][A-Z0-9_]*__|:[A-Z][A-Z0-9_]+(?:/|$)|(?:^|[^?P])<[A-Za-z_][A-Za-z0-9_.-]*>`)
	// A default that is readable in the expression: ${X:-65}, {{ x | default(65) }}, {{ .Values.x | default "65s" }}.
	readable = pattern.New(`^\$\{[A-Za-z_]+:?-([^}]*)\}([a-z]*)$|^\{\{-?[^|{}]*\|\s*default[( ]\s*["']?([0-9]+[a-z]*)["']?\s*\)?\s*-?\}\}([a-z]*)$`)
)

func templateDefault(s string) (string, bool) {
	m := readable().FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	if m[1] != "" {
		return m[1] + m[2], true
	}
	return m[3] + m[4], m[3] != ""
}

// condition turns the template tags around a directive into a guard: one branch of {% if x %} excludes the other. Tags around the whole
// block sc say when there is that block at all, and a macro is used as it stands: neither makes a directive in it conditional.
func condition(f *file, d syntax.Directive, sc *scope) chain.Guard {
	if !f.templated {
		return nil
	}
	for tag := range d.Conditions() {
		if f.holds(sc.at) && tag.Opener < sc.at.Start {
			break
		}
		if isMacro(f, tag) {
			continue
		}
		op := chain.Eq
		if tag.Branch > 0 {
			op = chain.Ne
		}
		return chain.When(chain.Atom{Subject: openerText(f.Src[tag.Opener:]), Op: op, Val: "taken"})
	}
	return nil
}

// openerText is the tag at the start of src, on one line.
func openerText(src []byte) string {
	const most = 200
	s := string(src[:min(len(src), most)])
	for _, closing := range []string{"%}", "}}", "%>"} {
		if i := strings.Index(s, closing); i >= 0 {
			s = s[:i+2]
		}
	}
	return source.Clip(strings.Join(strings.Fields(s), " "))
}
