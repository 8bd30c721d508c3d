package yamlspan_test

import (
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// TestPlaces wants the text of each scalar, quotes included, between the place that Offset gives and the end that ScalarEnd gives.
func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"YAML":             {"a: 30 # x\n", "30"},
		"JSON":             {`{"a": "30s"}`, `"30s"`},
		"behind umlauts":   {"ü: [ö, ä]\na: 'x''y'\n", "'x''y'"},
		"an anchor, a tag": {"a: &b !!str 30\n", "30"},
		"a mark and CRLF":  {"\ufeffx: 1\r\na: 30\r\n", "30"},
		"old line endings": {"x: 1\ra: 30\u0085", "30"},
		"a block":          {"a: |\n  b\n  c\nd: e\n", "|\n  b\n  c"},
	} {
		t.Run(name, func(t *testing.T) {
			f := new(source.Set).Add("x.yaml", "", []byte(c.text), true)
			root, _, fault := yamlspan.Load(f)
			if fault != nil {
				t.Fatal(fault)
			}
			n := valueOf(root, "a")
			if n == nil {
				t.Fatal("no a")
			}
			x := yamlspan.NewLines(f.Src)
			from := yamlspan.SkipProperties(f.Src, x.Offset(n.Line, n.Column))
			if got := c.text[from:yamlspan.ScalarEnd(x, n, from)]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// TestLoadFaults wants the line and column of what no YAML parser takes, and the offset of a second document.
func TestLoadFaults(t *testing.T) {
	for text, want := range map[string]string{
		"a: 1\nb: { c: d\ne: {}\n": "x.yaml:2:4: the { is not closed, or a comma is missing behind it",
		"\ta: 1\n":                 "x.yaml:1:1: a tab cannot indent YAML: use spaces",
		"a: *b\n":                  "x.yaml:1:4: the alias *b has no anchor: write &b at the value it stands for",
		"a: \x00\n":                "x.yaml:1:4: the control character U+0000 is not allowed in YAML: remove it",
	} {
		_, _, fault := yamlspan.Load(new(source.Set).Add("x.yaml", "", []byte(text), true))
		if fault == nil || fault.Error() != want {
			t.Errorf("%q: %v, want %s", text, fault, want)
		}
	}
	root, extra, fault := yamlspan.Load(new(source.Set).Add("x.yaml", "", []byte("a: 1\n---\nb: 2\n"), true))
	if fault != nil || valueOf(root, "a") == nil || extra != 5 {
		t.Errorf("a second document at %d, fault %v", extra, fault)
	}
}
