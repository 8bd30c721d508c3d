package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// markup is what a test reads of a picture: its elements in their order, and their text.
type markup struct {
	elements []string
	texts    []string
}

// parsed reads XML, and fails for what is not well formed, for a script, and for whatever makes a viewer load something.
func parsed(t testing.TB, out []byte) markup {
	t.Helper()
	var m markup
	d := xml.NewDecoder(bytes.NewReader(out))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return m
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%.2000s", err, out)
		}
		switch token := token.(type) {
		case xml.StartElement:
			m.elements = append(m.elements, token.Name.Local)
			for _, a := range token.Attr {
				name := strings.ToLower(a.Name.Local)
				if strings.HasPrefix(name, "on") || name == "src" || name == "href" && !strings.HasPrefix(a.Value, "https://github.com/timeoutlint/timeoutlint/blob/main/docs/rules/TL") {
					t.Errorf("<%s %s=%q>", token.Name.Local, a.Name.Local, a.Value)
				}
			}
			switch token.Name.Local {
			case "script", "image", "img", "use", "foreignObject", "iframe", "link", "object", "animate", "set":
				t.Errorf("<%s> in a picture", token.Name.Local)
			}
		case xml.CharData:
			m.texts = append(m.texts, string(token))
			if strings.Contains(string(token), "@import") || strings.Contains(string(token), "url(http") {
				t.Errorf("loads: %.80s", token)
			}
		case xml.Directive, xml.ProcInst, xml.Comment:
			t.Errorf("%T in a picture", token)
		}
	}
}

// asXML makes a page readable for an XML parser: it is HTML, so that a few elements have no end.
func asXML(page []byte) []byte {
	page = bytes.TrimPrefix(page, []byte("<!DOCTYPE html>\n"))
	return regexp.MustCompile(`(<meta [^>]*)>`).ReplaceAll(page, []byte("$1/>"))
}

// TestPicturesHoldAnyName checks that a name adds nothing but text: the elements are those that a plain name has, but for the number of
// lines in the boxes of endpoints.
func TestPicturesHoldAnyName(t *testing.T) {
	bones := func(format, name string) string {
		out := render(t, graphs[format], named(t, name), report.Options{})
		if format == "html" {
			out = asXML(out)
		}
		var kept []string
		for _, e := range parsed(t, out).elements {
			if e != "text" {
				kept = append(kept, e)
			}
		}
		return strings.Join(kept, " ")
	}
	for _, format := range []string{"svg", "html"} {
		want := bones(format, "plain")
		for _, name := range append(names, "a\uFFFEb", "]]>", "<!--", "--><x>", "</style>", "</title><script>", "&amp;lt;", strings.Repeat("é\u0301", 3000), "שלום", "\u202eabc") {
			if got := bones(format, name); got != want {
				t.Errorf("%s of %.60q\n got %s\nwant %s", format, name, got, want)
			}
		}
	}
}

// TestPicturesHoldAnyContent puts every attack in every place: the pictures stay XML without anything that runs or loads.
func TestPicturesHoldAnyContent(t *testing.T) {
	for name, text := range attacks {
		t.Run(name, func(t *testing.T) {
			r := attacked(t, text)
			svg, page := render(t, graphs["svg"], r, report.Options{}), render(t, graphs["html"], r, report.Options{})
			harmless(t, "svg", svg)
			harmless(t, "html", page)
			parsed(t, svg)
			parsed(t, asXML(page))
		})
	}
}

// TestPicturesAreBounded draws a name of a megabyte, and more hops, endpoints and findings than anybody reads.
func TestPicturesAreBounded(t *testing.T) {
	s := newStage(t)
	for i := range 1000 {
		a, b := s.client(fmt.Sprintf("client-%d", i), after(60+i)), s.server(fmt.Sprintf("server-%d", i), after(5+i))
		h := s.join(a, b)
		s.nginx(fmt.Sprintf("alone-%d", i))
		s.endpoint(&chain.Endpoint{ID: fmt.Sprintf("idle-%d", i), Kind: chain.Server, Accepts: side(after(100 + i))})
		s.r.Findings = append(s.r.Findings, &finding.Finding{Rule: inverted, Severity: finding.Error, Hop: h, Message: strings.Repeat("long ", 1000)})
	}
	for format, want := range map[string]string{"svg": "... and 900 more hops", "html": "... and 700 more findings"} {
		out := string(render(t, graphs[format], s.r, report.Options{}))
		if !strings.Contains(out, want) || !strings.Contains(out, "nothing says what connects to 2000 endpoints") {
			t.Errorf("%s does not say what is left out", format)
		}
		if len(out) > 1<<20 {
			t.Errorf("%s has %d bytes", format, len(out))
		}
		if out := render(t, graphs[format], named(t, strings.Repeat("very-long/", 100_000)), report.Options{}); len(out) > 1<<16 {
			t.Errorf("%s of a long name has %d bytes", format, len(out))
		}
	}
}

// states is a hop for each kind of clock that a bar can show, by the name of its client.
func states(t testing.TB) *stage {
	s := newStage(t)
	for _, one := range []struct {
		name           string
		client, server chain.Value
	}{
		{"longer", after(120), after(75)},
		{"equal", after(60), after(60)},
		{"shorter", after(60), after(65)},
		{"endless-client", chain.Is(chain.Unlimited, nil), after(75)},
		{"endless-server", after(75), chain.Is(chain.Unlimited, nil)},
		{"unknown-client", nil, after(75)},
		{"unresolved-server", after(75), chain.Is(chain.Unresolved, &chain.Origin{Kind: chain.Written, Note: "set by a variable"})},
		{"off", after(75), chain.Is(chain.Off, nil)},
		{"span", chain.Value{known(50, 100, nil)}, after(75)},
		{"zero", after(1), after(0)},
	} {
		s.join(s.client(one.name, one.client), s.server("behind-"+one.name, one.server))
	}
	return s
}

// TestBars looks at what is drawn for each kind of clock, and at the words beside it: nothing is told by colour alone.
func TestBars(t *testing.T) {
	out := string(render(t, graphs["svg"], states(t).r, report.Options{}))
	for name, want := range map[string][]string{
		"longer":            {"violated: client keeps 45s longer", `class="bar lost"`, `class="limit"`, ">120s<", ">75s<"},
		"equal":             {"violated: both end at once", `class="limit"`},
		"shorter":           {">ok<"},
		"endless-client":    {"violated: client never drops them", `<path class="bar client"`, `class="bar lost"`, ">unlimited<"},
		"endless-server":    {">ok<", `<path class="bar server"`, ">unlimited<"},
		"unknown-client":    {">unknown<", `class="bar open"`, ">?<"},
		"unresolved-server": {">unknown<", `class="bar open"`, "set by a variable"},
		"off":               {"no-reuse", `class="bar off"`, ">off<"},
		"span":              {"possible: client may keep longer", `class="bar perhaps"`, `class="bar lost"`, ">50s..100s<"},
		"zero":              {"violated: client keeps 1s longer", `class="bar lost"`, ">0s<"},
	} {
		hop := hopOf(t, out, name)
		for _, w := range want {
			if !strings.Contains(hop, w) {
				t.Errorf("%s: %q is missing:\n%s", name, w, hop)
			}
		}
		if broken := strings.Contains(hop, "violated") || strings.Contains(hop, "possible"); !broken && strings.Contains(hop, "lost") {
			t.Errorf("%s: something is lost on a hop that is fine:\n%s", name, hop)
		}
	}
}

// hopOf is the part of a picture that shows the hop of a client.
func hopOf(t *testing.T, out, client string) string {
	t.Helper()
	for _, part := range strings.Split(out, `<g class="hop `)[1:] {
		if strings.Contains(part, "<title>"+client+" -&gt; ") {
			part, _, _ = strings.Cut(part, "</g>\n</g>\n")
			return part
		}
	}
	t.Fatalf("no hop of %s", client)
	return ""
}

// FuzzPictures draws endpoints of any name: the result is XML that every parser reads, and the name has not become a part of it.
func FuzzPictures(f *testing.F) {
	for _, name := range names {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		r := named(t, name)
		svg := render(t, graphs["svg"], r, report.Options{})
		parsed(t, svg)
		parsed(t, asXML(render(t, graphs["html"], r, report.Options{})))
		if len(svg) > 1<<16 {
			t.Errorf("%d bytes", len(svg))
		}
		if !bytes.Equal(svg, render(t, graphs["svg"], named(t, name), report.Options{})) {
			t.Error("not the same twice")
		}
	})
}
