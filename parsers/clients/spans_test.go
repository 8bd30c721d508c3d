package clients_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
)

// Whatever stands before a value, its span slices out its own text.
func TestSpans(t *testing.T) {
	for _, c := range []struct{ name, text, endpoint, value string }{
		{"plain", "clients:\n  app:\n    idle_timeout: 60s\n", "app", "60s"},
		{"byte order mark", "\ufeffclients: {app: {idle_timeout: 60s}}", "app", "60s"},
		{"byte order mark and lines", "\ufeffversion: 1\nclients: {app: {idle_timeout: 60s}}", "app", "60s"},
		{"CRLF", "version: 1\r\nclients:\r\n  app:\r\n    idle_timeout: 60s\r\n", "app", "60s"},
		{"CR alone", "version: 1\rclients:\r  app:\r    idle_timeout: 60s\r", "app", "60s"},
		{"NEL", "version: 1\u0085clients:\u0085  app: {idle_timeout: 60s}\u0085", "app", "60s"},
		{"LS and PS", "version: 1 # a\u2028clients: # b\u2029  app: {idle_timeout: 60s}\n", "app", "60s"},
		{"letters", "clients: {é: {hosts: ['ü:1'], idle_timeout: 60s}}", "é", "60s"},
		{"emoji", "clients: {\"😀 app\": {hosts: '😀:1', idle_timeout: 60s}}", `"😀 app"`, "60s"},
		{"tabs", "clients:\t# a\tb\n  app:\t{idle_timeout:\t60s\t}\t# c\n", "app", "60s"},
		{"quoted key", "'clients': {\"a\\u0070p\": {'idle_timeout': '60s'}}", `"a\u0070p"`, "'60s'"},
		{"double quotes", "clients: {app: {idle_timeout: \"6\\x30s\"}}", "app", `"6\x30s"`},
		{"anchor", "clients: {app: &x {idle_timeout: &y 60s}}", "app", "60s"},
		{"anchor and tag", "clients: {app: {idle_timeout: &y !!str\n  60s}}", "app", "60s"},
		{"local tag", "clients: {app: {idle_timeout: !duration 60s}}", "app", "60s"},
		{"comment behind an anchor", "clients:\n  app:\n    idle_timeout: &x # hello\n      60s\n", "app", "60s"},
		{"alias", "clients: {zero: {idle_timeout: &y 60s}, app: {idle_timeout: *y}}", "app", "60s"},
		{"folded", "clients:\n  app:\n    idle_timeout: >-\n      60s\n    to: b\n", "app", ">-\n      60s"},
		{"literal with an indicator", "clients:\n  app:\n    idle_timeout: |2-\n      60s\n\n# end\n", "app", "|2-\n      60s"},
		{"complex key", "clients:\n  ? app\n  : idle_timeout: 60s\n", "app", "60s"},
		{"own line", "clients:\n  app: {\n    idle_timeout:\n      60s # x\n  }\n", "app", "60s"},
		{"plain over lines", "clients:\n  app:\n    idle_timeout:\n      off\nservers:\n", "app", "off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readText(c.text)
			if r.err != nil || len(r.config.Fragment.Problems) > 0 {
				t.Fatalf("not accepted: %s", dump(r))
			}
			all := r.config.Fragment.Endpoints
			e := all[len(all)-1]
			if got := r.set.Text(e.At); got != c.endpoint {
				t.Errorf("name: %q, want %q", got, c.endpoint)
			}
			if got := r.set.Text(e.Connect[0].Idle[0].From.At()); got != c.value {
				t.Errorf("value: %q, want %q", got, c.value)
			}
		})
	}
}

// The ends of a link have places of their own inside its text.
func TestLinkSpans(t *testing.T) {
	for _, c := range []struct{ text, at, from, to string }{
		{"links: [a -> a]", "a -> a", "a", "a"},
		{"links: ['é -> nginx/x']", "'é -> nginx/x'", "é", "nginx/x"},
		{"links: ['it''s -> b']", "'it''s -> b'", "'it''s -> b'", "b"},
		{"links: [\"a   ->   b\"]", `"a   ->   b"`, "a", "b"},
		{"links: [{from: a, to: b}]", "b", "a", "b"},
		{"clients: {c: {to: [x]}}", "x", "c", "x"},
		{"servers: {s: {from: x}}", "x", "x", "s"},
	} {
		r := readText(c.text)
		if r.err != nil || len(r.config.Fragment.Links) != 1 {
			t.Fatalf("%s: %s", c.text, dump(r))
		}
		k := r.config.Fragment.Links[0]
		if r.set.Text(k.At) != c.at || r.set.Text(k.FromAt) != c.from || r.set.Text(k.ToAt) != c.to {
			t.Errorf("%s: at %q from %q to %q", c.text, r.set.Text(k.At), r.set.Text(k.FromAt), r.set.Text(k.ToAt))
		}
	}
}

// What is inserted at the place of a missing setting gives a file that holds it.
func TestInsert(t *testing.T) {
	for _, text := range []string{
		"servers: { a: { preset: node } }\n",
		"servers: { a: { preset: \"node@22\", hosts: [b] } }\n",
		"servers:\n  a:\n    preset: node # why\n    hosts: [b]\n",
		"servers:\r\n  a:\r\n    preset: node\r\n",
		"servers:\n  a:\n    hosts:\n      - b\n    preset: node",
		"servers:\n  a:\n    hosts:\n      - b\n    from: x\n",
		"servers: { a: { hosts: b } }\n",
	} {
		r := readText(text)
		if r.err != nil || len(r.config.Fragment.Problems) > 0 {
			t.Fatalf("%q: %s", text, dump(r))
		}
		place := r.config.Fragment.Endpoints[0].Accepts[0].Idle[0].From.Insert
		if place.IsZero() {
			t.Fatalf("%q: no place", text)
		}
		with := ", idle_timeout: 77s"
		if place.EOL != "" {
			with = place.EOL + place.Indent + "idle_timeout: 77s"
		}
		after := readText(text[:place.Start] + with + text[place.Start:])
		if after.err != nil || len(after.config.Fragment.Problems) > 0 {
			t.Fatalf("%q: %s", text, dump(after))
		}
		if got := after.config.Fragment.Endpoints[0].Accepts[0].Idle.String(); got != "77s" {
			t.Errorf("%q: got %s", text[:place.Start]+with+text[place.Start:], got)
		}
	}
}

// Files are read in the order of their names, whatever the order in which they are given.
func TestOrder(t *testing.T) {
	a := []txtar.File{
		{Name: "b.timeoutlint.yaml", Data: []byte("clients: {b: {}}")},
		{Name: "a.timeoutlint.yaml", Data: []byte("clients: {a: {}}\nlinks: [x -> y]")},
	}
	one := dump(readArchive(&txtar.Archive{Files: a}))
	two := dump(readArchive(&txtar.Archive{Files: []txtar.File{a[1], a[0]}}))
	if one != two {
		t.Errorf("%s\n%s", one, two)
	}
	if chain.Client != readArchive(&txtar.Archive{Files: a}).config.Fragment.Endpoints[0].Kind {
		t.Error("no client")
	}
}
