package code

func (f *pyFile) conditional() bool { return true }

func (f *pyFile) constant(name string) int {
	if at := f.declared[name]; len(at) == 1 {
		return at[0]
	}
	return -1
}

func (f *pyFile) suffix(i int) int { return i }

func (f *pyFile) binds(i int) (strength int, op string, length int) {
	if i < len(f.toks) && i > 0 && f.first(i) && f.up(i) < 0 && !f.joined(i) {
		return 0, "", 0
	}
	op = f.text(i)
	switch op {
	case "or":
		return 2, op, 1
	case "and":
		return 3, op, 1
	case "is":
		if f.is(i+1, "not") {
			return 4, "!=", 2
		}
		return 4, op, 1
	case "==", "!=":
		return 4, op, 1
	case "<", ">", "<=", ">=":
		return 5, op, 1
	case "+", "-":
		return 6, op, 1
	case "*", "/", "%", "//":
		return 7, op, 1
	case "**":
		return 8, op, 1
	}
	return 0, "", 0
}

func (f *pyFile) operand(e *evaluation, i int) (a answer, next int, ok bool) {
	switch f.text(i) {
	case "None":
		return answer{sort: nothing}, i + 1, true
	case "True", "False":
		return truth(f.is(i, "True")), i + 1, true
	case "int", "float", "str":
		if f.opens(i+1, "(") {
			first := e.argument(i+1, 0)
			if n, known := first.number(); known && !f.is(i, "str") {
				return keep(numeric(n), first), f.pair(i+1) + 1, true
			}
			return first, f.pair(i+1) + 1, true
		}
	}
	module, name, at := f.resolved(i)
	switch full := module + "." + name; {
	case (full == "os.getenv" || full == "os.environ.get") && f.opens(at, "(") && f.kind(at+1) == text:
		a = e.variable(unquote(f.text(at + 1)))
		if a.sort == nothing {
			a = e.argument(at, 1)
		}
		return a, f.pair(at) + 1, true
	case full == "os.environ" && f.opens(at, "[") && f.kind(at+1) == text && f.pair(at) == at+2:
		return e.variable(unquote(f.text(at + 1))), at + 3, true
	}
	return answer{}, i, false
}
