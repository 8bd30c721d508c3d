package workloads

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// procfiles are read by Heroku, Dokku, Foreman, Elastic Beanstalk and others: a line for each type of process. Which of them runs it is not known from the
// file, so nothing is put in front of it.
var procfiles = format{match: matchProcfile, declare: declareProcfiles}

// matchProcfile claims Procfile and Procfile.NAME, but for those of developers' machines and tests.
func matchProcfile(name string, head []byte) parsers.Claim {
	base, variant, _ := strings.Cut(path.Base(name), ".")
	if base == "Procfile" && !slices.Contains([]string{"dev", "development", "local", "test", "tests", "ci"}, variant) && !source.Binary(head) {
		return parsers.ByName
	}
	return parsers.No
}

// processLine is a line of a Procfile: web: bundle exec puma.
var processLine = pattern.New(`^\s*([A-Za-z0-9_-]+)\s*:[ \t]*(\S.*?)\s*$`)

// controlTag is a line of a template that chooses what follows it.
var controlTag = pattern.New(`(?m)^[ \t]*(?:\{%|\{\{|<%)`)

// longestProcfile bounds what is read of one.
const longestProcfile = 64 << 10

func declareProcfiles(in *parsers.Input, files []*source.File) (out chain.Fragment) {
	for _, f := range files {
		if len(f.Src) > longestProcfile {
			in.Skip(f, "too large for a Procfile")
			continue
		}
		root := &chain.Root{Kind: "procfile", Dir: path.Dir(f.Name), File: f.Name, Canon: in.Tree.Canon(f.Path)}
		for _, p := range processes(f) {
			if e := process(in, root, "procfile/"+p.Name, p, p.Name == "web"); e != nil {
				out.Endpoints = append(out.Endpoints, e)
			}
		}
	}
	return out
}

// processes are the lines of a Procfile. Of two with the same name the last counts.
func processes(f *source.File) (all []program.Program) {
	at := 0
	for line := range strings.Lines(string(f.Src)) {
		from := at
		at += len(line)
		m := processLine().FindStringSubmatchIndex(strings.TrimPrefix(line, "\ufeff"))
		if m == nil {
			continue
		}
		from += len(line) - len(strings.TrimPrefix(line, "\ufeff"))
		span := func(i int) source.Span {
			return source.Span{File: f.ID, Start: uint32(from + m[i]), End: uint32(from + m[i+1])}
		}
		text := string(f.Src[from:])
		p := program.Program{
			Name: text[m[2]:m[3]], At: span(2), Command: []program.Word{program.At(text[m[4]:m[5]], span(4))},
			Env: map[string]program.Word{}, Ambient: "the environment of the platform that runs the Procfile",
			Folders: []string{filepath.Dir(f.Path)},
		}
		all = slices.DeleteFunc(all, func(old program.Program) bool {
			if old.Name == p.Name && controlTag().Match(f.Src) {
				p.Open = "it stands in several branches of a template"
			}
			return old.Name == p.Name
		})
		all = append(all, p)
	}
	return all
}

// process is the endpoint for a process that serves; nil for one that is not known to. always: it serves, whatever it is.
func process(in *parsers.Input, root *chain.Root, local string, p program.Program, always bool) *chain.Endpoint {
	e := &chain.Endpoint{Local: local, Kind: chain.Server, Root: root, At: p.At}
	side := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{p.At}}
	e.Accepts = []*chain.Side{side}
	if side.Idle = p.Serve(side, in.Sources); absent(side.Idle) && !always {
		return nil
	}
	return e
}
