package code

import "strings"

func (f *jsFile) conditional() bool { return false }

// binds implements dialect.
func (f *jsFile) binds(i int) (strength int, op string, length int) {
	if f.kind(i) != punct {
		return 0, "", 0
	}
	op = f.text(i)
	switch op {
	case "||", "??":
		return 2, op, 1
	case "&&":
		return 3, op, 1
	case "==", "===", "!=", "!==":
		return 4, op, 1
	case "<", ">", "<=", ">=":
		return 5, op, 1
	case "+", "-":
		return 6, op, 1
	case "*", "/", "%":
		return 7, op, 1
	case "**":
		return 8, op, 1
	}
	return 0, "", 0
}

// suffix implements dialect.
func (f *jsFile) suffix(i int) int {
	for {
		switch {
		case f.is(i, "!") && !f.first(i):
			i++
		case f.isAny(i, "as", "satisfies") && !f.first(i) && f.kind(i+1) == word:
			i += 2
		default:
			return i
		}
	}
}

// operand implements dialect.
func (f *jsFile) operand(e *evaluation, i int) (a answer, next int, ok bool) {
	switch f.text(i) {
	case "undefined", "null":
		return answer{sort: nothing}, i + 1, true
	case "true", "false":
		return truth(f.is(i, "true")), i + 1, true
	case "process", "Bun", "Deno", "import":
		return f.environment(e, i)
	case "Number", "parseInt", "parseFloat", "Math":
		return f.arithmetic(e, i)
	case "ms":
		if f.imports["ms"].module == "ms" && f.opens(i+1, "(") {
			a, ok = phraseOfTime(e.argument(i+1, 0))
			return a, f.pair(i+1) + 1, ok
		}
	}
	return answer{}, i, false
}

// environment reads process.env.X, process.env["X"], Bun.env.X, import.meta.env.X and Deno.env.get("X").
func (f *jsFile) environment(e *evaluation, i int) (a answer, next int, ok bool) {
	at := i + 1
	if f.is(i, "import") && f.is(at, ".") && f.is(at+1, "meta") {
		at += 2
	}
	if !f.isAny(at, ".", "?.") || !f.is(at+1, "env") {
		return answer{}, i, false
	}
	at += 2
	switch {
	case f.is(i, "Deno") && f.is(at, ".") && f.is(at+1, "get") && f.opens(at+2, "(") && f.kind(at+3) == text:
		return e.variable(unquote(f.text(at + 3))), f.pair(at+2) + 1, true
	case f.isAny(at, ".", "?.") && f.kind(at+1) == word && !f.isAny(at+2, ".", "?.", "(", "["):
		return e.variable(f.text(at + 1)), at + 2, true
	case f.opens(at, "[") && f.kind(at+1) == text && f.pair(at) == at+2:
		return e.variable(unquote(f.text(at + 1))), at + 3, true
	}
	return answer{}, i, false
}

// arithmetic reads the functions that make numbers.
func (f *jsFile) arithmetic(e *evaluation, i int) (a answer, next int, ok bool) {
	name := f.text(i)
	if f.isAny(i+1, ".", "?.") {
		name += "." + f.text(i+2)
		i += 2
	}
	if !f.opens(i+1, "(") {
		return answer{}, i, false
	}
	next = f.pair(i+1) + 1
	first := e.argument(i+1, 0)
	switch strings.TrimPrefix(name, "Number.") {
	case "Number":
		if n, known := first.number(); known {
			return keep(numeric(n), first), next, true
		}
		return first, next, true
	case "parseInt":
		if radix := e.argument(i+1, 1); radix.sort != nothing && radix.num != 10 {
			return computed("parseInt with another radix"), next, true
		}
		return keep(leading(first, true), first), next, true
	case "parseFloat":
		return keep(leading(first, false), first), next, true
	case "Math.max", "Math.min":
		second := e.argument(i+1, 1)
		x, one := first.number()
		y, two := second.number()
		switch {
		case !one || !two || len(e.s.arguments(i+1)) != 3:
			return firstReason(first, second), next, true
		case name == "Math.max":
			return numeric(max(x, y)), next, true
		}
		return numeric(min(x, y)), next, true
	}
	return answer{}, i, false
}

// keep is an answer that another one was made of: it is decided in the same place. What is nothing stays nothing, so that "no default" can be told.
func keep(a, from answer) answer {
	if from.sort == nothing {
		return from
	}
	if a.sort != unknown {
		a.at = from.at
	}
	return a
}

// phraseOfTime reads "65s" and "1m" of the package ms, as milliseconds.
func phraseOfTime(a answer) (answer, bool) {
	if a.sort != phrase {
		return a, false
	}
	s := strings.TrimSpace(a.str)
	for _, unit := range []struct {
		end string
		ms  float64
	}{{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3}} {
		if digits, ok := strings.CutSuffix(s, unit.end); ok {
			if n, known := (answer{sort: phrase, str: digits}).number(); known {
				return numeric(n * unit.ms), true
			}
		}
	}
	return answer{}, false
}
