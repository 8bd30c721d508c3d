package code

func (f *jsFile) object(i int) int {
	if f.opens(i, "{") {
		return i
	}
	if f.kind(i) == word && !f.isAny(i+1, ".", "(", "?.", "[") {
		if at := f.constant(f.text(i)); at >= 0 && f.opens(at, "{") {
			return at
		}
	}
	return 0
}

func (f *jsFile) valueOf(open int, name string) int {
	for _, at := range f.arguments(open) {
		if at == f.pair(open) {
			break
		}
		if (f.is(at, name) || f.kind(at) == text && unquote(f.text(at)) == name) && f.is(at+1, ":") {
			return at + 2
		}
		if f.is(at, name) && f.isAny(at+1, ",", "}") {
			return at // the shorthand { port }
		}
	}
	return 0
}

func (f *jsFile) options() (out []set) {
	for i := range f.toks {
		if f.kind(i) != word && f.kind(i) != text {
			continue
		}
		name := f.text(i)
		if f.kind(i) == text {
			name = unquote(name)
		}
		if f.isAny(i+2, "number", "string", "any") || name != "keepAliveTimeout" && name != "idleTimeout" || !f.isAny(i-1, "{", ",") || !f.isAny(i+1, ":", ",", "}") {
			continue
		}
		if s, ok := f.option(i, name); ok {
			out = append(out, s)
		}
	}
	return out
}

func (f *jsFile) option(i int, name string) (set, bool) {
	from := i + 2
	if !f.is(i+1, ":") {
		from = i // the shorthand
	}
	object := f.up(i)
	if !f.is(object, "{") {
		return set{}, false
	}
	s := set{key: i, write: name + ": "}
	s.part, s.owner = f.optionsOf(object)
	if name == "idleTimeout" && s.part != bunServer {
		return set{}, false
	}
	switch s.part {
	case unrelated:
		return set{}, false
	case notKnown:
		if !f.mayServe() {
			return set{}, false
		}
		s.open = "it is not known which server takes these options"
		s.part = httpServer
	default:
	}
	k, ok := knobs[presetOf(s.part)]
	if !ok || k.preset == "bun" && name != "idleTimeout" {
		return set{}, false
	}
	s.r = reading{knob: k, s: f.script, d: f, from: from, to: f.statementEnd(from), conditions: f.around(object)}
	return s, true
}

func (f *jsFile) mayServe() bool {
	for _, m := range f.imports {
		switch m.module {
		case "undici", "agentkeepalive", "axios", "mongoose", "got", "pg":
			return false
		}
	}
	return true
}

func (f *jsFile) optionsOf(open int) (part, string) {
	call := f.up(open)
	if f.is(call, "(") {
		begin := f.begin(call)
		if f.opens(call, "(") && f.kind(call-1) == word {
			begin = f.begin(call + 0)
		}
		return f.takes(begin, call)
	}
	if f.is(open-1, "=") { // const options = { ... }
		name := f.keptAs(open)
		if f.constant(name) == open {
			return f.takerOf(name, open)
		}
		return f.byName(name)
	}
	if f.is(open-1, ":") && f.kind(open-2) == word { // http: { keepAliveTimeout }
		p, name := f.byName(f.text(open - 2))
		return p, name
	}
	return notKnown, ""
}

func (f *jsFile) usesOf(name string) []int {
	if f.uses == nil {
		f.uses = map[string][]int{}
		for i := range f.toks {
			if f.kind(i) == word {
				f.uses[f.text(i)] = append(f.uses[f.text(i)], i)
			}
		}
	}
	return f.uses[name]
}

func (f *jsFile) byName(name string) (part, string) {
	if likeClient(name) {
		return unrelated, ""
	}
	return notKnown, ""
}

func (f *jsFile) takes(begin, call int) (part, string) {
	t := f.made(begin)
	if t.made == call {
		return t.part, f.keptAs(begin)
	}
	for i := begin; i < call; i++ {
		if f.kind(i) == word && likeClient(f.text(i)) {
			return unrelated, ""
		}
	}
	return notKnown, ""
}

func (f *jsFile) takerOf(name string, declared int) (part, string) {
	for _, i := range f.usesOf(name) {
		if i <= f.pair(declared) || f.isAny(i-1, ".", "?.") || !f.isAny(i+1, ",", ")") && !f.is(i-1, "...") {
			continue
		}
		call := f.up(i)
		if f.is(call, "{") {
			call = f.up(call)
		}
		if !f.is(call, "(") {
			continue
		}
		if p, kept := f.takes(f.begin(call), call); p != notKnown {
			return p, kept
		}
	}
	return f.byName(name)
}
