package image

import (
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// Script is a piece of shell that runs in a container, by RUN or before the server is started.
type Script struct {
	Text string
	At   source.Span
	Dir  string // absolute folder that it runs in
	Env  map[string]program.Word
}

// Apply gives what lies where after a script. Only what it does to configurations of nginx is looked for: files that it moves, removes and fills in are followed, and what
// else it changes is not known.
func (s Script) Apply(tree *source.Tree, files program.Files) program.Files {
	for _, c := range s.commands() {
		files = s.effect(tree, files, c)
	}
	return files
}

// Packages are what a script installs with a distribution's package manager.
func (s Script) Packages() (all []string) {
	for _, c := range s.commands() {
		words := c.words
		if len(words) < 2 || !slices.Contains(managers, path.Base(words[0])) {
			continue
		}
		verb := slices.IndexFunc(words, func(w string) bool { return w == "install" || w == "add" })
		if verb < 0 {
			continue
		}
		for _, w := range words[verb+1:] {
			if !strings.HasPrefix(w, "-") {
				all = append(all, w)
			}
		}
	}
	return all
}

var managers = []string{"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper", "pacman"}

// harmless are commands that change no file's content.
var harmless = []string{
	"chown", "chmod", "chgrp", "mkdir", "touch", "ls", "cat", "echo", "printf", "test", "[", "nginx", "openresty", "envsubst", "grep", "find", "exec", "true", "set",
	"setcap", "useradd", "adduser", "addgroup", "groupadd", "export", "cd", "openssl", "apt-get", "apt", "apk", "yum", "dnf", "which", "ln", "cp", "mv", "rm", "unlink", "sleep", "wait",
}

// effect is what one command does.
func (s Script) effect(tree *source.Tree, files program.Files, c command) program.Files {
	if len(c.words) == 0 {
		return files
	}
	if script := s.called(tree, files, c.words); script != "" && touches(tree, script) {
		return s.unsure(files, script)
	}
	name, paths := path.Base(c.words[0]), s.paths(c.words[1:])
	switch {
	case c.to != "":
		files = s.written(tree, files, name, c)
	case len(paths) == 0:
	case name == "rm" || name == "unlink":
		for _, p := range paths {
			if _, ok := files.Look(tree, p); ok || configuration(p) {
				files = files.With(program.Copy{To: path.Clean(p), At: s.At})
			}
		}
	case (name == "mv" || name == "cp" || name == "ln") && len(paths) > 1:
		files = s.moved(tree, files, name, paths)
	case !slices.Contains(harmless, name):
		for _, p := range paths {
			files = s.changed(tree, files, p, name)
		}
	}
	return files
}

// written is what a redirection leaves: a template with variables filled in is still the file that the scan has.
func (s Script) written(tree *source.Tree, files program.Files, name string, c command) program.Files {
	to, from := s.abs(c.to), s.abs(c.from)
	if to == "" || !configuration(to) {
		return files
	}
	if found, ok := files.Look(tree, from); ok && found.Here != "" && from != "" && name == "envsubst" {
		return files.With(program.Copy{From: found.Here, To: to, At: s.At})
	}
	return files.With(program.Copy{To: to, Open: name + " writes it", At: s.At})
}

// moved is what mv, cp and ln do: the last path is where to, a folder if there are several or if it is written so.
func (s Script) moved(tree *source.Tree, files program.Files, name string, paths []string) program.Files {
	last := paths[len(paths)-1]
	for _, p := range paths[:len(paths)-1] {
		to := last
		if len(paths) > 2 || strings.HasSuffix(last, "/") || Folder(last) {
			to = path.Join(last, path.Base(p))
		}
		found, ok := files.Look(tree, p)
		switch {
		case ok && found.Here != "":
			files = files.With(program.Copy{From: found.Here, To: path.Clean(to), At: s.At})
		case configuration(to):
			files = files.With(program.Copy{To: path.Clean(to), Open: name + " puts another file there", At: s.At})
		}
		if name == "mv" && (ok || configuration(p)) {
			files = files.With(program.Copy{To: path.Clean(p), At: s.At})
		}
	}
	return files
}

// Folder reports whether a path is by its name a folder of nginx's: mv a.conf /etc/nginx/conf.d.
func Folder(p string) bool {
	base := path.Base(p)
	return strings.HasSuffix(base, ".d") || base == "nginx" || base == "conf" || base == "templates" || strings.HasPrefix(base, "sites-") || base == "snippets"
}

// changed is a file that a command edits in place. One of the scan counts as it is there: what is edited are place holders, mostly.
func (s Script) changed(tree *source.Tree, files program.Files, to, name string) program.Files {
	if found, ok := files.Look(tree, to); ok && found.Here != "" || !configuration(to) {
		return files
	}
	return files.With(program.Copy{To: path.Clean(to), Open: name + " changes it", At: s.At})
}

// configuration reports whether a path may be one of nginx's configuration.
func configuration(p string) bool {
	for _, other := range []string{"/var/", "/run/", "/usr/share/", "/usr/sbin/", "/usr/bin/", "/tmp/", "/docker-entrypoint.d/"} {
		if strings.HasPrefix(p, other) {
			return false
		}
	}
	return strings.Contains(p, "nginx") || strings.Contains(p, "openresty") || strings.Contains(p, "angie") || p == "/etc" || p == "/"
}

// paths are the words of a command that are paths, absolute.
func (s Script) paths(words []string) (all []string) {
	for _, w := range words {
		if strings.HasPrefix(w, "-") {
			continue
		}
		if p := s.abs(w); p != "" && (strings.HasPrefix(w, "/") || strings.ContainsAny(w, "/.")) {
			all = append(all, p)
		}
	}
	return all
}

// abs makes a word an absolute path, a slash at its end kept; "" where it is not known.
func (s Script) abs(word string) string {
	if word == "" || strings.ContainsAny(word, "$`{") {
		return ""
	}
	slash := ""
	if strings.HasSuffix(word, "/") && word != "/" {
		slash = "/"
	}
	if path.IsAbs(word) {
		return path.Clean(word) + slash
	}
	if s.Dir == "" {
		return ""
	}
	return path.Join(s.Dir, word) + slash
}
