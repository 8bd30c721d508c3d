package report_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// evil holds what must not reach a terminal: a colour, a title, C1 and other controls, a line that overwrites itself, bidirectional
// overrides, a line separator, invalid bytes, and a cut character.
const evil = "a\x1b[31mred\x1b]0;title\x07 \u009b2J\r\nb\x00\x7f\u202egnp.exe\u2066\u2028 \xff\xc3( \u200d\U000e0001 ü漢字😀\t\xe6\xbc"

// hostile is a result with evil text in every place that can hold text from a file.
func hostile(t testing.TB) *finding.Result {
	s := newStage(t)
	s.file(evil, "server { "+evil+"\n "+evil+" }\n")
	f := s.files[evil]
	at := source.Span{File: f.ID, Start: 9, End: 40}
	o := &chain.Origin{Kind: chain.Written, Setting: evil, Text: evil, Note: evil, URL: evil, Steps: []chain.Step{{At: at}, {Role: chain.Overrides, At: at, Note: evil}, {Role: chain.Lost, At: at}}}
	when := chain.When(chain.Atom{Subject: evil, Val: evil})
	v := chain.Value{{When: when, State: chain.Known, Lo: 5, Hi: 9, From: o}, {When: chain.When(chain.Atom{Subject: evil, Op: chain.Ne, Val: evil}), State: chain.Unresolved, From: o}}
	up := s.endpoint(&chain.Endpoint{ID: evil, Kind: chain.NginxOut, Product: evil, At: at, When: when, Pool: &chain.Pool{From: o}, Connect: []*chain.Side{{
		Idle: v, Protocol: chain.HTTP1, At: []source.Span{at},
		Reuse: []chain.Pooling{{Reuse: chain.ReuseUnclear, Causes: []chain.Cause{{Kind: chain.Undecided, Note: evil, From: o}}}},
	}}})
	root := &chain.Root{Kind: "nginx", File: evil, Assumed: true, World: chain.When(chain.Atom{Subject: "nginx" + evil, Val: evil})}
	front := s.endpoint(&chain.Endpoint{ID: evil + "2", Kind: chain.NginxIn, Root: root, At: at, Accepts: []*chain.Side{{Idle: v}}, Routes: []*chain.Route{{
		Server: evil, Path: evil, At: at, Idle: v, Header: v,
		Pass: &chain.Pass{At: at, Use: &chain.Use{Target: evil, Cases: []chain.PassCase{{Version: "1.1", VersionBy: o, Connection: evil, HeaderBy: o, Resolved: true, Idle: v, Causes: []chain.Cause{{Note: evil, From: o}}}}}},
	}}})
	box := &chain.Endpoint{ID: evil}
	h := s.hop(up.Connect[0], front.Accepts[0], chain.Join{How: chain.ByLink, At: at, Text: evil}, at)
	h.Via = []*chain.Endpoint{box}
	s.endpoint(&chain.Endpoint{ID: evil + "3", Kind: chain.Address, At: at})
	s.r.Findings = []*finding.Finding{
		{Rule: inverted, Severity: finding.Error, Message: evil, At: at, Label: evil, Related: []finding.Related{{Message: evil, At: at}, {Message: evil}}, Joined: &h.Joined, Help: []string{evil}, Hop: h, Fixes: []finding.Fix{{Title: evil, Edits: []finding.Edit{{At: at, New: evil}}}}},
		{Rule: open, Severity: finding.Note, Message: evil, At: at},
	}
	s.r.Unjudged = []finding.Unjudged{{What: evil, Try: evil, At: at}}
	s.r.Skipped = []finding.Skip{{File: evil, Reason: evil}}
	s.r.Unreadable = []finding.Skip{{File: evil, Reason: evil}}
	return s.r
}

func TestNothingCommandsTheTerminal(t *testing.T) {
	for name, write := range map[string]writer{"text": text, "show": report.Show, "json": asJSON} {
		for _, o := range []report.Options{{}, {Width: 40}, {Width: 80, Notes: true, Show: true}} {
			out := render(t, write, hostile(t), o)
			harmless(t, name, out)
			if !bytes.Contains(out, []byte("漢字😀")) {
				t.Errorf("%s: harmless characters are gone", name)
			}
		}
	}
}

// harmless fails for every character but line feeds that a terminal would not simply print.
func harmless(t *testing.T, name string, out []byte) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("%s: not UTF-8: %q", name, out)
	}
	for i, r := range string(out) {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Errorf("%s: %U at %d: %q", name, r, i, out[max(i-30, 0):min(i+30, len(out))])
			return
		}
	}
}

func TestColourIsTheOnlyEscape(t *testing.T) {
	plain := render(t, text, hostile(t), report.Options{Width: 80})
	painted := string(render(t, text, hostile(t), report.Options{Width: 80, Color: true}))
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[32m", "\x1b[1;34m"} {
		painted = strings.ReplaceAll(painted, code, "")
	}
	if painted != string(plain) {
		t.Error("with its own colours taken away the painted report differs from the plain one")
	}
}

func TestJSONKeepsEvilText(t *testing.T) {
	out := render(t, asJSON, hostile(t), report.Options{Show: true})
	doc := follows(t, compiled(t), out)
	message := doc["findings"].([]any)[0].(map[string]any)["message"]
	if want := string([]rune(evil)); message != want { // a conversion to runes makes each invalid byte U+FFFD
		t.Errorf("message\n got %q\nwant %q", message, want)
	}
}

// widest is the width of the widest line.
func widest(out []byte) (width int, line string) {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	for l := range strings.Lines(string(out)) {
		w := 0
		for _, r := range strings.TrimSuffix(l, "\n") {
			w += c.RuneWidth(r)
		}
		if w > width {
			width, line = w, l
		}
	}
	return width, line
}

func TestWidth(t *testing.T) {
	long := func(t testing.TB) *finding.Result {
		s := newStage(t)
		s.file("plan.json", strings.Repeat("漢 {\"a\": 1},", 5000)+"\"idle_timeout\": 120"+strings.Repeat(", \"ü\": 2", 5000))
		s.r.Findings = []*finding.Finding{{
			Rule: inverted, Severity: finding.Error, Message: "too long", At: s.at("plan.json", "120"), Label: "client side",
			Related: []finding.Related{{Message: "the whole plan", At: source.Span{File: 1, Start: 0, End: 90000}}, {Message: "its end", At: source.Span{File: 1, Start: 1 << 20, End: 1 << 20}}},
		}}
		return s.r
	}
	for _, test := range []struct {
		name string
		r    func(testing.TB) *finding.Result
	}{{"shop", func(t testing.TB) *finding.Result { return shop(t).r }}, {"long line", long}} {
		for _, width := range []int{70, 80, 100, 200} {
			for name, write := range map[string]writer{"text": text, "show": report.Show} {
				out := render(t, write, test.r(t), report.Options{Width: width, Notes: true})
				if got, line := widest(out); got > width {
					t.Errorf("%s, %s: %d columns instead of %d: %s", test.name, name, got, width, line)
				}
			}
		}
	}
	out := render(t, text, long(t), report.Options{Quiet: true})
	if got, line := widest(out); got > 200 {
		t.Errorf("without a width: an excerpt of %d columns: %s", got, line)
	}
	golden(t, "long-line.txt", render(t, text, long(t), report.Options{Quiet: true, Width: 80}))
}

// FuzzText prints findings on any bytes at any place.
func FuzzText(f *testing.F) {
	f.Add([]byte(siteFile), uint32(3), uint32(9), 80)
	f.Add([]byte(evil), uint32(1), uint32(30), 40)
	f.Add([]byte("\xef\xbb\xbf\t\tserver {\r\n}"), uint32(0), uint32(200), 20)
	f.Add([]byte(strings.Repeat("漢\t", 300)), uint32(700), uint32(703), 61)
	f.Add([]byte{}, uint32(0), uint32(0), 0)
	f.Fuzz(func(t *testing.T, src []byte, start, end uint32, width int) {
		if width < 0 || width > 400 {
			return
		}
		r := &finding.Result{Set: new(source.Set)}
		file := r.Set.Add("x.conf", "", src, true)
		at := source.Span{File: file.ID, Start: start, End: max(start, end)}
		r.Findings = []*finding.Finding{{
			Rule: inverted, Severity: finding.Error, Message: string(src[:min(len(src), 100)]), At: at,
			Related: []finding.Related{{Message: "there", At: source.Span{File: file.ID, Start: start / 2, End: start}}},
		}}
		out := render(t, text, r, report.Options{Width: width, Quiet: true})
		harmless(t, "text", out)
		if !bytes.Contains(out, []byte("^")) {
			t.Errorf("nothing is underlined:\n%s", out)
		}
	})
}
