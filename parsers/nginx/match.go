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
	case !plausible(name, base) || source.Binary(head) || bytes.HasPrefix(head, []byte("#!")):
		return parsers.No
	case !looksLikeNginx(head):
		if base == "nginx.conf" && !sectioned(head) {
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

// foreign reports whether a file is by its name in another language, be there a piece of nginx configuration in it.
func foreign(base string) bool {
	stem, _, _ := strings.Cut(base, ".")
	ext := path.Ext(base)
	manual := len(ext) == 2 && '1' <= ext[1] && ext[1] <= '9'
	return manual || foreignNames[stem] || foreignEndings[ext]
}

// plausible reports whether a file may be nginx's by its name. Those of sites, such as www.example.com, may be.
func plausible(name, base string) bool {
	ext := path.Ext(base)
	return slices.Contains(endings, ext) || ext == ".txt" ||
		strings.Contains(name, "nginx") || strings.Contains(name, "sites-") || strings.Count(base, ".") >= 2
}

// sectioned reports whether a file begins with [section], as those of supervisors, log shippers and other programs that deal with nginx do.
func sectioned(head []byte) bool {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && line[0] != ';' {
			return line[0] == '['
		}
	}
	return false
}

var foreignNames = map[string]bool{
	"dockerfile": true, "containerfile": true, "makefile": true, "vagrantfile": true, "jenkinsfile": true, "rakefile": true, "gemfile": true,
}

var foreignEndings = func() map[string]bool {
	all := map[string]bool{}
	for ext := range strings.FieldsSeq(`adoc asciidoc bash bat bats c cc cjs cpp cs css csv diff fish gemspec go gradle groovy h hcl hh hpp htm html ini ipynb
		java js json jsonl jsonnet jsx kt libsonnet lock lua m map markdown md mdx mjs mk mod nix patch php pl pm po pot pp properties proto ps1 py rb rs rst
		scala scss service snap spec sql sum svg swift t tex tf tofu tfvars toml ts tsx vcl vim vue wiki xml yaml yml zig zsh sh`) {
		all["."+ext] = true
	}
	return all
}()
