package nginx

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// Match claims nginx configurations: by name where it says nginx and the first lines agree, else by what these hold. What is claimed by
// content alone is left out if it does not parse.
func Match(name string, head []byte) parsers.Claim {
	name = strings.ToLower(name)
	base := path.Base(name)
	switch {
	case foreign(base):
		return parsers.No
	case isDump(head):
		return parsers.ByName
	case source.Binary(head) || bytes.HasPrefix(head, []byte("#!")):
		return parsers.No
	case !looksLikeNginx(head):
		if base == "nginx.conf" { // or that of a supervisor, a log shipper, ... that deals with nginx
			return parsers.ByContent
		}
		return parsers.No
	case base == "nginx.conf", strings.Contains(name, "nginx") && (slices.Contains(endings, path.Ext(base)) || strings.Contains(path.Dir(name), "sites-")):
		return parsers.ByName
	}
	return parsers.ByContent
}

// endings of nginx configurations and of templates for them.
var endings = []string{"", ".conf", ".nginx", ".vhost", ".inc", ".template", ".tmpl", ".tpl", ".j2", ".jinja", ".jinja2", ".erb", ".epp", ".mustache", ".hbs", ".ejs", ".stpl", ".dist", ".site", ".snippet", ".dump", ".cfg"}

// foreign reports whether a file is by its name in another language, be there a piece of nginx configuration in it. Site names such as
// www.example.com have none of these endings.
func foreign(base string) bool {
	stem, _, _ := strings.Cut(base, ".")
	switch stem {
	case "dockerfile", "containerfile", "makefile", "vagrantfile", "jenkinsfile", "rakefile", "gemfile":
		return true
	}
	ext := path.Ext(base)
	return len(ext) == 2 && '1' <= ext[1] && ext[1] <= '9' || foreignEndings[ext] // the former are manual pages
}

var foreignEndings = func() map[string]bool {
	all := map[string]bool{}
	for _, ext := range strings.Fields(`adoc asciidoc bash bat bats c cc cjs cpp cs css csv diff fish gemspec go gradle groovy h hcl hh hpp htm html ini ipynb
		java js json jsonl jsonnet jsx kt libsonnet lock lua m map md mdx mjs mk mod nix patch php pl pm po pot pp properties proto ps1 py rb rs rst
		scala scss service snap spec sql sum svg swift t tex tf tofu tfvars toml ts tsx vcl vim vue xml yaml yml zig zsh sh`) {
		all["."+ext] = true
	}
	return all
}()
