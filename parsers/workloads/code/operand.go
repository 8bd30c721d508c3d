package code

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

func (e *evaluation) primary(i int) (answer, int) {
	switch e.s.kind(i) {
	case number:
		return literal(e.s.text(i)), i + 1
	case text:
		return answer{sort: phrase, str: unquote(e.s.text(i))}, i + 1
	case word:
		if a, next, ok := e.d.operand(e, i); ok {
			return a, next
		}
		return e.named(i)
	case punct:
		if e.s.opens(i, "(") {
			a, end := e.expression(i+1, weakest)
			if end != e.s.pair(i) {
				return computed("an expression"), e.s.pair(i) + 1
			}
			return a, end + 1
		}
	case filled:
		if end := e.s.pair(i); end > i {
			return computed("a text that is put together"), end + 1
		}
	case other:
	}
	return computed("an expression"), i + 1
}

// named reads a name alone as the constant that it is, and anything longer as computed.
func (e *evaluation) named(i int) (answer, int) {
	end := e.chain(i)
	name := e.s.text(i)
	if end > i+1 {
		at := e.s.between(i, end-1)
		return computed(source.ClipLine(string(e.s.src[at.Start:at.End]))), end
	}
	from := e.d.constant(name)
	if from < 0 {
		return computed(name), end
	}
	a, last := e.expression(from, weakest)
	if a.at == [2]int{} && last > from {
		a.at = [2]int{from, last - 1}
	}
	if a.sort == unknown && a.why == "" {
		a.why = name
	}
	return a, end
}

// chain gives the index behind a name with all that is taken from it: a.b?.c(d)[e].
func (e *evaluation) chain(i int) int {
	for i++; i < len(e.s.toks); {
		switch {
		case e.s.isAny(i, ".", "?.") && e.s.kind(i+1) == word:
			i += 2
		case e.s.is(i, "?.") && e.s.isAny(i+1, "(", "["):
			i++
		case (e.s.opens(i, "(") || e.s.opens(i, "[")) && !e.s.first(i):
			i = e.s.pair(i) + 1
		default:
			return i
		}
	}
	return i
}

// argument reads the n-th argument of the call whose bracket is at open; nothing if there are fewer.
func (e *evaluation) argument(open, n int) answer {
	args := e.s.arguments(open)
	if n >= len(args)-1 {
		return answer{sort: nothing}
	}
	end := args[len(args)-1]
	if n+1 < len(args)-1 {
		end = args[n+1] - 1
	}
	a, next := e.expression(args[n], weakest)
	if next != end && (!e.s.is(next, ",") || next+1 != end) {
		return computed("an argument")
	}
	return a
}

// variable is an environment variable in this world: its text, or nothing.
func (e *evaluation) variable(name string) answer {
	if !slices.Contains(e.reads, name) {
		e.reads = append(e.reads, name)
	}
	if text, set := e.env[name]; set {
		return answer{sort: phrase, str: text}
	}
	return answer{sort: nothing}
}

// unquote takes a string out of its quotes; what it escapes stays as it is written, since no number and no name needs that.
func unquote(s string) string {
	s = strings.TrimLeft(s, "rRbBuUfF@")
	for _, quotes := range []string{`"""`, "'''", `"`, "'", "`"} {
		if len(s) >= 2*len(quotes) && strings.HasPrefix(s, quotes) && strings.HasSuffix(s, quotes) {
			return s[len(quotes) : len(s)-len(quotes)]
		}
	}
	return s
}
