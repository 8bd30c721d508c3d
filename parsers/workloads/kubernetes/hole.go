package kubernetes

import (
	"bytes"
	"sort"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

var blockHeader = pattern.New(`(?::|-)\s+[|>][-+0-9]*\s*(?:#.*)?\r?$`)

// opensBlock reports whether the line before is the header of a block of text.
func (p *plain) opensBlock(from int) bool {
	if from == 0 {
		return false
	}
	start, end := lineOf(p.src, from-1, from-1)
	return blockHeader().Match(p.src[start:end])
}

// depthBelow is how deep the next line that is no tag is indented.
func (p *plain) depthBelow(at int) int {
	line := p.deep.line(p.raw, at, func(line []byte) bool { return !bytes.HasPrefix(line, []byte("{{")) })
	return len(line) - len(bytes.TrimLeft(line, " "))
}

// inline writes a hole behind a key whose value an expression writes on the lines below: labels: {{- include "x" . | nindent 4 }}.
func (p *plain) inline(t tag, from, to int) bool {
	const text = "{" + hole + ": ~}"
	before := bytes.TrimRight(p.raw[from:t.from], " \t")
	if t.control || !strings.Contains(t.text, "nindent") || len(bytes.TrimSpace(p.raw[t.to:to])) > 0 || !bytes.HasSuffix(before, []byte(":")) || t.to-t.from < len(text) {
		return false
	}
	fill(p.src, t.from, t.to, ' ')
	copy(p.src[t.from:], text)
	p.holes = append(p.holes, extent{t.from, t.from + len(text)})
	return true
}

var indented = pattern.New(`\bn?indent\s+(\d+)`)

// hole writes "_: ~" where what an expression writes would stand: as deep as it indents it, else as the expression itself.
func (p *plain) hole(t tag, from, to int) {
	depth := t.from - from
	if m := indented().FindAllStringSubmatch(t.text, -1); m != nil {
		depth, _ = strconv.Atoi(m[len(m)-1][1])
	}
	text := hole + ": ~"
	if p.amongItems(from, depth) || p.beforeItems(to, depth) {
		text = "- " + text
	}
	end := from + depth + len(text)
	if bytes.IndexByte(p.raw[from:to], '\n') >= 0 || end > to {
		return
	}
	fill(p.src, from, to, ' ')
	copy(p.src[from+depth:end], text)
	p.holes = append(p.holes, extent{from + depth, end})
}

// amongItems reports whether the line before from, as far as it is indented as deep, is an item of a list.
func (p *plain) amongItems(from, depth int) bool {
	p.above.read(p.src, from)
	all := p.above.lines
	i := sort.Search(len(all), func(i int) bool { return all[i].indent > depth })
	return i > 0 && all[i-1].indent == depth && all[i-1].item
}

// beforeItems reports whether the next line that says something is an item of a list, indented as deep.
func (p *plain) beforeItems(at, depth int) bool {
	line := p.items.line(p.raw, at, func(line []byte) bool {
		return line[0] != '#' && (!bytes.HasPrefix(line, []byte("{{")) || !bytes.HasSuffix(line, []byte("}}")))
	})
	text := bytes.TrimLeft(line, " ")
	return len(line)-len(text) == depth && bytes.HasPrefix(text, []byte("- "))
}
