package clients_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/source"
)

func TestMatch(t *testing.T) {
	for name, want := range map[string]bool{
		"timeoutlint.yaml": true, "a/b/timeoutlint.yml": true, ".timeoutlint.yaml": true, "a/.timeoutlint.yml": true, "infra/prod.timeoutlint.yaml": true,
		"timeoutlint.yaml.bak": false, "mytimeoutlint.yaml": false, "timeoutlint.json": false, "timeoutlint.yaml/x": false, "": false,
	} {
		if got := clients.Match(name); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Every file that cannot be read is told, not only the first.
func TestSeveralSyntaxErrors(t *testing.T) {
	r := readArchive(&txtar.Archive{Files: []txtar.File{
		{Name: "a.timeoutlint.yaml", Data: []byte("a: [\n")},
		{Name: "b.timeoutlint.yaml", Data: []byte("version: 3\n")},
	}})
	var first *clients.SyntaxError
	if !errors.As(r.err, &first) || first.File != "a.timeoutlint.yaml" || !strings.Contains(r.err.Error(), "\nb.timeoutlint.yaml:1:10: ") {
		t.Error(r.err)
	}
}

// A caller without files and rules gets what stands in the text.
func TestReadAlone(t *testing.T) {
	set := new(source.Set)
	f := set.Add("-", "", []byte("extends: x.yaml\nrules: {any-name: off}\nnginx: [{main: a.conf, map: {/etc/nginx: b}}]\n"), true)
	c, err := clients.Read(clients.Input{Files: []*source.File{f}})
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Fragment.Problems; len(p) != 1 || p[0].Msg != "extends cannot be followed here" {
		t.Errorf("problems %v", p)
	}
	p := c.Policies[0]
	if p.Dir != "" || p.Severities[0].Rule != "any-name" || p.Nginx[0].Main != "a.conf" || p.Nginx[0].Map[0].To != "b" {
		t.Errorf("policy %+v", p)
	}
	if c, err := clients.Read(clients.Input{}); err != nil || len(c.Policies)+len(c.Fragment.Endpoints) > 0 {
		t.Errorf("nothing: %v, %v", c, err)
	}
}
