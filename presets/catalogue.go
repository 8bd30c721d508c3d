package presets

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/internal/near"
)

//go:embed data/*.yaml data/index.txt
var data embed.FS

// index tells for each name and alias, in lower case, which product of the catalogue it is.
var index = sync.OnceValue(func() map[string]*product {
	products := map[string]*product{}
	for line := range strings.Lines(string(read("index.txt"))) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		p := &product{family: words[0], name: words[1]}
		for _, name := range words[1:] {
			products[strings.ToLower(name)] = p
		}
	}
	return products
})

// product is one entry of a family file. Most runs ask for a few of a hundred and fifty: it is cut out of its file and decoded when it is asked for.
type product struct {
	family, name string

	once   sync.Once
	preset *Preset
}

func (p *product) load() *Preset {
	p.once.Do(func() {
		for name, item := range items(read(p.family+".yaml"), "  - ") {
			if name == p.name {
				var entries []*entryDoc
				must(p.family, decode(item, &entries))
				built, err := build(p.family, entries[0])
				must(p.family, err)
				p.preset = built
				return
			}
		}
	})
	return p.preset
}

// read gives a file of the catalogue.
func read(name string) []byte {
	src, err := data.ReadFile("data/" + name)
	must(name, err)
	return src
}

// must panics: the catalogue is embedded and its schema is tested, so that a broken file is a bug of this package.
func must(file string, err error) {
	if err != nil {
		panic("presets: " + file + ": " + err.Error())
	}
}

// Lookup finds a preset by its name or one of its aliases, in any case. Options and versions are not part of the name: see [ParseRef].
func Lookup(name string) (*Preset, bool) {
	at, ok := index()[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	p := at.load()
	return p, p != nil
}

// All lists the presets sorted by name.
func All() []*Preset {
	seen := map[*product]bool{}
	var all []*Preset
	for _, at := range index() {
		if seen[at] {
			continue
		}
		seen[at] = true
		if p := at.load(); p != nil {
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
