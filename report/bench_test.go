package report_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// crowd is an nginx server with n locations that proxy to one pool.
func crowd(b testing.TB, n int) *finding.Result {
	s := shop(b)
	var conf strings.Builder
	for i := range n {
		fmt.Fprintf(&conf, "location /service/%d/ {\n\tproxy_pass http://app;\n}\n", i)
	}
	s.file("locations.conf", conf.String())
	f := s.files["locations.conf"]
	front := server(s.r)
	model := front.Routes[1]
	front.Routes = nil
	at := uint32(0)
	for i := range n {
		path := fmt.Sprintf("/service/%d/", i)
		r, p := *model, *model.Pass
		r.Path, r.At = path, source.Span{File: f.ID, Start: at, End: at + uint32(len("location ")+len(path))}
		p.At = source.Span{File: f.ID, Start: r.At.End + 4, End: r.At.End + 26}
		r.Pass = &p
		front.Routes = append(front.Routes, &r)
		at += uint32(len(fmt.Sprintf("location %s {\n\tproxy_pass http://app;\n}\n", path)))
	}
	return s.r
}

// server is the nginx server of the sample.
func server(r *finding.Result) *chain.Endpoint {
	i := slices.IndexFunc(r.Graph.Endpoints, func(e *chain.Endpoint) bool { return e.Kind == chain.NginxIn })
	return r.Graph.Endpoints[i]
}

func benchmark(b *testing.B, write writer, o report.Options) {
	r := crowd(b, 10_000)
	var size counter
	if err := write(&size, r, o); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if err := write(io.Discard, r, o); err != nil {
			b.Fatal(err)
		}
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }

// BenchmarkJSON writes the document of show for 10,000 locations.
func BenchmarkJSON(b *testing.B) { benchmark(b, asJSON, report.Options{Show: true}) }

// BenchmarkShow writes the text of show for 10,000 locations.
func BenchmarkShow(b *testing.B) { benchmark(b, report.Show, report.Options{Width: 100}) }

// TestStreaming writes many locations without a document of them in memory: what is allocated does not grow with their number.
func TestStreaming(t *testing.T) {
	var few, many float64
	for n, allocs := range map[int]*float64{100: &few, 5000: &many} {
		r := crowd(t, n)
		*allocs = testing.AllocsPerRun(3, func() {
			if err := asJSON(io.Discard, r, report.Options{Show: true}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if perLocation := (many - few) / 4900; perLocation > 25 {
		t.Errorf("%.1f allocations a location (%.0f for 100, %.0f for 5000)", perLocation, few, many)
	}
}

// TestAlikeLocations keeps show readable: locations that follow each other and agree are one group.
func TestAlikeLocations(t *testing.T) {
	out := string(render(t, report.Show, crowd(t, 100), report.Options{Width: 100}))
	if got := strings.Count(out, "location /"); got != 1 {
		t.Errorf("%d groups instead of one:\n%s", got, out)
	}
	if want := "/service/5/ and 94 more -> app"; !strings.Contains(out, want) {
		t.Errorf("%q is missing:\n%s", want, out)
	}
	other := crowd(t, 100)
	changed := *server(other).Routes[50]
	changed.Idle = chain.Is(chain.Off, nil)
	server(other).Routes[50] = &changed
	if got := strings.Count(string(render(t, report.Show, other, report.Options{})), "location /"); got != 3 {
		t.Errorf("%d groups instead of three", got)
	}
}
