// Package image says what an image or a container holds that matters to nginx: which one it runs, and what of the scan lies where in it.
package image

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// Nginx is the nginx of a container: that of its image, or of what builds it, with what is mounted over it and what its command names. ok is false where nothing says that
// there is one. Hosts and Scope are the caller's to add.
func Nginx(tree *source.Tree, p *program.Program, mounts []program.Copy) (in parsers.Install, ok bool) {
	in.Image, in.At = p.Image, p.At
	var packages []program.Word
	if b := p.Build; b != nil {
		in.Image, in.At, in.Files, packages = b.Base, b.BaseAt, slices.Clone(b.Copies), b.Packages
	}
	in.Files = append(in.Files, mounts...)
	im := presets.ImageOf(in.Image)
	switch pinned, packaged := packagedNginx(packages); {
	case im.Nginx != nil:
		in.Comes, in.Version, in.Closed = im.Nginx, im.NginxVersion(), im.Public
	case packaged:
		in.Comes = presets.PackagedNginx(in.Image)
		in.Version, in.Closed = pinned, in.Comes.Files != nil
		if pinned == "" {
			in.Version = in.Comes.Version
		}
	default:
		in.Comes = presets.PackagedNginx("")
		if !slices.ContainsFunc(in.Files, func(c program.Copy) bool { _, below := under(c.To, in.Comes.Prefix); return below && c.From != "" }) {
			return in, false
		}
	}
	start(tree, p, &in)
	return in, true
}

// packagedNginx finds nginx among the packages that an image's build installs, with the version that it asks for.
func packagedNginx(packages []program.Word) (version string, ok bool) {
	for _, w := range packages {
		name, v, _ := strings.Cut(w.Text, "=")
		switch name {
		case "nginx", "nginx-light", "nginx-full", "nginx-core", "nginx-extras":
			v, _, _ = strings.Cut(strings.TrimLeft(v, "~"), "-")
			if strings.Trim(v, "0123456789.") != "" {
				v = ""
			}
			return v, true
		}
	}
	return "", false
}

func under(name, folder string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(name, folder)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return strings.TrimPrefix(rest, "/"), true
}

// start adds what happens between the start of the container and that of nginx: what its command does to files, which main file it names, and the templates that the image's
// own start script fills in. Where something else is started, what becomes of the configuration is not known.
func start(tree *source.Tree, p *program.Program, in *parsers.Install) {
	words, env, own := starting(p)
	switch nginx, main := startsNginx(tree, words, env, p, in); {
	case len(words) == 0:
		templates(tree, in, env)
	case !nginx:
		in.Closed = false
	default:
		in.Main = main
		if own {
			templates(tree, in, env)
		}
	}
	if (own || len(words) == 0) && !prepared(tree, in.Files) {
		in.Closed = false
	}
	if in.Main == in.Comes.Main {
		in.Main = ""
	}
}

// starting is how a container is started. own is set where the image's own start script comes first.
func starting(p *program.Program) (words []program.Word, env map[string]program.Word, own bool) {
	entry, command := p.Entry, p.Command
	env = map[string]program.Word{}
	if b := p.Build; b != nil {
		if entry == nil {
			entry = b.Entry
			if command == nil {
				command = b.Command
			}
		}
		maps.Copy(env, b.Env)
	}
	maps.Copy(env, p.Env)
	own = len(entry) == 0
	words = slices.Concat(entry, command)
	for len(words) > 0 && path.Base(words[0].Text) == "docker-entrypoint.sh" {
		words, own = words[1:], true
	}
	return words, env, own
}

// startsNginx reports whether a command starts nginx, and with which main file; what a script does before is done.
func startsNginx(tree *source.Tree, words []program.Word, env map[string]program.Word, p *program.Program, in *parsers.Install) (ok bool, main string) {
	script := Script{At: p.At, Env: env, Dir: "/"}
	if p.Build != nil && p.Build.WorkDir != "" {
		script.Dir = p.Build.WorkDir
	}
	plain := make([]string, len(words))
	for i, w := range words {
		if w.Open != "" {
			return false, ""
		}
		plain[i] = w.Text
	}
	for i, w := range plain {
		shell := w == "-c" && i > 0 && i+1 < len(plain) && strings.HasSuffix(plain[i-1], "sh") || w == "-lc" || w == "-ec"
		if shell && i+1 < len(plain) {
			script.Text = plain[i+1]
		}
	}
	if len(plain) == 1 && strings.ContainsAny(plain[0], " \t\n") {
		script.Text = plain[0]
	}
	if script.Text != "" {
		in.Files = script.Apply(tree, in.Files)
		all := script.commands()
		if len(all) == 0 {
			return false, ""
		}
		plain = all[len(all)-1].words
		for _, c := range all {
			if len(c.words) > 0 && !slices.Contains(harmless, path.Base(c.words[0])) {
				return false, ""
			}
		}
	}
	for i, w := range plain {
		switch base := path.Base(w); {
		case base == "nginx" || base == "openresty" || base == "nginx-debug":
			return true, option(plain[i+1:], "-c", script)
		case strings.HasPrefix(w, "-"), base == "exec", base == "tini", base == "dumb-init", base == "env", assignment(w):
		default:
			return false, ""
		}
	}
	return false, ""
}

// option is the absolute path that follows an option of nginx, "" for none.
func option(words []string, name string, s Script) string {
	for i, w := range words {
		if w == name && i+1 < len(words) {
			return s.abs(words[i+1])
		}
	}
	return ""
}

// templates adds the files that the image's start script writes from templates.
func templates(tree *source.Tree, in *parsers.Install, env map[string]program.Word) {
	t := in.Comes.Templates
	if t == nil || !t.In(in.Version) {
		return
	}
	from, to, suffix := t.From, t.To, t.Suffix
	for name, v := range map[string]*string{"NGINX_ENVSUBST_TEMPLATE_DIR": &from, "NGINX_ENVSUBST_OUTPUT_DIR": &to, "NGINX_ENVSUBST_TEMPLATE_SUFFIX": &suffix} {
		if w, ok := env[name]; ok {
			if w.Open != "" {
				in.Closed = false
				return
			}
			*v = w.Text
		}
	}
	for _, pattern := range []string{"/*", "/*/*"} {
		found, open := in.Files.Glob(tree, path.Clean(from)+pattern+suffix, nil)
		if open != "" {
			in.Closed = false
		}
		for _, f := range found {
			rest, _ := under(f.To, path.Clean(from))
			in.Files = in.Files.With(program.Copy{From: f.Here, To: path.Join(to, strings.TrimSuffix(rest, suffix)), Open: f.Open, At: f.At})
		}
	}
}
