package syntax_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// find returns the first directive of that name, at any depth.
func find(t *testing.T, seq syntax.Seq, name string) syntax.Directive {
	t.Helper()
	var search func(seq syntax.Seq) (syntax.Directive, bool)
	search = func(seq syntax.Seq) (syntax.Directive, bool) {
		for d := range seq {
			if d.Name() == name {
				return d, true
			}
			if found, ok := search(d.Children()); ok {
				return found, true
			}
		}
		return syntax.Directive{}, false
	}
	d, ok := search(seq)
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return d
}

func TestSpans(t *testing.T) {
	const src = "http {\r\n  'a' # x\r\n    \"b c\"\r\n    d  # y ;\r\n  ;\r\n  e { # z\r\n    f g\r\n  }\r\n}\r\nmap x y {\n a b;\nserver {\nh"
	tree := syntax.Parse([]byte(src), syntax.Options{})
	text := func(start, end uint32) string { return src[start:end] }
	for _, c := range []struct {
		name, span, nameText, term, body string
		args                             []string
		quoted                           []bool
		line                             int
	}{
		{"a", "'a' # x\r\n    \"b c\"\r\n    d  # y ;\r\n  ;", "'a'", ";", "", []string{`"b c"`, "d"}, []bool{true, false}, 5},
		{"e", "e { # z\r\n    f g\r\n  }", "e", "{", " # z\r\n    f g\r\n  ", nil, nil, 6},
		{"f", "f g", "f", "", "", []string{"g"}, []bool{false}, 7},
		{"map", "map x y {\n a b;\n", "map", "{", "\n a b;\n", []string{"x", "y"}, []bool{false, false}, 10},
		{"server", "server {\nh", "server", "{", "\nh", nil, nil, 12},
		{"h", "h", "h", "", "", nil, nil, 13},
	} {
		d := find(t, tree.Top(), c.name)
		if got := text(d.Span()); got != c.span {
			t.Errorf("%s: span %q, want %q", c.name, got, c.span)
		}
		if got := text(d.NameSpan()); got != c.nameText {
			t.Errorf("%s: name %q, want %q", c.name, got, c.nameText)
		}
		if got := text(d.TermSpan()); got != c.term {
			t.Errorf("%s: term %q, want %q", c.name, got, c.term)
		}
		if got := text(d.BodySpan()); got != c.body {
			t.Errorf("%s: body %q, want %q", c.name, got, c.body)
		}
		if got := d.Line(); got != c.line {
			t.Errorf("%s: line %d, want %d", c.name, got, c.line)
		}
		var args []string
		var quoted []bool
		for i := range d.NumArgs() {
			args = append(args, text(d.ArgSpan(i)))
			quoted = append(quoted, d.Quoted(i))
		}
		if !slices.Equal(args, c.args) || !slices.Equal(quoted, c.quoted) {
			t.Errorf("%s: arguments %q %v, want %q %v", c.name, args, quoted, c.args, c.quoted)
		}
	}
}

func TestComments(t *testing.T) {
	const src = "# one\r\na b; # two \n#\n c \"#no\" #no;\n#three"
	tree := syntax.Parse([]byte(src), syntax.Options{})
	var got []string
	for c := range tree.Comments() {
		got = append(got, src[c.Start:c.End])
	}
	if want := []string{"# one", "# two ", "#", "#no;", "#three"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestErrorPlaces(t *testing.T) {
	for src, want := range map[string]syntax.Error{
		"a \"b;\n":         {Start: 6, End: 6, Began: 2, Line: 2, Kind: syntax.UnexpectedEnd},
		"a {\n":            {Start: 4, End: 4, Began: 2, Line: 2, Kind: syntax.UnexpectedEnd},
		"a b\n":            {Start: 4, End: 4, Began: 0, Line: 2, Kind: syntax.UnexpectedEnd},
		"a;\n;":            {Start: 3, End: 4, Began: 3, Line: 2, Kind: syntax.Unexpected},
		"\n# " + xs(5000):  {Start: 1, End: 5003, Began: 1, Line: 2, Kind: syntax.TooLong},
		"\na " + xs(5000):  {Start: 3, End: 5003, Began: 3, Line: 2, Kind: syntax.TooLong},
		"\na '" + xs(5000): {Start: 3, End: 5004, Began: 3, Line: 2, Kind: syntax.TooLong},
	} {
		tree := syntax.Parse([]byte(src), syntax.Options{})
		if len(tree.Errors) == 0 {
			t.Errorf("%.20q: no error", src)
			continue
		}
		got := tree.Errors[0]
		got.Msg = ""
		if got != want {
			t.Errorf("%.20q: got %+v, want %+v", src, got, want)
		}
	}
}

func TestLineOf(t *testing.T) {
	for _, src := range [][]byte{
		nil, []byte("a"), []byte("\n"), []byte("a;\nb;\r\n\nc;"), realistic(10_000), bytes.Repeat([]byte("\n"), 3*1024),
	} {
		tree := syntax.Parse(src, syntax.Options{})
		line := 1
		for off := range len(src) + 1 {
			if got := tree.LineOf(uint32(off)); got != line {
				t.Fatalf("offset %d of %d is on line %d, want %d", off, len(src), got, line)
			}
			if off < len(src) && src[off] == '\n' {
				line++
			}
		}
		if got := tree.LineOf(uint32(len(src)) + 5); got != line {
			t.Errorf("an offset behind the end is on line %d, want %d", got, line)
		}
	}
}

func TestHandler(t *testing.T) {
	handler := func(name []byte) syntax.Body {
		if string(name) == "table" {
			return syntax.Data
		}
		return syntax.NoBody
	}
	tree := syntax.Parse([]byte(`"table" { a b; } map { c { d e; } }`), syntax.Options{Handler: handler})
	if got, want := outline(tree.Top()), "tableD[a<b>] map[c[d<e>]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMaxErrors(t *testing.T) {
	src := bytes.Repeat([]byte("a;;\n"), 50)
	for _, c := range []struct{ max, kept int }{{0, 20}, {1, 1}, {60, 50}} {
		tree := syntax.Parse(src, syntax.Options{MaxErrors: c.max})
		if len(tree.Errors) != c.kept || len(tree.Errors)+tree.Dropped != 50 {
			t.Errorf("MaxErrors %d: %d kept and %d dropped of 50", c.max, len(tree.Errors), tree.Dropped)
		}
		if n := count(tree.First()); n != 50 {
			t.Errorf("MaxErrors %d: %d directives of 50", c.max, n)
		}
	}
}

// A Parser gives the same trees whatever it parsed before.
func TestParserReuse(t *testing.T) {
	var p syntax.Parser
	for _, c := range templateCases {
		tree := p.Parse([]byte(c.src), syntax.Options{Template: true})
		if got := outline(tree.Top()); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if got := messages(tree); got != c.errs {
			t.Errorf("%s: got errors %s, want %s", c.name, got, c.errs)
		}
		if got, want := tree.LineOf(uint32(len(c.src))), 1+bytes.Count([]byte(c.src), []byte("\n")); got != want {
			t.Errorf("%s: %d lines, want %d", c.name, got, want)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	var p syntax.Parser
	src := realistic(20_000)
	tree := p.Parse(src, syntax.Options{})
	if n := testing.AllocsPerRun(10, func() { tree = p.Parse(src, syntax.Options{}) }); n > 0 {
		t.Errorf("parsing again allocates %v times", n)
	}
	d := find(t, tree.Top(), "keepalive")
	if n := testing.AllocsPerRun(10, func() { _, _ = d.NameBytes(), d.ArgBytes(0) }); n > 0 {
		t.Errorf("reading words without escapes allocates %v times", n)
	}
}
