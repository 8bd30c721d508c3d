package terraform

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func TestSplit(t *testing.T) {
	tests := map[string]struct {
		src  string
		want []string // type labels start-end line
		ok   bool
	}{
		"blocks":      {"locals {\n}\nresource \"a\" \"b\" { x = 1 }\n", []string{"locals 0-10 1", "resource a b 11-37 3"}, true},
		"comments":    {"# {\n/* { */ // }\na { # }\n /* } */\n}", []string{"a 17-35 3"}, true},
		"texts":       {`a { x = "}\"}" }`, []string{"a 0-16 1"}, true},
		"template":    {`a { x = "${"}"}}" }`, []string{"a 0-19 1"}, true},
		"escaped":     {`a { x = "$${" }`, []string{"a 0-15 1"}, true},
		"heredoc":     {"a {\n x = <<-EOT\n }\n ${y}\n EOT\n}\n", []string{"a 0-31 1"}, true},
		"open doc":    {"a {\n x = <<EOT\n}\n", nil, false},
		"long doc":    {"a {\n x = <<EOT\n${\n\"EOT\"}\nEOT\n}\n", nil, false},
		"attribute":   {"a = 1\n", nil, false},
		"unbalanced":  {"a {\n", nil, false},
		"mismatch":    {"a { x = (] }", nil, false},
		"two a line":  {"a {} b {}", nil, false},
		"byte order":  {"\xef\xbb\xbfa {}", nil, false},
		"nothing":     {"  \n# x", nil, true},
		"newline":     {"a { x = \"\n\" }", nil, false},
		"bare labels": {"a b {}", []string{"a b 0-6 1"}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			chunks, ok := split([]byte(test.src))
			var got []string
			for _, c := range chunks {
				got = append(got, strings.Join(append(append([]string{c.typ}, c.labels...), strconv.Itoa(c.start)+"-"+strconv.Itoa(c.end), strconv.Itoa(c.line)), " "))
			}
			if ok != test.ok {
				t.Errorf("ok = %v", ok)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// blocksOf are the types and places of the top-level blocks that HCL's parser finds; ok is false where it finds an error.
func blocksOf(src []byte) (blocks []chunk, ok bool) {
	f, diags := hclsyntax.ParseConfig(src, "", hcl.Pos{Line: 1, Column: 1})
	if diags.HasErrors() {
		return nil, false
	}
	body := f.Body.(*hclsyntax.Body)
	for _, b := range body.Blocks {
		blocks = append(blocks, chunk{typ: b.Type, labels: b.Labels, start: b.TypeRange.Start.Byte, end: b.CloseBraceRange.End.Byte, line: b.TypeRange.Start.Line})
	}
	return blocks, len(body.Attributes) == 0
}

// FuzzSplit holds that the scan, where it is sure of a text that parses, sees the blocks that the parser sees.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"resource \"a\" \"b\" {\n  x = \"${y[\"z\"]}\" # }\n  y = <<EOT\n${x}\nEOT\n}\n", "a {\n x = <<-E\n E\n}", "a { x = 1 /* } */ }\n# \"\nb {}\n",
		"a { x = \"%{ if true }}%{ endif }\" }", "a { x = \"$${\\\"}\" }", "a { x = [1, (2), {y = 3}] }", "a {\n x = 1 < 2 ? 3 : 4\n}", "a {\n x = <<E\nE\n y = 2\n}",
		"a { x = \"$\" }", "a { x = \"%\" }", "a {\r\n x = <<E\r\n}\r\nE\r\n}\r\n", "a {\n x = \"${ <<E\n}\nE\n}\"\n}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, why := tooDeep(src); why != "" {
			return
		}
		want, ok := blocksOf(src)
		if !ok {
			return
		}
		got, sure := split(src)
		if !sure {
			return
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(chunk{}), cmp.Transformer("labels", func(l []string) string { return strings.Join(l, "\x00") })); diff != "" {
			t.Errorf("%q -parser +scan:\n%s", src, diff)
		}
	})
}

// TestFamilies holds that families.txt names every type that the providers of this repository mention, but for those that they only tell from others
// where something refers to them.
func TestFamilies(t *testing.T) {
	byReference := map[string]bool{"aws_s3_bucket": true}
	typ := regexp.MustCompile(`"((?:aws|google)_[a-z0-9_]+)"`)
	n := 0
	for _, dir := range []string{"../aws", "../gcp"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range typ.FindAllSubmatch(src, -1) {
				n++
				if strings.HasSuffix(string(m[1]), "_") || byReference[string(m[1])] {
					continue // the beginning of a name
				}
				if read, _ := wanted(string(m[1])); !read {
					t.Errorf("%s mentions %s, which families.txt leaves out", name, m[1])
				}
			}
		}
	}
	if n == 0 {
		t.Skip("no providers in this tree")
	}
	for typ, want := range map[string]bool{"aws_lb": true, "aws_lb_listener": true, "aws_lbx": false, "aws_iam_policy": false, "google_compute_disk": false, "null_resource": false} {
		if read, _ := wanted(typ); read != want {
			t.Errorf("wanted(%s) = %v", typ, read)
		}
	}
}
