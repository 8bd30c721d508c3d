package presets

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/internal/near"
)

//go:embed data/*.yaml data/index.txt
var data embed.FS

// index tells for each name and alias, in lower case, the name of its preset and the family file that holds it.
var index = sync.OnceValue(func() map[string]place {
	text, err := data.ReadFile("data/index.txt")
	if err != nil {
		panic("presets: " + err.Error()) // embedded by the line above
	}
	places := map[string]place{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		for _, name := range words[1:] {
			places[strings.ToLower(name)] = place{family: words[0], name: words[1]}
		}
	}
	return places
})

type place struct{ family, name string }

// families decodes each file of the catalogue at most once.
var families = struct {
	sync.Mutex
	read map[string]*family
}{read: map[string]*family{}}

type family struct {
	once    sync.Once
	presets map[string]*Preset
	nginx   *nginxTable
}

// load returns a family file. The data is embedded and its schema is tested, so that a broken file is a bug of this package: it panics.
func load(name string) *family {
	families.Lock()
	f := families.read[name]
	if f == nil {
		f = new(family)
		families.read[name] = f
	}
	families.Unlock()
	f.once.Do(func() {
		src, err := data.ReadFile("data/" + name + ".yaml")
		if err == nil {
			f.presets, f.nginx, err = open(name, src)
		}
		if err != nil {
			panic("presets: data/" + name + ".yaml: " + err.Error())
		}
	})
	return f
}

// open decodes and builds the presets of one file.
func open(name string, src []byte) (map[string]*Preset, *nginxTable, error) {
	doc, err := decode(src)
	if err != nil {
		return nil, nil, err
	}
	table, err := buildNginx(doc.Nginx)
	if err != nil {
		return nil, nil, err
	}
	built := make(map[string]*Preset, len(doc.Presets))
	for _, e := range doc.Presets {
		p, err := build(name, e, table.history)
		if err != nil {
			return nil, nil, err
		}
		if built[p.Name] != nil {
			return nil, nil, fmt.Errorf("%s stands twice in the file", p.Name)
		}
		built[p.Name] = p
	}
	return built, table, nil
}

// Lookup finds a preset by its name or one of its aliases, in any case. Options and versions are not part of the name: see [ParseRef].
func Lookup(name string) (*Preset, bool) {
	at, ok := index()[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	p := load(at.family).presets[at.name]
	return p, p != nil
}

// All lists the presets sorted by name.
func All() []*Preset {
	seen := map[place]bool{}
	var all []*Preset
	for _, at := range index() {
		if seen[at] {
			continue
		}
		seen[at] = true
		if p := load(at.family).presets[at.name]; p != nil {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *Preset) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Suggest returns the name or alias that is nearest to a misspelt one, "" if none is near.
func Suggest(name string) string {
	name = strings.ToLower(name)
	if name == "" || len(name) > longestRef {
		return ""
	}
	best, distance := "", len(name)/3+2
	for known := range index() {
		d := near.Distance(name, known, distance+1)
		if strings.HasPrefix(known, name) && len(name) > 2 {
			d = min(d, 2)
		}
		if d < distance || d == distance && best != "" && known < best {
			best, distance = known, d
		}
	}
	return best
}
