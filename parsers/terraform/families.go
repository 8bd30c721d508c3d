package terraform

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/source"
)

func (c chunk) label(i int) string {
	if i < len(c.labels) {
		return c.labels[i]
	}
	return ""
}

// index is what roots share that are read one after another: the blocks of each file, and parsed modules.
type index struct {
	found   map[source.FileID]indexed // by the search for roots; not changed afterwards
	files   map[source.FileID]indexed // further ones
	modules map[string]*module        // by folder
	kept    int                       // bytes of source in modules
	most    int                       // that may be kept
	broken  map[source.FileID]bool
	foreign map[source.FileID]bool // templates of other languages
	now     *files                 // those of the root that is being read
}

func newIndex() *index {
	return &index{files: map[source.FileID]indexed{}, modules: map[string]*module{}, broken: map[source.FileID]bool{}, foreign: map[source.FileID]bool{}}
}

// fork is an index for one of several goroutines that read roots.
func (x *index) fork(goroutines int) *index {
	y := newIndex()
	y.found, y.most = x.files, maxKept/goroutines
	return y
}

type indexed struct {
	chunks []chunk
	ok     bool
}

func (x *index) of(f *source.File) ([]chunk, bool) {
	if i, have := x.found[f.ID]; have {
		return i.chunks, i.ok
	}
	i, have := x.files[f.ID]
	if !have {
		i.chunks, i.ok = split(f.Src)
		x.files[f.ID] = i
	}
	return i.chunks, i.ok
}

//go:embed families.txt
var familyList string

// families are the beginnings of the types that providers read, and whether one of them is enough for a folder to be read.
var families = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(familyList) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			name, minor := strings.CutPrefix(line, "-")
			all[name] = !minor
		}
	}
	return all
})

// wanted reports whether providers read a type; alone says that it is reason enough to read a folder.
func wanted(typ string) (read, alone bool) {
	// The beginnings end where a word of the type does, or with it: few cuts are enough to find them.
	for i := len(typ); i > 0; i-- {
		if i == len(typ) || typ[i-1] == '_' || typ[i] == '_' {
			if major, ok := families()[typ[:i]]; ok {
				read, alone = true, alone || major
			}
		}
	}
	return read, alone
}
