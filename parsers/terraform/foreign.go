package terraform

import (
	"bytes"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Some files that end in .tf are not Terraform yet: cookiecutter, Jinja, Helm or ERB makes it of them. What is between their tags decides which blocks there
// are, so that nothing in such a file is certain. They are left out as a whole.

// templated reports whether a file is a template of another language: it does not parse, and has such a language's tags where HCL has
// none.
func (fs *files) templated(f *source.File) bool {
	if known, ok := fs.index.foreign[f.ID]; ok {
		return known
	}
	is := foreignTag(f.Src) && fs.fails(f)
	fs.index.foreign[f.ID] = is
	if is && fs.in.Skip != nil {
		fs.in.Skip(f, "a template from which Terraform is made ({{ }}, {% %} or <% %>): give what is made of it")
	}
	return is
}

func (fs *files) fails(f *source.File) (failed bool) {
	if _, why := tooDeep(f.Src); why != "" {
		return false // reported as such
	}
	if isJSON(f) {
		parseJSON(f, func(source.Span, chain.ProblemKind, string, string) { failed = true })
		return failed
	}
	_, diags := hclsyntax.ParseConfig(f.Src, fileName(f.ID), hcl.Pos{Line: 1, Column: 1})
	return diags.HasErrors()
}

var foreignTags = [][]byte{[]byte("{{"), []byte("{%"), []byte("<%")}

// foreignTag looks for a tag outside of texts, heredocs and comments, or for one in a text that ends before the tag does, as in
// "{{ name | default("x") }}".
func foreignTag(src []byte) bool {
	if !slices.ContainsFunc(foreignTags, func(tag []byte) bool { return bytes.Contains(src, tag) }) {
		return false
	}
	s := splitter{src: src}
	for s.at < len(src) {
		rest := src[s.at:]
		switch {
		case opensTag(rest):
			return true
		case rest[0] == '"':
			if s.quoted() {
				return true
			}
		case rest[0] == '#', rest[0] == '/':
			if !s.comment() {
				s.at++
			}
		case bytes.HasPrefix(rest, []byte("<<")):
			if !s.heredoc() {
				s.at++
			}
		default:
			s.at++
		}
	}
	return false
}

func opensTag(rest []byte) bool {
	return slices.ContainsFunc(foreignTags, func(tag []byte) bool { return bytes.HasPrefix(rest, tag) })
}

// quoted skips a text on its line, and reports whether it ends inside of a tag.
func (s *splitter) quoted() (torn bool) {
	tag := false
	for s.at++; s.at < len(s.src); s.at++ {
		rest := s.src[s.at:]
		switch {
		case rest[0] == '\n':
			return tag
		case rest[0] == '\\':
			s.at++
		case rest[0] == '"':
			s.at++
			return tag
		case bytes.HasPrefix(rest, []byte("{{")), bytes.HasPrefix(rest, []byte("{%")) && s.src[s.at-1] != '%':
			tag = true
		case bytes.HasPrefix(rest, []byte("}}")), bytes.HasPrefix(rest, []byte("%}")):
			tag = false
		}
	}
	return tag
}
