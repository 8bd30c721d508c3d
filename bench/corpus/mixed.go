package main

import (
	"fmt"
	"strings"
)

// mixed is a repository of services with their infrastructure. One file in about eight says something of connections, and a folder holds four files: what the
// 162 public repositories hold that this tool was tried on, 108,734 files in 26,072 folders.
func mixed(t *tree) {
	t.add("README.md", markdown)
	t.add(".gitignore", func(p *pen) {
		p.f("node_modules/\ndist/\n*.log\n.terraform/\n.env\n*.tfstate\n/coverage\n__pycache__/\n")
	})
	t.add(".github/workflows/ci.yml", workflow)
	nginxSite(t, "deploy/nginx/edge")
	terraformStack(t, "infra/prod/edge")
	for i := 0; !t.full(); i++ {
		service(t, fmt.Sprintf("services/%s-%03d", words[i%len(words)], i))
		if i%9 == 8 {
			nginxSite(t, fmt.Sprintf("deploy/nginx/%s-%03d", words[i%len(words)], i))
		}
		if i%3 == 2 {
			terraformStack(t, fmt.Sprintf("infra/%s/%s-%03d", []string{"prod", "staging", "dev"}[i/3%3], words[i%len(words)], i))
		}
	}
}

// sparse is a large repository with one server: all other files say nothing of connections, as libraries, documents and data do.
func sparse(t *tree) {
	t.add("README.md", markdown)
	nginxSite(t, "deploy/nginx/edge")
	for i := 0; !t.full(); i++ {
		dir := fmt.Sprintf("packages/%s-%03d", words[i%len(words)], i)
		p := t.pen(dir)
		silent(t, dir, p, languages[p.rand.IntN(len(languages))])
	}
}

// part is one kind of file of a service.
type part struct {
	share int    // of 100 files
	name  string // with the name of a folder and that of the file; EXT is the service's
	write func(p *pen)
}

// parts are what a service is made of beside its server, image and manifests.
var parts = []part{
	{38, "src/%s/%s.EXT", nil},
	{8, "test/%s/%s_test.EXT", nil},
	{10, "locales/%[2]s.json", jsonText},
	{7, "docs/%[2]s.md", markdown},
	{9, "assets/%[2]s.png", picture},
	{6, "web/%[2]s.css", stylesheet},
	{5, "web/%[2]s.html", page},
	{4, "config/%[2]s.yaml", settingsYAML},
	{5, "chart/%[2]s.yaml", configMap},
	{3, "fixtures-data/%[2]s.csv", table},
	{3, "scripts/%[2]s.sh", shell},
	{2, "sql/%[2]s.sql", queries},
}

// service adds 30 to 150 files that belong together.
func service(t *tree, dir string) {
	p := t.pen(dir)
	lang := languages[p.rand.IntN(len(languages))]
	name := dir[strings.LastIndexByte(dir, '/')+1:]
	server := serviceFiles{name: name, port: p.n(3000, 9000), lang: lang}
	server.add(t, dir)
	silent(t, dir, p, lang)
}

// silent adds the files of a service that say nothing of how it listens.
func silent(t *tree, dir string, p *pen, lang language) {
	folders := []string{p.word(), p.word(), p.word()}
	for i, n := 0, p.n(22, 140); i < n && !t.full(); i++ {
		at := p.rand.IntN(100)
		for _, k := range parts {
			if at -= k.share; at >= 0 {
				continue
			}
			write := k.write
			if write == nil {
				write = lang.code
			}
			file := fmt.Sprintf(k.name, folders[p.rand.IntN(len(folders))], fmt.Sprintf("%s_%d", p.snake(), i))
			t.add(dir+"/"+strings.ReplaceAll(file, "EXT", lang.ext), write)
			break
		}
	}
}

// serviceFiles are those that say how a service listens and is deployed.
type serviceFiles struct {
	name string
	port int
	lang language
}

func (s serviceFiles) add(t *tree, dir string) {
	t.add(dir+"/README.md", markdown)
	t.add(dir+"/"+s.lang.main, func(p *pen) { s.lang.server(p, s) })
	t.add(dir+"/"+s.lang.manifest, func(p *pen) { s.lang.deps(p, s) })
	t.add(dir+"/Dockerfile", func(p *pen) { s.lang.image(p, s) })
	t.add(dir+"/k8s/deployment.yaml", s.deployment)
	t.add(dir+"/k8s/service.yaml", s.service)
	t.add(dir+"/k8s/ingress.yaml", s.ingress)
	t.add(dir+"/.github/workflows/build.yml", workflow)
}
