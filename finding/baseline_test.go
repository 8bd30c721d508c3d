package finding_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// one is a finding in a few words: where its root lies, what it is about, and its clocks in seconds.
type one struct {
	root, upstream string
	client, server int
	parts          []string // further hops of the same cause
}

// run is what lint makes of some findings.
func run(all ...one) []*finding.Finding {
	var found []*finding.Finding
	graph, set := new(chain.Graph), new(source.Set)
	doc := &finding.Doc{ID: "TL101"}
	for _, o := range all {
		root := &chain.Root{Canon: o.root}
		end := func(local string) string {
			e := &chain.Endpoint{Local: local, Canon: root.Canon + ":" + local, Root: root}
			graph.Endpoints = append(graph.Endpoints, e)
			return e.Canon
		}
		file := set.Add(o.root, "", []byte("x"), true)
		f := &finding.Finding{
			Rule: doc, At: source.Span{File: file.ID, End: 1}, Subject: []string{"keepalive_timeout"},
			Client: time.Duration(o.client) * time.Second, Server: time.Duration(o.server) * time.Second,
		}
		for _, name := range append([]string{o.upstream}, o.parts...) {
			f.Parts = append(f.Parts, finding.Part{end(name), end("server")})
		}
		found = append(found, f)
	}
	finding.Identify(found, graph, set, func(path string) string { return path })
	return found
}

func TestBaselineKnows(t *testing.T) {
	app := one{"nginx.conf", "app", 120, 75, nil}
	for name, c := range map[string]struct {
		before, now []one
		want        []int // indices of the new ones of now
		gone        []int // indices of those of before that are no more
	}{
		"the same":                {[]one{app}, []one{app}, nil, nil},
		"nothing known":           {nil, []one{app}, []int{0}, nil},
		"nothing left":            {[]one{app}, nil, nil, []int{0}},
		"another upstream":        {[]one{app}, []one{{"nginx.conf", "api", 120, 75, nil}}, []int{0}, []int{0}},
		"the gap grew":            {[]one{app}, []one{{"nginx.conf", "app", 121, 75, nil}}, []int{0}, nil},
		"the server shrank":       {[]one{app}, []one{{"nginx.conf", "app", 120, 74, nil}}, []int{0}, nil},
		"the gap shrank":          {[]one{app}, []one{{"nginx.conf", "app", 90, 75, nil}}, nil, nil},
		"both clocks moved":       {[]one{app}, []one{{"nginx.conf", "app", 180, 135, nil}}, nil, nil},
		"a file renamed":          {[]one{app}, []one{{"main.conf", "app", 120, 75, nil}}, nil, nil},
		"renamed and worse":       {[]one{app}, []one{{"main.conf", "app", 130, 75, nil}}, []int{0}, nil},
		"a second root":           {[]one{app}, []one{app, {"other/nginx.conf", "app", 120, 75, nil}}, []int{1}, nil},
		"a second root first":     {[]one{app}, []one{{"a.conf", "app", 120, 75, nil}, app}, []int{0}, nil},
		"two roots, one repaired": {[]one{app, {"other.conf", "app", 120, 75, nil}}, []one{{"other.conf", "app", 120, 75, nil}}, nil, []int{0}},
		"two roots swap":          {[]one{app, {"b.conf", "app", 90, 75, nil}}, []one{{"nginx.conf", "app", 90, 75, nil}, {"b.conf", "app", 120, 75, nil}}, []int{1}, nil},
		"two equal, one more":     {[]one{app, app}, []one{app, app, app}, []int{2}, nil},
		"two equal, one repaired": {[]one{app, app}, []one{app}, nil, []int{1}},
		"repaired and back":       {[]one{app}, []one{app, app}, []int{1}, nil},
		"widest is excused first": {[]one{app, {"nginx.conf", "app", 80, 75, nil}}, []one{{"nginx.conf", "app", 78, 75, nil}, app}, nil, nil},
		"one of two grew":         {[]one{{"nginx.conf", "app", 80, 75, nil}, app}, []one{{"nginx.conf", "app", 90, 75, nil}, app}, []int{0}, nil},
		"worse, and a wider one gone": {
			[]one{{"nginx.conf", "app", 80, 75, nil}, {"old.conf", "app", 200, 75, nil}},
			[]one{{"nginx.conf", "app", 120, 75, nil}},
			[]int{0},
			[]int{1},
		},
		"one of two repaired, one elsewhere": {[]one{app, app}, []one{app, {"z.conf", "app", 120, 75, nil}}, []int{1}, []int{1}},
		"a further hop": {
			[]one{app},
			[]one{{"nginx.conf", "app", 120, 75, []string{"api"}}},
			[]int{0},
			nil,
		},
		"a hop less, others in another order": {
			[]one{{"nginx.conf", "app", 120, 75, []string{"api", "web"}}},
			[]one{{"nginx.conf", "web", 120, 75, []string{"app"}}},
			nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			before, now := run(c.before...), run(c.now...)
			if diff := cmp.Diff(c.want, indices(now, finding.NewBaseline(before).New(now))); diff != "" {
				t.Errorf("new (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.gone, indices(before, finding.NewBaseline(now).Gone(before))); diff != "" {
				t.Errorf("gone (-want +got):\n%s", diff)
			}
		})
	}
}

func indices(all, some []*finding.Finding) (at []int) {
	for _, f := range some {
		at = append(at, slices.Index(all, f))
	}
	return at
}

func TestFingerprintDoesNotDependOnTheOrderOfParts(t *testing.T) {
	a := run(one{"nginx.conf", "app", 120, 75, []string{"api", "web"}})[0]
	b := run(one{"nginx.conf", "web", 120, 75, []string{"app", "api"}})[0]
	if a.Fingerprint() != b.Fingerprint() {
		t.Errorf("%s and %s", a.Fingerprint(), b.Fingerprint())
	}
	if c := run(one{"nginx.conf", "web", 120, 75, nil})[0]; c.Fingerprint() == a.Fingerprint() {
		t.Error("another hop has the same fingerprint")
	}
}

func TestBaselineIsSorted(t *testing.T) {
	all := run(one{"b.conf", "app", 1, 1, nil}, one{"a.conf", "web", 1, 1, nil}, one{"a.conf", "app", 2, 1, nil}, one{"a.conf", "app", 1, 1, nil}, one{"a.conf", "app", 1, 1, nil})
	want := finding.NewBaseline(all)
	slices.Reverse(all)
	if diff := cmp.Diff(want, finding.NewBaseline(all)); diff != "" {
		t.Error(diff)
	}
	var got []string
	for _, e := range want.Entries {
		got = append(got, e.File+" "+e.Gap().String())
	}
	if diff := cmp.Diff([]string{"a.conf 0s", "a.conf 1s", "a.conf 0s", "b.conf 0s"}, got); diff != "" || want.Entries[0].Count != 2 {
		t.Errorf("%s, counts %d", diff, want.Entries[0].Count)
	}
}
