package syntax_test

import (
	"slices"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

var templateCases = []parseCase{
	{"plain text stays plain", `a ${b} "c" { d $e; }`, `a<${b}><c>[d<$e>]`, ""},
	{"go expression", "listen {{ .Port }};", "listen<{{ .Port }}>", ""},
	{"expression with everything", `a x{{ f "};{" | g }}y z;`, `a<x{{ f "};{" | g }}y><z>`, ""},
	{"expression in quotes", `a "{{ b["c"] }}" d;`, `a<{{ b["c"] }}><d>`, ""},
	{"closer in a string", `a {{ "}}" }};`, `a<{{ "}}" }}>`, ""},
	{"nested braces", "a {{ {'b': {'c': 1}} }};", "a<{{ {'b': {'c': 1}} }}>", ""},
	{"expression as a name", "{{ name }} {{ value }};", "{{ name }}<{{ value }}>", ""},
	{"expression as a block's name", "{{ name }} /x { a b; }", "{{ name }}</x>[a<b>]", ""},
	{"erb expression", "a <%= @b['c;'] %>/d;", "a<<%= @b['c;'] %>/d>", ""},
	{"envsubst", "a ${B} http://${C}/d;", "a<${B}><http://${C}/d>", ""},
	{"terraform expression", `a ${join(" ", b)} c;`, `a<${join(" ", b)}><c>`, ""},
	{"expression across lines", "a {{ b\n | c }} d;", "a<{{ b\n | c }}><d>", ""},
	{"mustache with three braces", "a {{{ b }}};", "a<{{{ b }}}>", ""},

	{"alone on its line", "a b;\n  {{ extra }}\nc d;", "a<b> {{ extra }}? c<d>", ""},
	{"two alone on a line", "{{ a }} {{ b }}\nc d;", "{{ a }}? {{ b }}? c<d>", ""},
	{"alone before an end", "{{ range .A }}\n{{ . }}{{- end }}\nb c;", "{{ . }}?@0 b<c>", ""},
	{"alone before a comment", "{{ a }} # b\nc d;", "{{ a }}? c<d>", ""},
	{"name with a tag", "{{ a }}{% if b %}_c{% endif %} d;", "{{ a }}{% if b %}_c{% endif %}<d>", ""},
	{"alone before a brace", "a { {{ extra }} }", "a[{{ extra }}?]", ""},
	{"alone in a map", "map $a $b {\n {{ rows }}\n c d;\n}", "map<$a><$b>D[{{ rows }}? c<d>]", ""},
	{"envsubst alone", "${EXTRA}\na b;", "${EXTRA}? a<b>", ""},
	{"jinja include", "a b;{% include 'x' %}c d;", "a<b> {% include 'x' %}? c<d>", ""},
	{"behind an argument it is an argument", "a b\n {{ c }}\n d;", "a<b><{{ c }}><d>", ""},

	{
		"jinja if", "{% if x %}\na b;\n{% elif y == \"%}\" %}\na c;\n{% else %}\na d;\n{% endif %}\ne f;",
		"a<b>@0 a<c>@1 a<d>@2 e<f>", "",
	},
	{
		"jinja nested", "{% for s in t %}server {\n{%- if s.x -%} a b; {%- endif %}\nc d; }{% endfor %}",
		"server@0[a<b>@0@0 c<d>@0]", "",
	},
	{"jinja set and comment", "{% set a = 1 %}{# it's { #}b c;", "b<c>", ""},
	{"jinja raw", "{% raw %}a b;{% endraw %}c d;", "a<b>@0 c<d>", ""},
	{
		"go if", "{{- if .A }}\na b;\n{{- else if .C }}\nc d;\n{{ else }}\ne f;\n{{- end }}\ng h;",
		"a<b>@0 c<d>@1 e<f>@2 g<h>", "",
	},
	{
		"go range and with", "{{ range $i, $e := .X }}server { {{ with .Y }}a b;{{ end }} }{{ end }}",
		"server@0[a<b>@0@0]", "",
	},
	{
		"go block, comment, assignment", "{{/* it's } */}}{{ $a := \"}\" }}{{ block \"x\" . }}b c;{{ end }}d e;",
		"b<c>@0 d<e>", "",
	},
	{"mustache section", "{{#a}}b c;{{/a}}{{^a}}d e;{{/a}}f g;", "b<c>@0 d<e>@0 f<g>", ""},
	{
		"erb", "<% if @a -%>\nb c;\n<% else -%>\nd e;\n<% end -%>\n<% @x.each do |y| %>f g;<% end %>h i;",
		"b<c>@0 d<e>@1 f<g>@0 h<i>", "",
	},
	{
		"epp", "<% if $a { -%>\nb c;\n<% } else { -%>\nd e;\n<% } -%>\n<%- $x.each |$y| { -%>f g;<% } %>h i;",
		"b<c>@0 d<e>@1 f<g>@0 h<i>", "",
	},
	{"ejs", "a <%-s.b%>;\nc d<%- s.e -%>f;\n<%- @x = 1 -%>\ng h;", "a<<%-s.b%>> c<d<%- s.e -%>f> g<h>", ""},
	{"erb comment and case", "<%# it's { %><% case a %><% when 1 %>b c;<% end %>", "b<c>@1", ""},
	{"terraform", "%{ if a ~}\nb c;\n%{ else ~}\nd e;\n%{ endif ~}\nf 5%{;\n}", "b<c>@0 d<e>@1 f<5%>[]", "6: unexpected \";\""},
	{"tag between words", "listen 80 {% if a %} ssl {% endif %} x;", "listen<80><ssl><x>", ""},
	{"tag in a word", "a www{% if b %}.c{% endif %}.d e; f g;", "a<www{% if b %}.c{% endif %}.d><e> f<g>", ""},
	{"tag in quotes", `a "x{% if b %} "y" {% endif %}z"; c d;`, "a<x{% if b %} ><y\"><z\"> c<d>", "1: unexpected \"y\""},
	{"tag in a comment", "# {% if a %}\nb c;\n# {% endif %}\nd e;", "b<c>@0 d<e>", ""},
	{
		"tags around whole branches of a directive", "{% if a %}listen 80{% else %}listen 81{% endif %};\nb c;",
		"listen<80{% else %}listen><81{% endif %}>@0 b<c>", "",
	},
	{
		"block before a tag", "location /{% if a %}b{% endif %} {{% if c %}d e;{% endif %}}",
		"location</{% if a %}b{% endif %}>[d<e>@0]", "",
	},
	{"block before an expression", "a {{{ b }}\nc d; }", "a[{{ b }}? c<d>]", ""},
	{"tags in lua are lua", "init_by_lua_block { local t = {{1}, {%}} }\na b;", "init_by_lua_blockL[] a<b>", ""},
	{"end without beginning", "{% endif %}a b;{{ end }}", "a<b>", ""},
	{"beginning without end", "{% if x %}a b;", "a<b>@0", ""},

	{"missing semicolon", "{% if x %}\na {\n b\n}\n{% endif %}", "a@0[b!@0]", `4: unexpected "}"`},
	{
		"both branches open a block", "{% if a %}server {{% else %}server x {{% endif %} a b; }",
		"server@0[server<x>@1[a<b>]]", "1: control tags of a template open and close blocks unevenly",
	},
	{
		"a branch closes and opens", "a {\n{% if b %}\n}\nc {\n{% endif %}\nd e;\n}", "a[] c@0[d<e>]",
		"5: control tags of a template open and close blocks unevenly",
	},
	{
		"a branch ends the directive", "a b{% if c %}/d;{% else %}/e;{% endif %}", "a<b{% if c %}/d> /e@1",
		"1: control tags of a template open and close blocks unevenly",
	},
	{"a brace too many", "{{ open }}\n}\n", "{{ open }}?", `2: unexpected "}"`},
	{"a brace too few", "a {\n{{ close }}\n", "a[{{ close }}?]", `3: unexpected end of file, expecting "}"`},
}

func TestTemplate(t *testing.T) {
	for _, c := range templateCases {
		t.Run(c.name, func(t *testing.T) {
			tree := syntax.Parse([]byte(c.src), syntax.Options{Template: true})
			if got := outline(tree.Top()); got != c.want {
				t.Errorf("tree of %q\n got %s\nwant %s", c.src, got, c.want)
			}
			if got := messages(tree); got != c.errs {
				t.Errorf("errors of %q\n got %s\nwant %s", c.src, got, c.errs)
			}
			if err := lossless(tree); err != nil {
				t.Error(err)
			}
		})
	}
}

// Texts without templates mean the same with and without the option.
func TestTemplateOfPlainText(t *testing.T) {
	for _, c := range parseCases {
		if syntax.LooksTemplated([]byte(c.src)) {
			t.Errorf("%q looks like a template", c.src)
		}
		tree := syntax.Parse([]byte(c.src), syntax.Options{Template: true})
		if got := outline(tree.Top()); got != c.want {
			t.Errorf("tree of %q\n got %s\nwant %s", c.src, got, c.want)
		}
		if got := messages(tree); got != c.errs {
			t.Errorf("errors of %q\n got %s\nwant %s", c.src, got, c.errs)
		}
	}
}

func TestTemplateUnbalanced(t *testing.T) {
	for src, want := range map[string]bool{
		"{% if a %}server {{% else %}server x {{% endif %} a b; }": true,
		"{{ open }}\n}\n":                     true,
		"a {\n{{ close }}\n":                  true,
		"a b{% if c %}/d;{% else %}/e;":       true,
		"a { b ${C}; }\n}\n":                  false, // nothing of a template but a variable
		"{% if x %}\na {\n b\n}\n{% endif %}": false,
	} {
		tree := syntax.Parse([]byte(src), syntax.Options{Template: true, MaxErrors: 1})
		got := slices.ContainsFunc(tree.Errors, func(e syntax.Error) bool { return e.Kind == syntax.TemplateUnbalanced })
		if got != want {
			t.Errorf("%q is unbalanced: %v, want %v", src, got, want)
		}
	}
}

func TestCondition(t *testing.T) {
	src := "{% if x %}a 1;{% else %}a 2;{% endif %}{% if y %}a 3;{% endif %}a 4;"
	tree := syntax.Parse([]byte(src), syntax.Options{Template: true})
	type seen struct {
		tag    string
		opener uint32
		branch int
	}
	want := []seen{{"{% if x %}", 0, 0}, {"{% else %}", 0, 1}, {"{% if y %}", 39, 0}, {}}
	var got []seen
	for d := range tree.Top() {
		tag, _ := d.Condition()
		got = append(got, seen{src[tag.Start:tag.End], tag.Opener, tag.Branch})
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLooksTemplated(t *testing.T) {
	for src, want := range map[string]bool{
		"a b;":                               false,
		"a {{ b }};":                         true,
		"a {% b %};":                         true,
		"<%= a %>":                           true,
		"# {{ a }}\nb c;":                    false,
		"a #{{ b\n;":                         false,
		"a#{{ b }};":                         true,
		"a '{{' b;":                          false,
		"a '{{ b }}';":                       true,
		"log_format x '{\"a\": {\"b\":1}}';": false,
		"a { { b c; } }":                     false,
		"a{ {b c; } }\n# <% x %>":            false,
		"a \"\\\"{{\" b;":                    false,
		"a ${B};":                            false,
		"a b;\n  ${B_1}\r\n c;":              true,
		"a\n${b}\n;":                         false,
		"a ${B}\n;":                          false,
		"a \"\n${B} c\";":                    false,
		"if ($a < 5%) { }":                   false,
	} {
		if got := syntax.LooksTemplated([]byte(src)); got != want {
			t.Errorf("LooksTemplated(%q) is %v, want %v", src, got, want)
		}
	}
}

func TestArgTemplated(t *testing.T) {
	tree := syntax.Parse([]byte(`a $b ${c} ${D} {{ e }} "x<%= f %>" 'y' ${g.h} x{% if i %}y{% endif %};`),
		syntax.Options{Template: true})
	d, _ := tree.First()
	var got []bool
	for i := range d.NumArgs() {
		got = append(got, d.ArgTemplated(i))
	}
	if want := []bool{false, false, true, true, true, false, true, true}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !d.Templated() {
		t.Error("the directive is not templated")
	}
}
