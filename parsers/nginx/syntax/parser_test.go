package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// outline writes a tree in one line: words in <>, blocks in [], L for Lua, D
// for data, ! for what is not ended, ? for opaque, and the branches behind @.
func outline(seq syntax.Seq) string {
	var b strings.Builder
	for d := range seq {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(d.Name())
		for i := range d.NumArgs() {
			fmt.Fprintf(&b, "<%s>", d.Arg(i))
		}
		if d.Opaque() {
			b.WriteByte('?')
		} else if !d.Terminated() {
			b.WriteByte('!')
		}
		for tag := range d.Conditions() {
			fmt.Fprintf(&b, "@%d", tag.Branch)
		}
		if d.HasBlock() {
			b.WriteString(map[syntax.Body]string{syntax.Directives: "", syntax.Data: "D", syntax.Lua: "L"}[d.Kind()])
			b.WriteString("[" + outline(d.Children()) + "]")
		}
	}
	return b.String()
}

func messages(t *syntax.Tree) string {
	var all []string
	for _, e := range t.Errors {
		all = append(all, fmt.Sprintf("%d: %s", e.Line, e.Msg))
	}
	return strings.Join(all, "\n")
}

// parseCase is a text, the outline of its tree and its errors.
type parseCase struct{ name, src, want, errs string }

var parseCases = []parseCase{
	{"empty", "", "", ""},
	{"blanks only", " \t\r\n\n", "", ""},
	{"one directive", "user nobody;", "user<nobody>", ""},
	{"no blanks", "events{}http{server{listen 80;}}", "events[] http[server[listen<80>]]", ""},
	{"several lines", "a\n  b\r\n\tc\n;", "a<b><c>", ""},
	{"quotes", `a "b c" 'd;{}#' "e'f" 'g"h';`, `a<b c><d;{}#><e'f><g"h>`, ""},
	{"empty quotes", `a "" '';`, "a<><>", ""},
	{"quoted name", `"listen" 80; 'map' $a $b { "x" y; }`, "listen<80> map<$a><$b>D[x<y>]", ""},
	{"quote in a word", `a b"c"d e'f;`, `a<b"c"d><e'f>`, ""},
	{"quoted across lines", "a \"b\nc\" d;", "a<b\nc><d>", ""},
	{"escapes", `a \"b\" c\ d e\;f "g\"h" '\t\r\n\\\x';`, "a<\"b\"><c\\ d><e\\;f><g\"h><\t\r\n\\\\x>", ""},
	{"escaped line end", "a b\\\nc;", "a<b\\\nc>", ""},
	{"comments", "# one\na b; # two\n#three", "a<b>", ""},
	{"comment between words", "a # x ; {\n b # }\n c;\n", "a<b><c>", ""},
	{"comment before the brace", "a # x\n{ b c; }", "a[b<c>]", ""},
	{"hash in a word", "a b#c;", "a<b#c>", ""},
	{"variables in braces", `a ${b}c "${d}" ${{x;`, "a<${b}c><${d}><${{x>", ""},
	{"dollar and brace apart", "a $ {b c;}", "a<$>[b<c>]", ""},
	{"brace in a word", "return 200 a}b;", "return<200><a}b>", ""},
	{"condition", `if ($a = "b"){ c d; }`, "if<($a><=><b><)>[c<d>]", ""},
	{"condition without blank", "if ($a){return 200;}", "if<($a)>[return<200>]", ""},
	{"byte order mark", "\ufeffuser x;", "\ufeffuser<x>", ""},
	{"other blanks are no blanks", "a\fb\u00a0c;", "a\fb\u00a0c", ""},
	{"CRLF", "a {\r\n\tb c;\r\n}\r\n", "a[b<c>]", ""},
	{"invalid UTF-8 and NUL", "a \xff\x00\xc3;", "a<\xff\x00\xc3>", ""},

	{"types", "types { text/html html htm; image/gif gif; }", "typesD[text/html<html><htm> image/gif<gif>]", ""},
	{
		"data rows", "map $a $b { default close; '' ''; include x; ~^/a$ \"b;\"; }",
		"map<$a><$b>D[default<close> <> include<x> ~^/a$<b;>]", "",
	},
	{"a directive's name as data", "geo $x { keepalive_timeout 5; }", "geo<$x>D[keepalive_timeout<5>]", ""},
	{
		"lua", "content_by_lua_block { local t = { '}' } -- }\n return [[}]] }\nlisten 80;",
		"content_by_lua_blockL[] listen<80>", "",
	},
	{"lua with a word", `set_by_lua_block $res { return "{\"}" } a b;`, "set_by_lua_block<$res>L[] a<b>", ""},
	{"lua long comment", "log_by_lua_block { --[==[ } ]] } ]==] --[x }\n } a b;", "log_by_lua_blockL[] a<b>", ""},
	{"lua empty", "init_by_lua_block {  } a b;", "init_by_lua_blockL[] a<b>", ""},
	{"lua quote without end", "init_by_lua_block { it's\n { } } a b;", "init_by_lua_blockL[] a<b>", ""},

	{"missing semicolon before }", "server {\n listen 80\n}\nuser x;", "server[listen<80>!] user<x>", `3: unexpected "}"`},
	{"missing semicolon before a line", "listen 80\nserver_name x;", "listen<80><server_name><x>", ""},
	{"missing semicolon at the end", "user x;\nuser y\n", "user<x> user<y>!", `3: unexpected end of file, expecting ";" or "}"`},
	{"missing brace", "http {\n server {\n listen 80;\n}\n", "http[server[listen<80>]]", `5: unexpected end of file, expecting "}"`},
	{"two semicolons", "user x;;\npid y;", "user<x> pid<y>", `1: unexpected ";"`},
	{"semicolon behind a block", "events {\n};\npid y;", "events[] pid<y>", `2: unexpected ";"`},
	{"stray brace", "events {}\n}\npid y;", "events[] pid<y>", `2: unexpected "}"`},
	{"block without a name", "a {\n b c;\n}{\n d e;\n}\nf g;", "a[b<c>] f<g>", `3: unexpected "{"`},
	{"word behind a quote", "a \"b\"c;\nd e;", "a<b><c> d<e>", `1: unexpected "c"`},
	{"quote behind a quote", `a "b"'c';`, "a<b><c>", `1: unexpected "'"`},
	{"brace behind a quote", `a { b "c"}`, "a[b<c>!]", `1: unexpected "}"`},
	{"comment behind a quote", "a \"b\"#c\n;", "a<b>", `1: unexpected "#"`},
	{"forgotten quote, others follow", "a \"b;\nc \"d\";\ne \"f\";", `a<"b> c<d> e<f>`, `2: unexpected "d"`},
	{
		"forgotten quote, none follows", "a {\n b 'c;\n}\nd {\n e f;\n}\n", "a[b<'c>] d[e<f>]",
		`7: unexpected end of file, expecting ";" or "}"`,
	},
	{
		"forgotten quote before a brace", "location \"/a {\n b c;\n}\nd e;", "location<\"/a>[b<c>] d<e>",
		`4: unexpected end of file, expecting ";" or "}"`,
	},
	{"brace in a map", "map $a $b {\n ~a{2} x;\n c d;\n}\ne f;", "map<$a><$b>D[~a<2}><x> c<d>] e<f>", `2: unexpected "{"`},
	{"two braces in a map", "map $a $b {\n ~a{2}{3} x;\n}\n", "map<$a><$b>D[~a<2}><3}><x>]", `2: unexpected "{"`},
	{"map not closed", "map $a $b {\n c d;\nserver {\n listen 80;\n}\n", "map<$a><$b>D[c<d>] server[listen<80>]", `3: unexpected "{"`},
	{
		"lua not closed", "a b;\ninit_by_lua_block {\n if {\n }\n", "a<b> init_by_lua_blockL[]",
		"3: unexpected end of file, expecting terminating characters for lua code block",
	},
	{
		"lua long string not closed", "init_by_lua_block {\n x = [=[ ]] }\n", "init_by_lua_blockL[]",
		`2: Lua code block missing the closing long bracket "]=]", the inlined Lua code may be too long`,
	},
	{
		"several mistakes", "a;;\nb {\n c\n}\n}\nd \"e\"f;\n",
		"a b[c!] d<e><f>", "1: unexpected \";\"\n4: unexpected \"}\"\n5: unexpected \"}\"\n6: unexpected \"f\"",
	},
}

func TestParse(t *testing.T) {
	for _, c := range parseCases {
		t.Run(c.name, func(t *testing.T) {
			tree := syntax.Parse([]byte(c.src), syntax.Options{})
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
