package kubernetes

import (
	"bytes"
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
	for at < len(p.raw) {
		from, end := lineOf(p.raw, min(at+1, len(p.raw)), min(at+1, len(p.raw)))
		text := bytes.TrimLeft(p.raw[from:end], " ")
		if t := bytes.TrimSpace(text); len(t) > 0 && !bytes.HasPrefix(t, []byte("{{")) {
			return end - from - len(text)
		}
		if end <= at {
			break
		}
		at = end
	}
	return 0
}

// inline writes a hole behind a key whose value an expression writes on the lines below: labels: {{- include "x" . | nindent 4 }}.
func (p *plain) inline(t tag, from, to int) bool {
	const text = "{" + hole + ": ~}"
	before := bytes.TrimSpace(p.raw[from:t.from])
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
	for from > 0 {
		end := from - 1
		from = bytes.LastIndexByte(p.src[:end], '\n') + 1
		line := string(p.src[from:end])
		text := strings.TrimLeft(line, " ")
		switch indent := len(line) - len(text); {
		case strings.TrimSpace(text) == "" || text[0] == '#', indent > depth:
			continue
		case indent == depth:
			return strings.HasPrefix(text, "- ")
		}
		return false
	}
	return false
}

// beforeItems reports whether the next line that says something is an item of a list, indented as deep.
func (p *plain) beforeItems(at, depth int) bool {
	for at < len(p.raw) {
		from, end := lineOf(p.raw, min(at+1, len(p.raw)), min(at+1, len(p.raw)))
		line := string(p.raw[from:end])
		text := strings.TrimLeft(line, " ")
		if t := strings.TrimSpace(text); t == "" || t[0] == '#' || strings.HasPrefix(t, "{{") && strings.HasSuffix(t, "}}") {
			if end <= at {
				return false
			}
			at = end
			continue
		}
		return len(line)-len(text) == depth && strings.HasPrefix(text, "- ")
	}
	return false
}
