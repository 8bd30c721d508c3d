package yamlspan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

func loadAll(t testing.TB, text string) (*source.File, []yamlspan.Document) {
	t.Helper()
	f := new(source.Set).Add("x.yaml", "", []byte(text), true)
	docs, fault := yamlspan.LoadAll(f)
	if fault != nil {
		t.Fatal(fault)
	}
	return f, docs
}

// TestLoadAll wants each document's value of a with its place, and the fault of one that is no YAML beside the others.
func TestLoadAll(t *testing.T) {
	for text, want := range map[string]string{
		"a: 1\n---\na: 2\n":                              `1@1:4 2@3:4`,
		"--- # first\na: 1\n---\n---\na: 'x'\n...\n":     `1@2:4 x@5:4`,
		"%YAML 1.1\n---\na: 1\n":                         `1@3:4`,
		"\ufeff# c\n---\r\na: 1\r\n---\r\na: 2\r\n":      `1@3:4 2@5:4`,
		"a: 1\n---\na: { b: c\nd: {}\n---\na: 3\n":       `1@1:4 x.yaml:3:4 3@6:4`,
		"a: 1\n---\nb: *c\n---\na: 3\n":                  `1@1:4 x.yaml:3:4 3@5:4`,
		"a: |\n  ---\n  x\n---\na: ü\n":                  "---\nx\n@1:4 ü@5:4",
		`{"a": [1]}`:                                     `@1:7`,
		"x: &x {a: 1}\ny: &y {<<: *x, b: 2}\n<<: [*y]\n": `1@1:11`,
		"x: &x 30s\na: *x\n":                             `30s@1:7`,
		"a: &a\n  <<: *a\n  b: 1\n":                      `@2:3`,
		"":                                               ``,
	} {
		f, docs := loadAll(t, text)
		var got []string
		for _, d := range docs {
			if d.Fault != nil {
				got = append(got, strings.SplitN(d.Fault.Error(), ": ", 2)[0])
				continue
			}
			a := d.Root.Get("a")
			p := f.Position(a.At().Start)
			got = append(got, fmt.Sprintf("%s@%d:%d", a.Text(), p.Line, p.Column))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}

// TestTemplates wants values beside a template's tags, and holes where it fills values in.
func TestTemplates(t *testing.T) {
	text := `{{- if .Values.on }}
{{/* a
   comment */}}
a: {{ .Values.a | quote }}
b: "x-{{ .Values.b }}"
{{- with .Values.c }}
c:
  {{- toYaml . | nindent 2 }}
{{- end }}
d: {{ if .x }}1{{ end }}
e: [{{ .e }}, 2]
f: <%= f %>
{% for x in y %}
g: {{ x
  | default(1) }}
{% endfor %}
h: 9
{{- end }}
`
	f, docs := loadAll(t, text)
	if len(docs) != 1 || docs[0].Fault != nil {
		t.Fatalf("%+v", docs)
	}
	var got []string
	for _, p := range docs[0].Root.Pairs() {
		v := p.Value
		if v.IsList() {
			v = v.Items()[0]
		}
		hole, open := v.Hole()
		at := v.At()
		got = append(got, fmt.Sprintf("%s=%q %v %q", p.Key, v.Text(), open, hole))
		if open && !strings.Contains(string(f.Src[at.Start:at.End]), hole[:2]) {
			t.Errorf("%s: the place of the hole is %q", p.Key, f.Src[at.Start:at.End])
		}
	}
	want := []string{
		`a="" true "{{ .Values.a | quote }}"`,
		`b="" true "{{ .Values.b }}"`,
		`c="" false ""`,
		`d="1" false ""`,
		`e="" true "{{ .e }}"`,
		`f="" true "<%= f %>"`,
		`g="" true "{{ x\n  | default(1) }}"`,
		`h="9" false ""`,
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

// Whatever a file holds, nothing panics, and no place lies outside of it.
func FuzzLoadAll(f *testing.F) {
	for _, seed := range []string{
		"a: 1\n---\nb: [x, {y: z}]\n", "x: &x {a: 1}\ny:\n  <<: [*x, *x]\n  b: *x\n", "a: &a [*a]\n", "a: &a\n- *a\n- *a\n- *a\nb: {<<: *a}\n", "{{ if x }}\na: {{ b }}\n{{end}}\n",
		"a: <%= x\n %>\n--- |\n  text\n", "\ufeffa: |-\n   x\r\n", "{\"a\": \"b\\u0000\"}", "? [a]\n: b\n<<: {a: 1}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := new(source.Set).Add("x.yaml", "", []byte(text), true)
		docs, fault := yamlspan.LoadAll(file)
		if fault != nil {
			return
		}
		left := 10_000
		var walk func(n yamlspan.Node, depth int)
		walk = func(n yamlspan.Node, depth int) {
			if left--; left < 0 || depth > 20 {
				return
			}
			if at := n.At(); !n.IsZero() && (at.Start > at.End || int(at.End) > len(text)) {
				t.Fatalf("%q: a value at %d..%d", text, at.Start, at.End)
			}
			n.Hole()
			_ = n.Text()
			for _, p := range n.Pairs() {
				walk(p.Value, depth+1)
			}
			for _, item := range n.Items() {
				walk(item, depth+1)
			}
		}
		for _, d := range docs {
			walk(d.Root, 0)
		}
	})
}
