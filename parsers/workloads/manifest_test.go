package workloads_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/source"
	"golang.org/x/tools/txtar"
)

// TestManifests wants what each kind of manifest names, with the version as it stands at its place.
func TestManifests(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"package.json", "{\n\t\"name\": \"api\",\n\t\"dependencies\": {\"fastify\": \"^4.26.1\"},\n\t\"devDependencies\": {\"vite\": \"5\"},\n\t\"scripts\": {\"start\": \"node dist/main.js\"}\n}\n", `api fastify=^4.26.1 start:"node dist/main.js"`},
		{"package.json", "{\"name\": ", ``},
		{"package.json", "[1]", ``},
		{"go.mod", "module example.com/api // x\n\ngo 1.22\n\nrequire github.com/gin-gonic/gin v1.9.1\n\nrequire (\n\tgithub.com/labstack/echo/v4 v4.11.4 // indirect\n)\n", `example.com/api github.com/gin-gonic/gin=v1.9.1 github.com/labstack/echo/v4=v4.11.4`},
		{"Gemfile", "source 'https://rubygems.org'\ngem 'rails', '~> 7.1'\ngem \"puma\", \">= 5.0\", require: false\ngem 'pg'\n# gem 'thin'\n", `pg= puma=>= 5.0 rails=~> 7.1`},
		{"Gemfile.lock", "GEM\n  specs:\n    nio4r (2.7.0)\n    puma (6.4.2)\n      nio4r (~> 2.0)\n\nDEPENDENCIES\n  puma (>= 5.0)\n", `nio4r=2.7.0 puma=6.4.2`},
		{"requirements.txt", "# a\nGunicorn[gevent]==21.2.0  # pinned\nuvicorn>=0.20,<0.30 ; python_version > \"3.8\"\nflask\n-r other.txt\nhttps://example.com/x.whl\nhypercorn==0.16.0 --hash=sha256:ab\nwaitress==3.0.0 \\\n    --hash=sha256:cd\n", `flask= gunicorn===21.2.0 hypercorn===0.16.0 uvicorn=>=0.20,<0.30 waitress===3.0.0`},
		{"requirements-prod.txt", "daphne~=4.0\r\n", `daphne=~=4.0`},
		{"pyproject.toml", "[build-system]\nrequires = [\"hatchling\"]\n\n[project]\nname = \"api\"\ndependencies = [\n  \"uvicorn[standard]==0.30.1\",\n  'gunicorn>=22',\n]\n[project.optional-dependencies]\ndev = [\"pytest\"]\n", `api gunicorn=>=22 uvicorn===0.30.1`},
		{"pyproject.toml", "[tool.poetry]\nname = \"api\"\n[tool.poetry.dependencies]\npython = \"^3.11\"\ngunicorn = \"^21.2\"\nuvicorn = {version = \"0.30.1\", extras = [\"standard\"]}\n[tool.poetry.group.dev.dependencies]\npytest = \"*\"\n", `api gunicorn=^21.2 python=^3.11 uvicorn=0.30.1`},
		{"poetry.lock", "[[package]]\nname = \"gunicorn\"\nversion = \"21.2.0\"\ndescription = \"x\"\n\n[[package]]\nname = \"uvicorn\"\nversion = \"0.30.1\"\n", `gunicorn=21.2.0 uvicorn=0.30.1`},
		{"Pipfile.lock", "{\"default\": {\"Gunicorn\": {\"version\": \"==21.2.0\"}}, \"develop\": {\"pytest\": {\"version\": \"==8\"}}}", `gunicorn===21.2.0`},
	} {
		r := read(t, []txtar.File{{Name: "app/" + c.name, Data: []byte(c.text)}})
		if len(r.in.Sources.Manifests) != 1 {
			t.Errorf("%s: %d manifests", c.name, len(r.in.Sources.Manifests))
			continue
		}
		m := r.in.Sources.Manifests[0]
		var got []string
		if m.Name != "" {
			got = append(got, m.Name)
		}
		for _, name := range slices.Sorted(maps.Keys(m.Requires)) {
			w := m.Requires[name]
			got = append(got, name+"="+w.Text)
			if place := r.set.Text(w.From.At()); w.Text != "" && strings.Trim(strings.TrimSpace(place), `"`) != w.Text {
				t.Errorf("%s: the place of %s is %q", c.name, name, place)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(m.Scripts)) {
			got = append(got, name+":"+r.set.Text(m.Scripts[name].From.At()))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Whatever files hold, nothing panics, nothing hangs, and no place lies outside of its file.
func FuzzStarted(f *testing.F) {
	for name, seeds := range map[string][]string{
		"docker-compose.yml": {
			"services:\n  a: &a\n    <<: [*a]\n    image: x\n    command: uvicorn ${A:-${B}} '$${C}' \"x\n    env_file: [.env, {path: .env}]\n    extends: {file: docker-compose.yml, service: a}\n    volumes: [./a:/b, {source: ., target: /c}]\n    ports: ['1:2', {target: 3}]\n    build: {context: ., args: [A=b]}\n",
			"services: {a: {image: x, command: \"uvicorn \\0 --port 1\"}}\n",
			"include: [docker-compose.yml, {path: [x]}]\nservices: {a: {extends: a, image: \"{{ x }}\"}}\n",
		},
		"Procfile":         {"web: puma\nweb: x\n: y\n"},
		".env":             {"A=1\nB=\"x ${A}\nC='y\nexport D=$B # c\n"},
		"package.json":     {`{"name": "x", "scripts": {"start": "node x"}}`},
		"pyproject.toml":   {"[project]\nname = \"x\"\ndependencies = [\"a==1\", ']"},
		"Gemfile.lock":     {"GEM\n  specs:\n    puma (6.4.2)\n"},
		"requirements.txt": {"a[b]==1,<2 ; c # d\n"},
		"go.mod":           {"module x\nrequire a.b/c v1\n"},
		"heroku.yml":       {"build:\n  docker:\n    web: Dockerfile\nrun:\n  web: {command: [x], image: web}\n"},
	} {
		for _, seed := range seeds {
			f.Add(name, seed)
		}
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		if strings.ContainsAny(name, "/\\\x00") || name == "." || name == ".." || len(name) > 100 || name == "" {
			return
		}
		files := map[string]string{"compose.yml": "services: {a: {image: x, command: \"uvicorn ${A}\", env_file: .env}}\n", name: text}
		r := read(t, golden.Texts(files))
		for _, e := range r.fragment.Endpoints {
			for _, s := range append(e.Accepts, e.Connect...) {
				for _, c := range s.Idle {
					if c.From != nil {
						for _, step := range c.From.Steps {
							r.within(t, step.At)
						}
					}
				}
			}
		}
		for _, m := range r.in.Sources.Manifests {
			for _, w := range m.Requires {
				r.within(t, w.From.At())
			}
		}
	})
}

func (r repository) within(t *testing.T, at source.Span) {
	t.Helper()
	if f := r.set.File(at.File); f != nil && (at.Start > at.End || int(at.End) > len(f.Src)) {
		t.Fatalf("a place at %d..%d of %s", at.Start, at.End, f.Name)
	}
}
