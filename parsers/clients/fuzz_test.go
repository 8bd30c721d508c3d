package clients_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/source"
)

// No text makes Read panic or run away, and every place that it gives lies in the file, on characters.
func FuzzRead(f *testing.F) {
	for _, file := range golden.Files(f, "testdata/*.txtar") {
		f.Add(string(file.Data))
	}
	for _, text := range good {
		f.Add(text)
	}
	for _, c := range faults {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := readText(text)
		if r.err != nil {
			var s *clients.SyntaxError
			if !errors.As(r.err, &s) || s.Msg == "" || s.Line < 1 || s.Column < 1 {
				t.Fatalf("not a place: %v", r.err)
			}
			inFile(t, text, s.At)
			return
		}
		c := r.config.Fragment
		for _, e := range c.Endpoints {
			inFile(t, text, e.At)
			isName(t, text[e.At.Start:e.At.End], e.Local)
			for _, s := range append(e.Accepts, e.Connect...) {
				for _, v := range s.Idle {
					inFile(t, text, v.From.At())
					inFile(t, text, v.From.Insert.Span)
				}
			}
		}
		for _, k := range c.Links {
			inFile(t, text, k.At)
			inFile(t, text, k.FromAt)
			inFile(t, text, k.ToAt)
		}
		for _, p := range c.Problems {
			inFile(t, text, p.At)
			if p.Msg == "" || !utf8.ValidString(p.Msg) {
				t.Errorf("message %q", p.Msg)
			}
		}
		_ = dump(r)
	})
}

func inFile(t *testing.T, text string, s source.Span) {
	t.Helper()
	if s.IsZero() {
		return
	}
	if s.Start > s.End || int(s.End) > len(text) {
		t.Fatalf("%v is not in a file of %d bytes", s, len(text))
	}
	if !utf8.ValidString(text) {
		return
	}
	for _, off := range []uint32{s.Start, s.End} {
		if int(off) < len(text) && !utf8.RuneStart(text[off]) {
			t.Fatalf("%v cuts a character: %q", s, text[s.Start:])
		}
	}
}

// isName checks that a name without quotes, on one line, is its own text.
func isName(t *testing.T, at, name string) {
	t.Helper()
	if at == "" || strings.ContainsAny(at[:1], `'"|>`) || strings.ContainsAny(at, "\r\n\u0085\u2028\u2029") {
		return
	}
	if at != name {
		t.Errorf("the name %q stands at %q", name, at)
	}
}
