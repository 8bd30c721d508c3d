package code

import (
	"bytes"
	"slices"
)

func (f *jsFile) begin(dot int) int {
	i := dot - 1
	for i > 0 {
		switch {
		case f.is(i, "!") && !f.first(i):
			i--
			continue
		case f.pair(i) >= 0 && f.pair(i) < i:
			i = f.pair(i)
			if f.kind(i-1) == word && !f.isAny(i-1, "return", "if", "await") && !f.first(i) {
				i--
			}
		}
		if !f.isAny(i-1, ".", "?.") {
			break
		}
		i -= 2
	}
	return max(i, 0)
}

const longestExpression = 200

func (f *jsFile) statementEnd(i int) int {
	for j, n := i, 0; j < len(f.toks); j, n = j+1, n+1 {
		if n > longestExpression {
			return j
		}
		if f.pair(j) > j {
			j = f.pair(j)
			continue
		}
		if f.isAny(j, ";", ",", ")", "}", "]") {
			return j
		}
		if j > i && f.first(j) && !f.goesOn(j) {
			return j
		}
	}
	return len(f.toks)
}

func (f *jsFile) goesOn(j int) bool {
	if f.kind(j-1) == punct && !f.isAny(j-1, ")", "]", "}", "++", "--", "!") {
		return true
	}
	strength, _, _ := f.binds(j)
	return strength > 0 || f.isAny(j, "?", ":", ".", "?.")
}

var always = [][]byte{[]byte("require.main"), []byte("import.meta"), []byte("module.parent"), []byte("cluster"), []byte("isMaster"), []byte("isPrimary"), []byte("isMainThread")}

func (f *jsFile) around(at int) (out []condition) {
	if c, ok := f.conditionBefore(at); ok {
		out = append(out, c)
	}
	for open := f.up(at); open >= 0; open = f.up(open) {
		if f.is(open, "{") {
			if c, ok := f.conditionBefore(open); ok {
				out = append(out, c)
			}
		}
	}
	return slices.DeleteFunc(out, func(c condition) bool {
		if c.from >= c.to {
			return true
		}
		src := f.src[f.toks[c.from].start:f.toks[c.to-1].end]
		own := c.to == c.from+1 && likeServer(f.text(c.from)) // if (server)
		return own || slices.ContainsFunc(always, func(words []byte) bool { return bytes.Contains(src, words) })
	})
}

func (f *jsFile) conditionBefore(i int) (condition, bool) {
	switch {
	case f.is(i-1, ")") && f.pair(i-1) >= 0:
		open := f.pair(i - 1)
		c := condition{from: open + 1, to: i - 1}
		switch f.text(open - 1) {
		case "if":
			return c, true
		case "while", "switch", "catch":
			return condition{from: open - 1, to: i, opaque: true}, true
		}
	case f.is(i-1, "else"):
		return f.elseOf(i - 1)
	}
	return condition{}, false
}

func (f *jsFile) elseOf(i int) (condition, bool) {
	opaque := condition{from: i, to: i + 1, opaque: true}
	closing := i - 1
	if !f.is(closing, "}") || f.pair(closing) < 0 {
		return opaque, true
	}
	head := f.pair(closing) - 1
	if !f.is(head, ")") || f.pair(head) < 0 || !f.is(f.pair(head)-1, "if") {
		return opaque, true
	}
	return condition{from: f.pair(head) + 1, to: head, not: true}, true
}
