package workloads

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// copy reads COPY and ADD: [--from=STAGE] SOURCE ... DESTINATION, plain or as JSON.
func (d *dockerBuild) copy(in *instruction, s *stage) {
	given, words := options(in.words())
	if len(words) > 0 && strings.HasPrefix(words[0].text, "[") {
		tail := *in
		tail.text, tail.pos = in.text[words[0].from:], in.pos[words[0].from:]
		if list, ok := tail.list(); ok {
			in, words = &tail, list
		}
	}
	if len(words) < 2 {
		return
	}
	last := words[len(words)-1]
	to, open := s.vars.fill(last.text, d.escape)
	to = s.inside(to)
	if open != "" || to == "" {
		s.vague = true
		return // where to is not known; what lies there is as before, as far as anybody can tell
	}
	sources := words[:len(words)-1]
	for _, w := range sources {
		from, open := s.vars.fill(w.text, d.escape)
		one := copying{dockerBuild: d, stage: s, to: to, many: len(sources) > 1, at: in.at(w.from, w.to)}
		stage, _ := s.vars.fill(given["from"], d.escape)
		switch {
		case strings.HasPrefix(from, "<<"):
			one.put(program.Copy{To: to, Open: "its text stands in the Dockerfile", At: one.at})
		case open != "":
			s.vague = true
			one.put(program.Copy{To: to, Open: "what is copied there is not known: " + open, At: one.at})
		case stage != "":
			one.fromStage(stage, from)
		case in.name == "ADD" && (strings.Contains(from, "://") || strings.HasPrefix(from, "git@")):
			one.put(program.Copy{To: one.target(path.Base(from)), Open: "it is downloaded", At: one.at})
		case in.name == "ADD" && archive(from):
			one.put(program.Copy{To: path.Clean(to), Open: "an archive is unpacked there", At: one.at})
		default:
			one.fromContext(from)
		}
	}
}

// inside makes a destination absolute, a slash at its end kept; "" where the folder it starts from is not known.
func (s *stage) inside(to string) string {
	slash := ""
	if strings.HasSuffix(to, "/") || to == "." || strings.HasSuffix(to, "/.") {
		slash = "/"
	}
	switch {
	case to == "":
		return ""
	case !path.IsAbs(to) && s.dir == "" && s.from == nil && s.open != "":
		return ""
	case !path.IsAbs(to):
		to = path.Join("/", s.dir, to)
	}
	if to = path.Clean(to); to == "/" {
		return to
	}
	return to + slash
}

func archive(name string) bool {
	for _, ending := range []string{".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".txz"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// copying is one source of a COPY on its way.
type copying struct {
	*dockerBuild
	*stage
	to   string // absolute, with a slash at its end where it is written so
	many bool
	at   source.Span
}

func (c copying) put(one program.Copy) { c.files = c.files.With(one) }

// target is where a file of that name goes.
func (c copying) target(name string) string {
	if c.many || strings.HasSuffix(c.to, "/") || image.Folder(c.to) || path.Clean(c.to) == c.dir {
		return path.Join(c.to, name)
	}
	return path.Clean(c.to)
}

// fromContext copies files of the scan; of a folder what is in it.
func (c copying) fromContext(from string) {
	here := filepath.Join(c.o.Context, filepath.FromSlash(path.Join("/", from))) // .. does not lead out of the context
	found := []string{here}
	if strings.ContainsAny(from, "*?[") {
		found, _ = c.tree.Glob(here)
		c.many = c.many || len(found) > 1
	}
	for _, name := range found {
		if isFolder(c.tree, name) {
			c.put(program.Copy{From: name, To: path.Clean(c.to), At: c.at})
			continue
		}
		to := c.target(filepath.Base(name))
		if !program.Exists(c.tree, name) {
			c.put(program.Copy{To: to, Open: "what is copied there is not in the scan", At: c.at})
			continue
		}
		c.put(program.Copy{From: name, To: to, At: c.at})
	}
}

// fromStage copies what another stage holds: as far as that is of the scan.
func (c copying) fromStage(name, from string) {
	other := c.dockerBuild.stage(name)
	if other == nil || other == c.stage {
		c.put(program.Copy{To: path.Clean(c.to), Stage: name, At: c.at})
		return
	}
	source := other.inside(from)
	if strings.ContainsAny(source, "*?[") || source == "" {
		found, open := other.files.Glob(c.tree, path.Clean(source), nil)
		for _, f := range found {
			c.put(program.Copy{From: f.Here, To: path.Join(c.to, path.Base(f.To)), Open: f.Open, At: c.at})
		}
		if open != "" || len(found) == 0 {
			c.put(program.Copy{To: path.Clean(c.to), Stage: name, At: c.at})
		}
		return
	}
	found, ok := other.files.Look(c.tree, source)
	switch {
	case !ok || found.Here == "":
		c.put(program.Copy{To: c.target(path.Base(source)), Stage: name, At: c.at})
	case isFolder(c.tree, found.Here):
		c.put(program.Copy{From: found.Here, To: path.Clean(c.to), At: c.at})
	default:
		c.put(program.Copy{From: found.Here, To: c.target(path.Base(source)), At: c.at})
	}
}

func isFolder(tree *source.Tree, name string) bool {
	_, err := tree.Dir(name)
	return err == nil
}

// contextOf finds the folder that COPY reads from where nothing states it: the one among the Dockerfile's own and those above it, up to the PATH, in which the most of what it
// copies lies, the nearest of several. People build web/Dockerfile with docker build web as well as with docker build -f web/Dockerfile .
func contextOf(tree *source.Tree, f *source.File, all []instruction) string {
	if f.Path == "" {
		return ""
	}
	own := filepath.Dir(f.Path)
	sources := copied(all)
	best, most := own, 0
	for dir := own; tree.Contains(dir); dir = filepath.Dir(dir) {
		n := 0
		for _, s := range sources {
			if program.Exists(tree, filepath.Join(dir, filepath.FromSlash(s))) {
				n++
			}
		}
		if n > most {
			best, most = dir, n
		}
		if filepath.Dir(dir) == dir || most == len(sources) {
			break
		}
	}
	return best
}

// copied are the plain sources of the context, but for those that every folder has.
func copied(all []instruction) (names []string) {
	for i := range all {
		in := &all[i]
		if in.name != "COPY" && in.name != "ADD" {
			continue
		}
		given, words := options(in.words())
		if list, ok := in.list(); ok {
			words = list
		}
		if _, elsewhere := given["from"]; elsewhere || len(words) < 2 {
			continue
		}
		for _, w := range words[:len(words)-1] {
			name := strings.Trim(w.text, `"'`)
			if clean := path.Clean(name); clean != "." && clean != "/" && !strings.ContainsAny(name, "$*?[<{:") && !slices.Contains(names, clean) {
				names = append(names, clean)
			}
		}
	}
	return names
}
