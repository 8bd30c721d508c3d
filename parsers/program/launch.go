package program

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/presets"
)

// launch is how a program comes to run: what its place states, over what its image brings, followed through scripts to the command that serves.
type launch struct {
	*Program
	words []Word
	env   map[string]Word
	image string // that tells what is installed: the base of a build
	whole bool   // env names all variables that are set
	open  string // why the words are not known, "" if they are
}

// deepest bounds how many scripts are followed, each of which may start another.
const deepest = 6

// launched merges what Docker merges: a command replaces the image's CMD, an entry point also drops it.
func (p *Program) launched(sources *Sources) *launch {
	l := &launch{Program: p, env: map[string]Word{}, image: p.Image, whole: p.Ambient == ""}
	entry, command := p.Entry, p.Command
	if b := p.Build; b != nil {
		maps.Copy(l.env, b.Env)
		l.image = b.Base
		switch {
		case entry == nil && command == nil:
			entry, command = b.Entry, b.Command
		case entry == nil:
			entry = b.Entry
		}
		if b.Base == "" && entry == nil && command == nil {
			l.open = cmp.Or(b.BaseOpen, "the image that it is built upon is not known")
		}
	}
	if known := presets.ImageOf(l.image); entry == nil && known.Entry != "" {
		entry = []Word{{Word: presets.Word{Text: known.Entry}}}
	}
	maps.Copy(l.env, p.Env)
	if len(entry) == 1 && strings.ContainsAny(entry[0].Text, " \t") {
		command = nil // the shell form of an entry point takes no arguments
	}
	l.words = slices.Concat(entry, command)
	for range deepest {
		if !l.packageScript(sources) && !l.script(sources) {
			break
		}
	}
	return l
}

// process is the program in the words of the catalogue.
func (l *launch) process() presets.Process {
	out := presets.Process{Image: l.image, Env: map[string]presets.Word{}}
	for _, w := range l.words {
		out.Words = append(out.Words, w.Word)
	}
	for name, w := range l.env {
		out.Env[name] = w.Word
	}
	return out
}

// packageScript follows npm start and its like to the command that package.json has for it.
func (l *launch) packageScript(sources *Sources) bool {
	if sources == nil || len(sources.Manifests) == 0 {
		return false
	}
	asked, ok := presets.ScriptOf(l.process())
	if !ok {
		return false
	}
	m := sources.packageOf(l.Program, asked)
	if m == nil {
		return false
	}
	command := m.Scripts[asked.Name]
	for _, w := range asked.Rest {
		command.Text += " " + w.Text
		command.Open = cmp.Or(command.Open, w.Open)
	}
	if command.Text == "" {
		return false
	}
	l.words = []Word{shellForm(command)}
	return true
}

// shellForm is a word that is read as a line of the shell.
func shellForm(w Word) Word {
	if !strings.ContainsAny(w.Text, " \t") {
		w.Text += " " // a single word would be taken for a file
	}
	return w
}

// packageOf is the manifest whose script is asked for; nil where none is certain.
func (s *Sources) packageOf(p *Program, asked presets.PackageScript) *Manifest {
	var all []*Manifest
	for i := range s.Manifests {
		m := &s.Manifests[i]
		if _, has := m.Scripts[asked.Name]; !has || !p.holds(m.File.Path) {
			continue
		}
		named := asked.Workspace == "" || m.Name == asked.Workspace || path.Base(filepath.ToSlash(m.Folder)) == strings.TrimPrefix(asked.Workspace, "./")
		placed := asked.Folder == "" || strings.HasSuffix(filepath.ToSlash(m.Folder), "/"+strings.Trim(strings.TrimPrefix(asked.Folder, "./"), "/"))
		if named && placed {
			all = append(all, m)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	if asked.Workspace != "" || asked.Folder != "" {
		return nil
	}
	here := p.workingFolder(s)
	for _, m := range all {
		if m.Folder == here {
			return m
		}
	}
	return nil
}

// workingFolder is the folder of the scan that the program starts in, "" where none is certain.
func (p *Program) workingFolder(s *Sources) string {
	switch b := p.Build; {
	case b == nil && len(p.Folders) > 0:
		return p.Folders[0]
	case b == nil:
		return ""
	case b.WorkDir != "" && s.Tree != nil:
		for _, name := range []string{"package.json", "Gemfile", "requirements.txt", "go.mod"} {
			if found, ok := b.Copies.Look(s.Tree, path.Join(b.WorkDir, name)); ok && found.Here != "" {
				return filepath.Dir(found.Here)
			}
		}
		if found, ok := b.Copies.Look(s.Tree, b.WorkDir); ok && found.Here != "" {
			return found.Here
		}
	}
	return p.Build.Context
}

// holds reports whether a file of the scan is one of the program's own.
func (p *Program) holds(file string) bool {
	return slices.ContainsFunc(p.folders(), func(dir string) bool { return below(file, dir) })
}

// folders are what of the scan the program runs from: what its image is built from, or where it is started.
func (p *Program) folders() (all []string) {
	if p.Build == nil {
		return p.Folders
	}
	for _, c := range p.Build.Copies {
		switch {
		case c.Stage != "" && p.Build.Made == nil:
			return append([]string{p.Build.Context}, p.Folders...)
		case c.From != "":
			all = append(all, c.From)
		}
	}
	return slices.Concat(all, p.Build.Made, p.Folders)
}

// below reports whether a file is a place, or lies below it.
func below(file, place string) bool {
	if place == "" {
		return false
	}
	rest, ok := strings.CutPrefix(file, strings.TrimSuffix(place, string(filepath.Separator)))
	return ok && (rest == "" || rest[0] == filepath.Separator)
}
