package code

// thing is what an expression makes, as far as a server is concerned.
type thing struct {
	part   part
	starts bool // it starts the server that it is
	listen int  // the bracket of the call that does so, 0 for none
	made   int  // the bracket of the call that makes it, 0 for none: its arguments are the server's options
	end    int  // the token behind the expression
	owner  string
}

// made reads the expression at i as a thing.
func (f *jsFile) made(i int) thing {
	for f.isAny(i, "await", "new", "return", "void") {
		i++
	}
	if f.opens(i, "(") {
		t := f.made(i + 1)
		if !f.isAny(t.end, ")", "as") {
			t.part = notKnown
		}
		return f.taken(t, f.pair(i)+1)
	}
	if module, end := f.required(i); module != "" {
		return f.fromModule(module, end)
	}
	if f.kind(i) != word {
		return thing{end: i + 1}
	}
	name := f.text(i)
	switch {
	case name == "this":
		if f.is(i+1, ".") && f.kind(i+2) == word {
			return f.taken(thing{part: f.member(f.text(i + 2)), owner: "this." + f.text(i+2)}, i+3)
		}
	case f.imports[name].module != "" && jsModules[f.imports[name].module] != nil:
		from := f.imports[name]
		if from.name == "" {
			return f.fromModule(from.module, i+1)
		}
		return f.fromExport(from.module, from.name, i+1)
	case name == "Bun" || name == "Deno":
		if f.is(i+1, ".") && f.is(i+2, "serve") && f.opens(f.generic(i+3), "(") {
			open := f.generic(i + 3)
			p := bunServer
			if name == "Deno" {
				p = denoServer
			}
			return f.taken(thing{part: p, starts: true, listen: open, made: open}, f.pair(open)+1)
		}
	case len(f.declared[name]) == 0 && len(f.assigned[name]) == 0 && !f.params[name] && jsModules[name] != nil && f.isAny(i+1, "."):
		return f.fromModule(name, i+1) // a global of a REPL, or a file that another one is pasted into
	}
	return f.taken(thing{part: f.part(name), owner: name}, i+1)
}

// fromModule goes on behind a module: http.createServer(...), express().
func (f *jsFile) fromModule(module string, i int) thing {
	if open := f.generic(i); f.opens(open, "(") {
		return f.fromExport(module, "", i)
	}
	if f.is(i, ".") && f.kind(i+1) == word {
		return f.fromExport(module, f.text(i+1), i+2)
	}
	return thing{part: namespace, end: i}
}

// fromExport goes on behind an export of a module, which is called, or else is of no interest.
func (f *jsFile) fromExport(module, name string, i int) thing {
	p, known := exported(module, name)
	if f.is(i, ".") && f.kind(i+1) == word {
		if q, ok := jsModules[module][name+"."+f.text(i+1)]; ok { // NestFactory.create
			p, i = q, i+2
		} else if name == "default" || name == "" {
			p, known = exported(module, f.text(i+1))
			i += 2
		}
	}
	open := f.generic(i)
	if !f.opens(open, "(") {
		return f.taken(thing{part: notKnown}, i)
	}
	if !known {
		p = notKnown
	}
	t := thing{part: p, made: open}
	if verb := starting[p]; verb != "" && verb == name {
		t.starts, t.listen = true, open
	}
	if p == framework && name == "NestFactory" && f.usesFastify(open) {
		t.part = fastifyApp
	}
	return f.taken(t, f.pair(open)+1)
}

// usesFastify tells whether a Nest application is made with the adapter of fastify.
func (f *jsFile) usesFastify(open int) bool {
	for i := open + 1; i < f.pair(open); i++ {
		if f.is(i, "FastifyAdapter") || f.kind(i) == word && f.part(f.text(i)) == adapter {
			return true
		}
	}
	return false
}

// generic skips the type arguments of a call: NestFactory.create<NestExpressApplication>(AppModule).
func (f *jsFile) generic(i int) int {
	if !f.is(i, "<") {
		return i
	}
	depth := 0
	for j := i; j < len(f.toks) && j < i+60; j++ {
		switch f.text(j) {
		case "<":
			depth++
		case ">":
			depth--
		case ">>":
			depth -= 2
		case ";", ")", "&&", "||":
			return i
		}
		if depth <= 0 {
			return j + 1
		}
	}
	return i
}

// taken goes on with what is taken from a thing: app.listen(3000), app.getHttpServer(), fastify.server.
func (f *jsFile) taken(t thing, i int) thing {
	for {
		switch {
		case f.is(i, "!") && !f.first(i), f.is(i, "?.") && f.isAny(i+1, "(", "["):
			i++
		case f.isAny(i, ".", "?.") && f.kind(i+1) == word:
			name, open := f.text(i+1), f.generic(i+2)
			if !f.opens(open, "(") {
				if f.isSetting(name) {
					t.end = i
					return t
				}
				t = f.property(t, name)
				i += 2
				continue
			}
			t = f.method(t, name, open)
			i = f.pair(open) + 1
		case f.opens(i, "[") && !f.first(i):
			t = thing{}
			i = f.pair(i) + 1
		default:
			t.end = i
			return t
		}
	}
}

func (f *jsFile) isSetting(name string) bool { return name == "keepAliveTimeout" }

func (f *jsFile) property(t thing, name string) thing {
	switch {
	case t.part == fastifyApp && name == "server", t.part == hapiServer && name == "listener", t.part == framework && name == "server":
		out := thing{part: httpServer, owner: t.owner}
		if t.part == fastifyApp {
			out.part = fastifyApp
		}
		return out
	case t.part == unrelated:
		return t
	}
	return thing{part: f.member(name), owner: name}
}

func (f *jsFile) method(t thing, name string, open int) thing {
	switch {
	case name == "listen" && (t.part == httpServer || t.part == framework || t.part == fastifyApp || t.part == uwsApp):
		t.starts, t.listen = true, open
		if t.part == framework {
			t.part = httpServer
		}
		return t
	case name == "listen" && t.part == notKnown && f.onPort(open) && likeApplication(t.owner):
		t.starts, t.listen = true, open
		return t
	case name == "start" && t.part == hapiServer:
		t.starts, t.listen = true, open
		return t
	case name == "getHttpServer" || name == "getHttpAdapter":
		if t.part != fastifyApp {
			t.part = httpServer
		}
		t.starts, t.made = false, 0
		return t
	case t.part == unrelated || t.part == namespace:
		return thing{part: unrelated}
	}
	return t // what a method of a server or an application gives back is mostly itself
}

// onPort tells whether a call of listen names a port rather than a function to call: store.listen(changed) starts nothing.
func (f *jsFile) onPort(open int) bool {
	at := open + 1
	switch {
	case f.kind(at) == number, f.object(at) > 0:
		return true
	case f.kind(at) != word || f.isAny(at, "function", "async"):
		return false
	}
	return !f.is(f.pair(at)+1, "=>") && !f.is(at+1, "=>")
}
