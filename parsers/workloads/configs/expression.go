package configs

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// term is what an expression stands for: a text or a number that is known, a variable of the environment, a name that is still to be called, or nothing
// that can be known.
type term struct {
	known bool
	text  string
	env   string // the variable that replaces text, or text where it is not known (bare)
	bare  bool
	path  string // os.environ.get: a name
}

var unknown = term{}

// evaluator reads one expression of Python or Ruby.
type evaluator struct {
	tokens []token
	names  map[string]term // what was assigned before
	depth  int
}

// deepestTerm bounds brackets in brackets.
const deepestTerm = 40

// evaluate reads an expression; what it does not understand as a whole is unknown.
func evaluate(tokens []token, names map[string]term) term {
	e := &evaluator{tokens: tokens, names: names}
	v := e.choice()
	if len(e.tokens) > 0 {
		return unknown
	}
	return e.resolved(v)
}

func (e *evaluator) peek() token {
	if len(e.tokens) == 0 {
		return token{}
	}
	return e.tokens[0]
}

func (e *evaluator) take() (k token) {
	k = e.peek()
	if len(e.tokens) > 0 {
		e.tokens = e.tokens[1:]
	}
	return k
}

func (e *evaluator) accept(marks ...string) (string, bool) {
	if k := e.peek(); (k.kind == aMark || k.kind == aName) && slices.Contains(marks, k.text) {
		e.take()
		return k.text, true
	}
	return "", false
}

// resolved is a term without a name: that of a variable of the file is what was assigned to it.
func (e *evaluator) resolved(v term) term {
	if v.path == "" {
		return v
	}
	if known, ok := e.names[v.path]; ok {
		return known
	}
	return unknown
}

// choice is A or B, in which a variable that is not set leaves the word to B.
func (e *evaluator) choice() term {
	if e.depth++; e.depth > deepestTerm {
		e.tokens = nil
		return unknown
	}
	defer func() { e.depth-- }()
	v := e.sum()
	for {
		if _, ok := e.accept("or", "||"); !ok {
			return v
		}
		v = e.resolved(v)
		w := e.resolved(e.sum())
		switch {
		case v.env != "" && v.bare && w.known && w.env == "":
			v = term{known: true, text: w.text, env: v.env}
		case v.known && v.env == "" && v.text != "" && v.text != "0":
		case v.env != "" && v.known:
		default:
			v = unknown
		}
	}
}

func (e *evaluator) sum() term {
	v := e.product()
	for {
		op, ok := e.accept("+", "-")
		if !ok {
			return v
		}
		v = e.calculate(op, v, e.product())
	}
}

func (e *evaluator) product() term {
	v := e.signed()
	for {
		op, ok := e.accept("*", "/", "//")
		if !ok {
			return v
		}
		v = e.calculate(op, v, e.signed())
	}
}

func (e *evaluator) signed() term {
	if _, ok := e.accept("-"); ok {
		return e.calculate("-", term{known: true, text: "0"}, e.postfix())
	}
	return e.postfix()
}

// calculate does what both languages agree upon, with numbers that are known.
func (e *evaluator) calculate(op string, v, w term) term {
	v, w = e.resolved(v), e.resolved(w)
	a, bad := strconv.ParseFloat(v.text, 64)
	b, worse := strconv.ParseFloat(w.text, 64)
	if !v.known || !w.known || v.env != "" || w.env != "" || bad != nil || worse != nil {
		return unknown
	}
	switch op {
	case "+":
		a += b
	case "-":
		a -= b
	case "*":
		a *= b
	default:
		if b == 0 || a/b != float64(int64(a/b)) {
			return unknown // the languages differ in what is left over
		}
		a /= b
	}
	return term{known: true, text: strconv.FormatFloat(a, 'f', -1, 64)}
}

// postfix is a term with what is called or indexed behind it.
func (e *evaluator) postfix() term {
	v := e.primary()
	for {
		switch k := e.peek(); {
		case k.is("."):
			e.take()
			name := e.take()
			if name.kind != aName {
				return unknown
			}
			v = e.member(v, name.text)
		case k.is("("):
			v = e.call(v, e.arguments("(", ")"))
		case k.is("[") && v.path != "":
			v = e.index(v, e.arguments("[", "]"))
		case k.is("{") && v.env != "" && v.bare: // ENV.fetch("X") { 75 }
			if args := e.arguments("{", "}"); len(args.plain) == 1 && args.plain[0].known {
				v = term{known: true, text: args.plain[0].text, env: v.env}
				continue
			}
			v = unknown
		default:
			return v
		}
	}
}

func (e *evaluator) primary() term {
	switch k := e.take(); {
	case k.kind == aNumber, k.kind == aText && !k.open:
		return term{known: true, text: k.text}
	case k.is("True"), k.is("true"):
		return term{known: true, text: "true"}
	case k.is("False"), k.is("false"):
		return term{known: true, text: "false"}
	case k.kind == aName:
		return term{path: k.text}
	case k.is("("):
		v := e.resolved(e.choice())
		if _, ok := e.accept(")"); !ok {
			return unknown
		}
		return v
	}
	return unknown
}

// say turns a term into what a file says.
func (t term) say(src []byte, tokens []token) (w said) {
	if len(tokens) > 0 {
		w.written = source.ClipLine(string(src[tokens[0].from:tokens[len(tokens)-1].to]))
	}
	w.text, w.env, w.bare = strings.TrimSpace(t.text), t.env, t.bare
	switch {
	case !t.known && t.env == "":
		w.open = w.written + " is computed when the server starts"
	case t.known && templated(t.text):
		w.open = w.written + " is filled in by a template"
	}
	return w
}
