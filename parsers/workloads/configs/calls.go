package configs

// member is a method without arguments that leaves a value as it is, or a part of a name.
func (e *evaluator) member(v term, name string) term {
	if v.path != "" {
		if known, ok := e.names[v.path]; !ok {
			return term{path: v.path + "." + name}
		} else {
			v = known
		}
	}
	switch name {
	case "to_i", "to_f", "to_s", "strip", "presence", "seconds", "second":
		return v
	case "minutes", "minute":
		return e.calculate("*", v, term{known: true, text: "60"})
	}
	return unknown
}

// arguments are what stands between brackets: plain ones, and those with a name.
type arguments struct {
	plain []term
	named map[string]term
}

func (e *evaluator) arguments(open, closing string) arguments {
	a := arguments{named: map[string]term{}}
	e.accept(open)
	for len(e.tokens) > 0 {
		if _, ok := e.accept(closing); ok {
			return a
		}
		if len(e.tokens) > 1 && e.tokens[0].kind == aName && (e.tokens[1].is("=") || e.tokens[1].is(":")) {
			name := e.take().text
			e.take()
			a.named[name] = e.resolved(e.choice())
		} else {
			before := len(e.tokens)
			v := e.choice()
			if _, known := e.names[v.path]; known || v.path == "" {
				v = e.resolved(v)
			}
			a.plain = append(a.plain, v)
			if len(e.tokens) == before { // nothing that is understood
				e.take()
			}
		}
		if _, ok := e.accept(","); !ok && !e.peek().is(closing) {
			e.tokens = nil
			a.plain = append(a.plain, unknown)
		}
	}
	return a
}

// call knows the conversions, and what looks up variables.
func (e *evaluator) call(v term, a arguments) term {
	switch v.path {
	case "int", "float", "str", "Integer", "Float", "String":
		if len(a.plain) == 1 && len(a.named) == 0 {
			return e.resolved(a.plain[0])
		}
	case "os.getenv", "os.environ.get", "getenv", "environ.get", "ENV.fetch", "env", "env.int", "env.str", "config":
		if len(a.plain) > 0 && a.plain[0].known && a.plain[0].env == "" && a.plain[0].text != "" {
			return looked(a)
		}
	}
	return unknown
}

// looked is a variable of the environment with the default that stands beside its name.
func looked(a arguments) term {
	v := term{env: a.plain[0].text, bare: true}
	other, given := a.named["default"]
	if len(a.plain) > 1 {
		other, given = a.plain[1], true
	}
	switch {
	case !given || other.path == "None" || other.path == "nil":
		return v
	case other.known && other.env == "":
		return term{known: true, text: other.text, env: v.env}
	}
	return unknown
}

func (e *evaluator) index(v term, a arguments) term {
	switch v.path {
	case "os.environ", "environ", "ENV":
		if len(a.plain) == 1 && a.plain[0].known && a.plain[0].env == "" {
			return term{env: a.plain[0].text, bare: true}
		}
	}
	return unknown
}
