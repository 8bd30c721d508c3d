package report_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// drawing is what a test reads of the JSON of a graph.
type drawing struct {
	Paths []struct {
		Verdict   string
		Circle    bool
		Endpoints []string
		Hops      []string
	}
	More int `json:"more_paths"`
}

func draw(t testing.TB, r *finding.Result) drawing {
	t.Helper()
	var d drawing
	if err := json.Unmarshal(render(t, graphs["json"], r, report.Options{}), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// ways are the paths in short: their endpoints, with the verdict in front and a mark behind a circle.
func (d drawing) ways() string {
	var b strings.Builder
	for _, p := range d.Paths {
		b.WriteString(p.Verdict + ": " + strings.Join(p.Endpoints, " "))
		if p.Circle {
			b.WriteString(" (circle)")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestPaths(t *testing.T) {
	tests := []struct {
		name  string
		build func(s *stage)
		want  string
	}{
		{"begins where nobody connects, ends where nobody goes on", func(s *stage) {
			a, b, c := s.client("a", after(5)), s.proxy("b", after(9), after(5)), s.server("c", after(9))
			s.join(b, c)
			s.join(a, b)
		}, "ok: a b c\n"},
		{"what is wrong first", func(s *stage) {
			a := s.client("a", after(5))
			s.join(a, s.server("fine", after(9)), s.server("open", nil), s.server("short", after(5)))
		}, "violated: a short\nunknown: a open\nok: a fine\n"},
		{"every combination of a few", func(s *stage) {
			x := s.proxy("x", after(9), after(5))
			s.join(s.client("a", after(5)), x)
			s.join(s.client("b", after(5)), x)
			s.join(x, s.server("c", after(9)), s.server("d", after(9)))
		}, "ok: a x c\nok: a x d\nok: b x c\nok: b x d\n"},
		{"an nginx server goes on with the upstreams of its locations", func(s *stage) {
			up, other := s.upstream("app", after(5)), s.upstream("unused", after(5))
			s.join(up, s.server("n", after(9)))
			s.join(other, s.server("m", after(9)))
			s.nginx("shop", up)
		}, "ok: nginx/server/shop nginx/upstream/app n\nok: nginx/upstream/unused m\n"},
		{"a circle with a way in is cut where it closes", func(s *stage) {
			a, b, c := s.client("a", after(5)), s.proxy("b", after(9), after(5)), s.proxy("c", after(9), after(5))
			s.join(a, b)
			s.join(b, c)
			s.join(c, b)
		}, "ok: a b c b (circle)\n"},
		{"a circle without a way in begins at its first endpoint", func(s *stage) {
			b, c := s.proxy("b", after(9), after(5)), s.proxy("c", after(9), after(5))
			s.join(b, c)
			s.join(c, b)
			s.join(c, s.server("out", after(9)))
		}, "ok: b c b (circle)\nok: b c out\n"},
		{"nginx that proxies to itself", func(s *stage) {
			up := s.upstream("self", after(5))
			s.join(up, s.nginx("shop", up))
		}, "ok: nginx/server/shop nginx/upstream/self nginx/server/shop (circle)\n"},
		{"an upstream that goes nowhere makes no path", func(s *stage) {
			s.nginx("shop", s.upstream("app", after(5)))
		}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t)
			test.build(s)
			if got := draw(t, s.r).ways(); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// lattice is n layers of two proxies, each joined to both of the next: 2^n paths.
func lattice(t testing.TB, n int) *stage {
	s := newStage(t)
	last := []*chain.Endpoint{s.client("first", after(5))}
	for i := range n {
		next := []*chain.Endpoint{s.proxy(fmt.Sprintf("a%d", i), after(9), after(5)), s.proxy(fmt.Sprintf("b%d", i), after(9+i%2), after(6))}
		for _, e := range last {
			s.join(e, next...)
		}
		last = next
	}
	return s
}

// TestPathsAreBounded counts what is left out, and lists a path for each hop before any that is only another combination.
func TestPathsAreBounded(t *testing.T) {
	s := lattice(t, 20)
	short := s.server("short", after(2))
	for _, e := range s.r.Graph.Endpoints {
		if e.ID == "b19" {
			s.join(e, short)
		}
	}
	d := draw(t, s.r)
	if got, want := len(d.Paths)+d.More, 1<<20; got != want {
		t.Errorf("%d paths, want %d", got, want)
	}
	if d.Paths[0].Verdict != "violated" {
		t.Errorf("the broken hop is not listed first: %v", d.Paths[0])
	}
	seen := map[string]bool{}
	for _, p := range d.Paths {
		for _, h := range p.Hops {
			seen[h] = true
		}
	}
	if got, want := len(seen), len(s.r.Graph.Hops); got != want {
		t.Errorf("%d of %d hops are on a listed path", got, want)
	}
	out := string(render(t, graphs["text"], s.r, report.Options{Width: 80}))
	if want := "... and more than a million more paths that combine such hops"; !strings.Contains(out, want) {
		t.Errorf("%q is missing:\n%s", want, out)
	}
	if d := draw(t, lattice(t, 5000).r); d.More < 1<<49 || d.More > 1<<50 {
		t.Errorf("%d more paths; the count has to stop at 2^50", d.More)
	}
}

// TestGraphIsLinear draws many hops in each shape that could multiply. Were one of them quadratic, it would take minutes or gigabytes.
func TestGraphIsLinear(t *testing.T) {
	const n = 20_000
	shapes := map[string]func() *stage{
		"lattice": func() *stage { return lattice(t, n/4) },
		"one line": func() *stage {
			s := newStage(t)
			last := s.client("first", after(5))
			for i := range n {
				next := s.proxy(fmt.Sprintf("p%d", i), after(9), after(5))
				s.join(last, next)
				last = next
			}
			return s
		},
		"many targets": func() *stage {
			s := newStage(t)
			up := s.upstream("app", after(5))
			for i := range n {
				s.join(up, s.server(fmt.Sprintf("s%d", i), after(1+i)))
			}
			for i := range 1000 {
				s.nginx(fmt.Sprintf("shop%d", i), up)
			}
			return s
		},
		"all alike": func() *stage {
			s := newStage(t)
			up := s.upstream("app", after(5))
			for i := range n {
				s.join(up, s.server(fmt.Sprintf("s%d", i), after(9)))
			}
			s.nginx("shop", up)
			return s
		},
	}
	for name, build := range shapes {
		r := build().r
		for format, write := range graphs {
			t.Run(name+" "+format, func(t *testing.T) {
				var size counter
				start := time.Now()
				if err := write(&size, r, report.Options{Width: 80}); err != nil {
					t.Fatal(err)
				}
				took := time.Since(start)
				if took > 20*time.Second || size > 2_000*n {
					t.Errorf("%d bytes in %s", size, took)
				}
			})
		}
	}
}

// TestAlike groups what differs in the name only.
func TestAlike(t *testing.T) {
	s := newStage(t)
	up := s.upstream("app", after(60))
	s.join(up, s.server("a", after(65)), s.server("b", after(65)), s.server("c", after(90)), s.server("d", after(65)))
	one, _ := s.direct("10.0.0.1:80")
	two, _ := s.direct("10.0.0.2:80")
	s.nginx("x", up, one, two)
	s.nginx("y", up, one, two)
	want := `- 75s nginx/server/x (+1 more) 60s --not reused--> ? 10.0.0.1:80 (+1 more)
✓ 75s nginx/server/x (+1 more) (upstream app) 60s --> 65s a (+2 more)
✓ 75s nginx/server/x (+1 more) (upstream app) 60s --> 90s c
`
	got := ""
	for l := range strings.Lines(string(render(t, graphs["text"], s.r, report.Options{}))) {
		if strings.Contains(l, "-->") {
			got += l
		}
	}
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// BenchmarkGraph draws the paths of 10,000 hops.
func BenchmarkGraph(b *testing.B) {
	r := lattice(b, 2500).r
	for b.Loop() {
		if err := graphs["text"](io.Discard, r, report.Options{Width: 80}); err != nil {
			b.Fatal(err)
		}
	}
}
