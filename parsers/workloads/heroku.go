package workloads

import (
	"path"
	"path/filepath"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// heroku reads heroku.yml: what it starts runs on Heroku for certain, behind its router.
var heroku = format{match: matchHeroku, survey: surveyHeroku, declare: declareHeroku}

func matchHeroku(name string, _ []byte) parsers.Claim {
	if base := path.Base(name); base == "heroku.yml" || base == "heroku.yaml" {
		return parsers.ByName
	}
	return parsers.No
}

// surveyHeroku ties processes to the Dockerfiles that build them.
func surveyHeroku(in *parsers.Input, files []*source.File) {
	for _, f := range files {
		for _, p := range dynos(in, f, nil) {
			if p.Build != nil {
				p.Build.Used = true
			}
		}
	}
}

func declareHeroku(in *parsers.Input, files []*source.File) (out chain.Fragment) {
	for _, f := range files {
		for _, p := range dynos(in, f, &out.Problems) {
			if p.Name != "web" {
				continue // the router sends requests to web alone
			}
			root := &chain.Root{Kind: "heroku", Dir: path.Dir(f.Name), File: f.Name, Canon: in.Tree.Canon(f.Path)}
			web := process(in, root, "heroku/web", p, true)
			router, ok := herokuRouter(root, p.At)
			out.Endpoints = append(out.Endpoints, web)
			if ok {
				out.Endpoints = append(out.Endpoints, router)
				out.Refs = append(out.Refs, chain.Reference{From: router, To: web, At: p.At, Text: "heroku.yml"})
			}
		}
	}
	return out
}

// dynos are the processes of a heroku.yml: those that run has commands for, and those whose image starts by itself.
func dynos(in *parsers.Input, f *source.File, report *[]chain.Problem) (all []program.Program) {
	docs, fault := yamlspan.LoadAll(f)
	if fault == nil && len(docs) > 0 {
		fault = docs[0].Fault
	}
	if fault != nil || len(docs) == 0 {
		if fault != nil && report != nil {
			*report = append(*report, chain.Problem{Kind: chain.SyntaxProblem, At: fault.At, Msg: fault.Msg})
		}
		return nil
	}
	root, dir := docs[0].Root, filepath.Dir(f.Path)
	env := variables{}
	for _, v := range root.Get("setup", "config").Pairs() {
		env[v.Key] = program.At(v.Value.Text(), v.Value.At())
	}
	add := func(name string, at source.Span) *program.Program {
		i := slices.IndexFunc(all, func(p program.Program) bool { return p.Name == name })
		if i < 0 {
			all = append(all, program.Program{Name: name, At: at, Env: env, Ambient: "the config vars of the Heroku app"})
			i = len(all) - 1
		}
		return &all[i]
	}
	for _, b := range root.Get("build", "docker").Pairs() {
		p, dockerfile := add(b.Key, b.At), b.Value
		if dockerfile.IsMapping() {
			dockerfile = dockerfile.Get("dockerfile")
		}
		p.Build = buildOf(in, inside(dir, dockerfile.Text()))
		if p.Build == nil {
			p.Open = "its Dockerfile " + source.Clip(dockerfile.Text()) + " is not in these files"
		}
	}
	for _, r := range root.Get("run").Pairs() {
		p, command := add(r.Key, r.At), r.Value
		if command.IsMapping() {
			if command = r.Value.Get("command"); command.IsList() {
				command = last(command.Items())
			}
			p.Build = buildOf(in, inside(dir, root.Get("build", "docker", r.Value.Get("image").Text()).Text()))
		}
		p.Command, p.Open = []program.Word{program.At(command.Text(), command.At())}, ""
		if p.Build == nil {
			p.Folders = []string{dir}
		}
	}
	return all
}

func last(all []yamlspan.Node) (n yamlspan.Node) {
	if len(all) > 0 {
		n = all[len(all)-1]
	}
	return n
}

// buildOf is the build of a Dockerfile, nil where the scan does not hold it.
func buildOf(in *parsers.Input, path string) *program.Build {
	for _, b := range in.Sources.Builds {
		if b.File != nil && b.File.Path == path && path != "" {
			return b
		}
	}
	return nil
}

// herokuRouter is the router in front of an app.
func herokuRouter(root *chain.Root, at source.Span) (e *chain.Endpoint, ok bool) {
	r, err := presets.Answer("heroku-router")
	if err != nil || r.Connects == nil || r.Connects.Kind != presets.Seconds {
		return nil, false
	}
	c := r.Connects
	e = &chain.Endpoint{Local: "heroku/router", Kind: chain.Balancer, Product: "heroku-router", Root: root, At: at}
	e.Connect = []*chain.Side{{
		Owner: e, Protocol: chain.HTTP1, At: []source.Span{at}, Set: c.Set, Advice: c.Advice, Retries: r.Retry,
		Idle: chain.Exactly(c.D, &chain.Origin{
			Kind: chain.Fixed, Setting: c.Setting, Note: "fixed for " + r.Preset.About, URL: c.Source, Steps: []chain.Step{{Role: chain.DefaultOf, At: at}},
		}),
	}}
	return e, true
}
