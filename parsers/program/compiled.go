package program

import (
	"path"
	"path/filepath"
	"slices"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/presets"
)

// compiled gives the presets of the servers that a program of no known name may be, since code of the scan is compiled to it.
func (l *launch) compiled(sources *Sources) []string {
	switch {
	case l.Build != nil:
		return l.Build.compiled()
	case sources != nil && slices.ContainsFunc(sources.Manifests, l.ofModule):
		return presets.Compiled([]string{"golang"})
	}
	return nil
}

// compiled is the same of what an image holds: its final stage may be the one that compiles, where that one is asked for.
func (b *Build) compiled() []string {
	return presets.Compiled(append(slices.Clone(b.Stages), b.Base))
}

// majorVersion ends the name of a Go module from its second major version on, but not that of its program.
var majorVersion = pattern.New(`/v[0-9]+$`)

// ofModule reports whether what is started bears the name of a Go module in the folder that it is started in, as go install names a program.
func (l *launch) ofModule(m Manifest) bool {
	words := presets.Behind(l.process())
	return len(words) > 0 && words[0].Open == "" && filepath.Base(m.File.Path) == "go.mod" && slices.Contains(l.Folders, m.Folder) &&
		m.Name != "" && path.Base(words[0].Text) == path.Base(majorVersion().ReplaceAllString(m.Name, ""))
}
