package kubernetes

import (
	"bytes"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// plain is a text without its template: as long as the text, so that offsets are the same in both, and YAML wherever the template makes YAML.
type plain struct {
	src      []byte // as YAML is read from
	raw      []byte // as it stands
	branches branches
	holes    []extent // in their order
	above    outline  // of what is blanked already
	deep     ahead    // the next line that is no tag
	items    ahead    // the next line that says something
	again    int      // bytes of documents that had to be read again
}

// tagEnds are the closing marks by the opening ones. Expressions in dollars and braces are text to YAML.
var tagEnds = map[string]string{"{{": "}}", "{%": "%}", "{#": "#}"}

// hole is the key that stands for what an expression writes on a line of its own: the rest of a mapping or list that nobody here knows.
const hole = "_"

// controls are the first words of tags that write nothing.
var controls = pattern.New(`^(?:(if|elif|elseif|else|end|endif|range|with|for|endfor|endwith|define|block|break|continue|set|/\*)(?:\s|$|\*)|\$[A-Za-z_]*\s*:?=|/\*|-$)`)

// tag is one expression of a template.
type tag struct {
	from, to int
	text     string // between the marks, without blanks
	word     string // of one that controls: if, else, end
	control  bool
}

// withoutTemplate blanks the expressions of a text.
func withoutTemplate(src []byte) plain {
	p := plain{src: src, raw: src}
	if !bytes.Contains(src, []byte("{{")) && !bytes.Contains(src, []byte("{%")) {
		return p
	}
	tags := tagsOf(src)
	p.src = bytes.Clone(src)
	p.branches = branchesOf(tags, len(src))
	for i := 0; i < len(tags); {
		from, to := lineOf(src, tags[i].from, tags[i].to)
		n := i
		for n < len(tags) && tags[n].from < to {
			if tags[n].to > to {
				_, to = lineOf(src, tags[n].from, tags[n].to)
			}
			n++
		}
		p.line(tags[i:n], from, to)
		i = n
	}
	return p
}

// tagsOf finds the expressions of a text. One that is not closed ends the search: the YAML parser says what is wrong.
func tagsOf(src []byte) (tags []tag) {
	for at := 0; at+1 < len(src); {
		next := bytes.IndexByte(src[at:], '{')
		if next < 0 || at+next+1 >= len(src) {
			break
		}
		at += next
		closing := tagEnds[string(src[at:at+2])]
		if closing == "" {
			at++
			continue
		}
		end := tagEnd(src, at+2, closing)
		if end < 0 {
			break
		}
		t := tag{from: at, to: end, text: strings.TrimSpace(strings.Trim(strings.TrimSpace(string(src[at+2:end-2])), "-"))}
		if m := controls().FindStringSubmatch(t.text); m != nil || closing == "#}" || closing == "%}" || t.text == "" {
			t.control = true
			if m != nil {
				t.word = strings.TrimPrefix(m[1], "end")
				if strings.HasPrefix(m[1], "end") {
					t.word = "end"
				}
			}
		}
		tags = append(tags, t)
		at = end
	}
	return tags
}

// tagEnd goes behind the closing mark of an expression, over texts in quotes; -1 where there is none.
func tagEnd(src []byte, at int, closing string) int {
	unclosed := at // up to here no text in quotes ends that begins behind a backslash
	for at < len(src) {
		switch c := src[at]; {
		case bytes.HasPrefix(src[at:], []byte(closing)):
			return at + len(closing)
		case (c == '"' && at >= unclosed || c == '`') && closing == "}}":
			end := at + 1
			for end < len(src) && src[end] != c && src[end] != '\n' {
				if src[end] == '\\' && c == '"' {
					end++
				}
				end++
			}
			if end < len(src) && src[end] == c {
				at = end
			} else if c == '"' {
				unclosed = end
			}
		}
		at++
	}
	return -1
}

// lineOf gives the bounds of the lines that an expression stands on.
func lineOf(src []byte, from, to int) (start, end int) {
	start = bytes.LastIndexByte(src[:from], '\n') + 1
	if next := bytes.IndexByte(src[to:], '\n'); next >= 0 {
		return start, to + next
	}
	return start, len(src)
}

// line blanks the expressions of a line: control tags leave nothing, what is written on a line of its own leaves a hole, and every other expression a word.
func (p *plain) line(tags []tag, from, to int) {
	rest := bytes.Clone(p.raw[from:to])
	var writes *tag
	for i, t := range tags {
		fill(rest, t.from-from, t.to-from, ' ')
		if !t.control {
			writes = &tags[i]
		}
	}
	bare := strings.TrimSpace(string(rest))
	if bare == "" || strings.HasPrefix(bare, "#") {
		fill(p.src, from, to, ' ')
		if depth := p.depthBelow(to); depth > 0 && from+depth < to && p.opensBlock(from) {
			p.src[from+depth] = 'x' // it may not begin with a line of more blanks than the next has
		}
		if writes != nil && bare == "" {
			p.hole(*writes, from, to)
		}
		return
	}
	if first := tags[0]; first.control && len(bytes.TrimSpace(p.raw[from:first.from])) == 0 && bytes.IndexByte(p.raw[from:to], '\n') < 0 {
		fill(p.src, from, to, ' ') // {{ if a }}key: value{{ end }}
		p.hole(first, from, to)
		return
	}
	for _, t := range tags {
		if p.inline(t, from, to) {
			continue
		}
		with := byte('x')
		if t.control && !inValue(p.raw, from, t) {
			with = ' '
		}
		fill(p.src, t.from, t.to, with)
	}
}

// inValue reports whether a control tag stands inside a value, where blanks would cut it: key: {{ if a }}b{{ end }}.
func inValue(raw []byte, from int, t tag) bool {
	before := bytes.TrimRight(raw[from:t.from], " \t\r\n")
	return len(before) > 0 && !bytes.HasSuffix(before, []byte("}}")) && !bytes.HasSuffix(before, []byte("%}"))
}

// fill overwrites all but line endings.
func fill(b []byte, from, to int, with byte) {
	for i := from; i < to; i++ {
		if b[i] != '\n' && b[i] != '\r' {
			b[i] = with
		}
	}
}

// expressions calls do for each expression in a text, and joins what it gives with the rest.
func expressions(text string, do func(expression string) string) string {
	tags := tagsOf([]byte(text))
	if len(tags) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, t := range tags {
		b.WriteString(text[at:t.from])
		b.WriteString(do(t.text))
		at = t.to
	}
	b.WriteString(text[at:])
	return b.String()
}
