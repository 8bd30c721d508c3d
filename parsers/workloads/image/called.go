package image

import (
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

var shells = []string{"sh", "bash", "ash", "dash", ".", "source"}

// touching is what a script mentions that does something to nginx's configuration, or may.
var touching = pattern.New(`(?i)/etc/(?:nginx|angie)|/openresty/|nginx\.conf|conf\.d|sites-(?:enabled|available)`)

// touches reports whether a file of the scan is a script that may change nginx's configuration.
func touches(tree *source.Tree, here string) bool {
	f, err := tree.Read(here)
	return err == nil && touching().Match(f.Src)
}

// called is the file of the scan that a command of a script runs: ./setup.sh, sh /tmp/setup.sh; "" for none.
func (s Script) called(tree *source.Tree, files program.Files, words []string) string {
	if len(words) > 1 && slices.Contains(shells, path.Base(words[0])) {
		words = words[1:]
		for len(words) > 1 && strings.HasPrefix(words[0], "-") {
			words = words[1:]
		}
	}
	name := s.abs(words[0])
	if name == "" || !strings.ContainsAny(words[0], "/.") {
		return ""
	}
	found, _ := files.Look(tree, name)
	return found.Here
}

// unsure says that a script may have changed what the image brings. What the scan puts there counts as it is: what is edited are place holders, mostly.
func (s Script) unsure(files program.Files, script string) program.Files {
	if len(files) > 0 && files[0].To == "/etc" && files[0].Open != "" {
		return files
	}
	return append(program.Files{{To: "/etc", Open: path.Base(script) + " may change it", At: s.At}}, files...)
}

// entrypoints is the folder of which the start script of the images of nginx runs what it finds.
const entrypoints = "/docker-entrypoint.d/*"

// prepared reports whether scripts that the image's start script runs leave nginx's configuration as it is.
func prepared(tree *source.Tree, files program.Files) bool {
	all, open := files.Glob(tree, entrypoints, nil)
	return open == "" && !slices.ContainsFunc(all, func(f program.Found) bool {
		return f.Open != "" || f.Here != "" && touches(tree, f.Here)
	})
}
