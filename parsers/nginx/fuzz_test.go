package nginx_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
	"github.com/timeoutlint/timeoutlint/source"
)

// versions in which the same text means different things; "" is unknown.
var versions = []string{"", "1.22.1", "1.31.5"}

// FuzzParse gives any text to the whole parser, as a file by its name and as one that only looks like nginx. It never panics, all its spans lie
// in the text, and the same text gives the same result twice.
func FuzzParse(f *testing.F) {
	for _, files := range seeds(f) {
		for _, file := range files {
			f.Add(file.Data, byte(0))
			f.Add(file.Data, byte(1))
		}
	}
	f.Add([]byte("server{location /{if($a){set $b $c;}proxy_pass http://$b;}}"), byte(2))
	f.Add([]byte("map $a $b{default $b;~x $a;}server{location /{proxy_pass http://$b;}}"), byte(4))
	f.Add([]byte("# configuration file /a:\nhttp{include /a;include b*;}\n# configuration file /b:\nserver{}"), byte(0))
	f.Fuzz(func(t *testing.T, text []byte, how byte) {
		version, claim := versions[int(how>>1)%len(versions)], parsers.ByContent+parsers.Claim(how&1)
		first := parseFiles(t, version, claim, txtar.File{Name: "nginx.conf", Data: text})
		again := parseFiles(t, version, claim, txtar.File{Name: "nginx.conf", Data: text})
		if a, b := dump(first), dump(again); a != b {
			t.Errorf("two results for one text:\n%s\nand\n%s", a, b)
		}
		inText(t, first)
	})
}

// FuzzIncludes cuts any text into files that may include each other: it never panics, always ends, and every span lies in its file.
func FuzzIncludes(f *testing.F) {
	for _, files := range seeds(f) {
		var all [][]byte
		for _, file := range files {
			all = append(all, file.Data)
		}
		f.Add(bytes.Join(all, []byte{0}))
	}
	f.Add([]byte("http{include /etc/nginx/1;}\x00include /etc/nginx/2;include [12];\x00include 1;include 2*;include ../nginx/1;"))
	f.Add([]byte("events{}http{include *;map $a $b{include 2;}}\x00server{include 3;}\x00a b;include 2;\x00location /{include 3;}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var dump bytes.Buffer
		for i, part := range bytes.SplitN(text, []byte{0}, 8) {
			fmt.Fprintf(&dump, "# configuration file /etc/nginx/%d:\n%s\n", i, part)
		}
		inText(t, parseFiles(t, "", parsers.ByName, txtar.File{Name: "dump", Data: dump.Bytes()}))
	})
}

// seeds are the files of the golden tests.
func seeds(f *testing.F) (all [][]txtar.File) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatal("no testdata", err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		var files []txtar.File
		for _, file := range a.Files {
			if file.Name != "chain" {
				files = append(files, file)
			}
		}
		all = append(all, files)
	}
	return all
}

// parseFiles parses texts as if they were read from a folder.
func parseFiles(t testing.TB, version string, claim parsers.Claim, files ...txtar.File) result {
	t.Helper()
	tree, err := source.Open(source.Options{Cwd: os.TempDir()}) // nothing is read there
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	r := result{set: tree.Set}
	in := &parsers.Input{Tree: tree, Settings: parsers.Settings{NginxVersion: version}}
	in.Skip = func(f *source.File, reason string) { r.skipped = append(r.skipped, f.Name+": "+reason) }
	for _, file := range files {
		in.Files = append(in.Files, parsers.File{File: tree.Set.Add(file.Name, "/scan/"+file.Name, file.Data, false), Claim: claim})
	}
	r.fragment = nginx.Parse(in)
	return r
}

// inText fails where a span does not lie in its file.
func inText(t *testing.T, r result) {
	t.Helper()
	check := func(what string, s source.Span) {
		if s.IsZero() {
			return
		}
		if f := r.set.File(s.File); f == nil || s.Start > s.End || int(s.End) > len(f.Src) {
			t.Errorf("%s: span %v lies in no text", what, s)
		}
	}
	origin := func(what string, o *chain.Origin) {
		if o == nil {
			return
		}
		check(what+" insertion", o.Insert.Span)
		for _, step := range o.Steps {
			check(what, step.At)
		}
	}
	value := func(what string, v chain.Value) {
		for _, c := range v {
			origin(what, c.From)
		}
	}
	for _, e := range r.fragment.Endpoints {
		check(e.Local, e.At)
		for _, s := range append(append([]*chain.Side{}, e.Accepts...), e.Connect...) {
			value(e.Local, s.Idle)
			value(e.Local, s.Announce)
			for _, at := range s.At {
				check(e.Local, at)
			}
		}
		for _, route := range e.Routes {
			value(route.Path, route.Idle)
			if route.Pass == nil {
				continue
			}
			for _, c := range route.Pass.Cases {
				origin(route.Path, c.VersionBy)
				origin(route.Path, c.HeaderBy)
				for _, cause := range c.Causes {
					origin(route.Path, cause.From)
				}
			}
		}
	}
	for _, p := range r.fragment.Problems {
		check(p.Msg, p.At)
		for _, s := range p.Also {
			check(p.Msg, s.At)
		}
	}
	for _, fact := range r.fragment.Facts {
		check(fact.Why, fact.At)
	}
}
