package clients

import (
	_ "embed"
	"fmt"
	"strings"
)

// Example is a timeoutlint.yaml in which each key occurs.
//
//go:embed example.yaml
var Example string

// Reference is the page that explains each key, in Markdown: tables made from what the reader itself reads by, and [Example].
func Reference() string {
	var b strings.Builder
	b.WriteString("# Keys of timeoutlint.yaml\n\n[timeoutlint-yaml.md](timeoutlint-yaml.md) tells how to begin. Keys that are not listed are errors, but for the options and settings of a product beside its preset.\n\n")
	table(&b, "The file", fileShape)
	for _, f := range fileShape.fields {
		parts(&b, f.name, f.is)
	}
	table(&b, "`tcp_keepalive`", keepalive)
	b.WriteString("## All of them\n\n```yaml\n" + Example + "```\n")
	return b.String()
}

// parts writes the tables of the objects inside a value.
func parts(b *strings.Builder, path string, s *shape) {
	switch s.kind {
	case names:
		parts(b, path+": NAME", s.each)
	case list:
		parts(b, path+"[]", s.each)
	case object:
		if len(s.fields) == 1 { // a level that holds nothing but the next
			parts(b, path+": "+s.fields[0].name, s.fields[0].is)
			return
		}
		table(b, "`"+path+"`", s)
	default:
	}
}

func table(b *strings.Builder, title string, s *shape) {
	fmt.Fprintf(b, "## %s\n\n| key | takes | meaning |\n|---|---|---|\n", title)
	for _, f := range s.fields {
		about := f.about
		if f.required {
			about += " (required)"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.name, cell(f.is.takes()), cell(about))
	}
	b.WriteString("\n")
}

// takes says what a key takes; objects have a table of their own.
func (s *shape) takes() string {
	switch {
	case s == keepalive:
		return "off, or a mapping: see below"
	case s.kind == object:
		return "a mapping: see below"
	case s.kind == list && s.each.kind == object && s.each.alone != nil:
		return "a list of mappings, see below, or of " + s.each.alone.want()
	case s.kind == list && s.each.kind == object:
		return "a list of mappings: see below"
	case s.kind == names && s.each.kind == object:
		return "a mapping of names to mappings: see below"
	case s.kind == names:
		return "a mapping to " + s.each.want()
	}
	return s.want()
}

// cell keeps a text inside its cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "<", "&lt;").Replace(s)
}
