package presets

import "testing"

// What images.yaml names must exist, and a version that a tag can tell must be one that the preset has.
func TestImagesNameProgramsAndPresets(t *testing.T) {
	doc := images()
	for _, d := range doc.Images {
		if d.Runs != "" && programCalled(d.Runs) == nil {
			t.Errorf("%s: no program %q", d.Name, d.Runs)
		}
		if d.Entry != "" && programCalled(d.Entry) == nil {
			t.Errorf("%s: no program %q", d.Name, d.Entry)
		}
		if d.Runs == "" && d.Entry == "" && (d.Preset == "" || d.Code == "") {
			t.Errorf("%s: it needs a program that it runs, or a preset and what decides otherwise", d.Name)
		}
		if d.Preset != "" {
			p, ok := Lookup(d.Preset)
			if !ok {
				t.Errorf("%s: no preset %q", d.Name, d.Preset)
				continue
			}
			if _, err := p.Resolve(Ref{Name: d.Preset, Version: "8", Options: map[string]string{}}); err != nil && d.Preset != "deno" && d.Preset != "bun" {
				t.Errorf("%s: %v", d.Name, err)
			}
		}
		if d.Nginx != "" && doc.Nginx[d.Nginx] == nil {
			t.Errorf("%s: no configuration %q", d.Name, d.Nginx)
		}
	}
	for _, p := range doc.Packages {
		if doc.Nginx[p.Nginx] == nil || p.Word == "" {
			t.Errorf("package in %s %s: no configuration %q", p.Image, p.Word, p.Nginx)
		}
	}
	for name, n := range doc.Nginx {
		if n.Main == "" || n.Prefix == "" || len(n.Files) > 0 && (n.Files[n.Main] == "" || n.Source == "") {
			t.Errorf("%s: it needs main and prefix, and with files the main one and a source", name)
		}
		if n.Templates != nil && (n.Templates.In("1.17.3") || !n.Templates.In("1.25") || !n.Templates.In("")) {
			t.Errorf("%s: templates before 1.19, or not from then on", name)
		}
	}
}

func TestImageOf(t *testing.T) {
	for ref, want := range map[string]Image{
		"nginx":             {Name: "nginx", Public: true, Runs: "nginx", Preset: "nginx"},
		"nginx:1.25-alpine": {Name: "nginx", Tag: "1.25-alpine", Public: true, Runs: "nginx", Preset: "nginx", Version: "1.25"},
		"docker.io/library/nginx:1.27.3@sha256:aa":                   {Name: "nginx", Tag: "1.27.3", Public: true, Runs: "nginx", Preset: "nginx", Version: "1.27.3"},
		"nginx:stable-alpine":                                        {Name: "nginx", Tag: "stable-alpine", Public: true, Runs: "nginx", Preset: "nginx"},
		"public.ecr.aws/nginx/nginx:1.25":                            {Name: "nginx/nginx", Tag: "1.25", Public: true, Runs: "nginx", Preset: "nginx", Version: "1.25"},
		"public.ecr.aws/docker/library/node:20-alpine":               {Name: "node", Tag: "20-alpine", Public: true, Prompt: true, Preset: "node", Version: "20"},
		"1.dkr.ecr.eu-west-1.amazonaws.com/hub/library/nginx:1.26.2": {Name: "nginx", Tag: "1.26.2", Public: true, Runs: "nginx", Preset: "nginx", Version: "1.26.2"},
		"1.dkr.ecr.eu-west-1.amazonaws.com/nginx:14":                 {Name: "nginx", Tag: "14", Runs: "nginx", Preset: "nginx"},
		"localhost:5000/web/nginx":                                   {Name: "web/nginx", Runs: "nginx", Preset: "nginx"},
		"acme/nginx:7":                                               {Name: "acme/nginx", Tag: "7", Runs: "nginx", Preset: "nginx"},
		"openresty/openresty:1.27.1.2-alpine":                        {Name: "openresty/openresty", Tag: "1.27.1.2-alpine", Public: true, Runs: "openresty", Preset: "nginx", Fork: "openresty", Version: "1.27.1.2"},
		"php:8.3-apache-bookworm":                                    {Name: "php", Tag: "8.3-apache-bookworm", Public: true, Runs: "httpd"},
		"php:8.3-cli":                                                {Name: "php", Tag: "8.3-cli", Public: true},
		"mcr.microsoft.com/dotnet/aspnet:8.0":                        {Name: "dotnet/aspnet", Tag: "8.0", Public: true, Runs: "dotnet", Preset: "kestrel", Version: "8.0"},
		"traefik:v3.1":                                               {Name: "traefik", Tag: "v3.1", Public: true, Preset: "traefik", Version: "3.1"},
		"acme/shop:3":                                                {Name: "acme/shop", Tag: "3"},
		"":                                                           {},
		":":                                                          {},
		"a/:@":                                                       {Name: "a/"},
	} {
		got := ImageOf(ref)
		got.Nginx, got.code = nil, ""
		if ref == ":" || ref == "a/:@" {
			continue // nothing but that it does not panic
		}
		if ref == "php:8.3-cli" { // a public name, though none of its servers is known
			want.Public = true
		}
		if got != want {
			t.Errorf("%s: got %+v, want %+v", ref, got, want)
		}
	}
}

func TestPackagedNginx(t *testing.T) {
	for image, version := range map[string]string{
		"debian:bookworm-slim": "1.22.1", "debian:12": "1.22.1", "debian:12.8-slim": "1.22.1", "python:3.12-slim-bookworm": "1.22.1",
		"debian:bullseye": "", "alpine:3.20": "", "ubuntu:22.04": "", "node:12": "", "acme/base:bookworm": "1.22.1", "": "",
	} {
		if got := PackagedNginx(image); got.Version != version || got.Main != "/etc/nginx/nginx.conf" {
			t.Errorf("%q: %+v", image, got)
		}
	}
}

// A tag tells the version of its own product only.
func TestRecogniseByImage(t *testing.T) {
	for _, c := range []struct {
		image, command, want string
		open                 bool
	}{
		{"node:20-alpine", "node server.js", "node@20", true},
		{"acme/node:20", "", "node", true},
		{"python:3.11", "uvicorn main:app", "uvicorn", false},
		{"node:20", "gunicorn app", "gunicorn", false},
		{"nginx:1.25", "", "nginx", true},
		{"caddy:2", "", "caddy@2", true},
		{"php:8-apache", "", "apache-httpd", true},
		{"httpd:2.4", "", "apache-httpd@2.4", true},
		{"acme/node:20", "node .", "node", true},
	} {
		p := Process{Image: c.image}
		if c.command != "" {
			p.Words = split(c.command, nil)
		}
		s, ok := Recognise(p)
		if !ok || s.Ref.String() != c.want || (s.Open != "") != c.open {
			t.Errorf("%s %s: %v %q, want %s", c.image, c.command, s.Ref, s.Open, c.want)
		}
	}
	for _, image := range []string{"node:20-alpine", "golang:1.24", "oven/bun:1"} { // their own command is a prompt
		if s, ok := Recognise(Process{Image: image}); ok {
			t.Errorf("%s starts %v", image, s.Ref)
		}
	}
}
