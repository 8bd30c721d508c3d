package configs

import (
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

var kestrel = keyed{setting{preset: "kestrel", key: "Kestrel:Limits:KeepAliveTimeout"}, []string{"Kestrel.Limits.KeepAliveTimeout"}, nil}

func isAppSettings(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "appsettings") && strings.HasSuffix(base, ".json") && !slices.Contains(onDevelopersMachines, environmentOf(base))
}

// environmentOf is the environment in a file's name: appsettings.Production.json.
func environmentOf(base string) string {
	name := strings.TrimPrefix(strings.TrimSuffix(base[len("appsettings"):], path.Ext(base)), ".")
	return name
}

// appSettings reads the files of each folder together: that of an environment changes what appsettings.json says.
func appSettings(r *reader, files []*source.File) {
	folders := map[string][]*source.File{}
	for _, f := range files {
		folders[path.Dir(f.Name)] = append(folders[path.Dir(f.Name)], f)
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		together := folders[folder]
		slices.SortStableFunc(together, func(a, b *source.File) int { return len(a.Name) - len(b.Name) })
		var all []entry
		for _, f := range together {
			docs, ok := documents(r, f, plainJSON(f.Src))
			if !ok || len(docs) == 0 {
				continue
			}
			for _, e := range docs[0] {
				if env := environmentOf(path.Base(f.Name)); env != "" {
					e.when = chain.When(chain.Atom{Subject: "ASPNETCORE_ENVIRONMENT", Op: chain.Eq, Val: env})
				}
				e.path = strings.ReplaceAll(e.path, ":", ".") // "Kestrel:Limits:KeepAliveTimeout": "00:02:00"
				all = append(all, e)
			}
		}
		r.keyed(kestrel, together, byPath(all))
		if n := len(r.sources.Settings); n > 0 && r.sources.Settings[n-1].Preset == kestrel.preset {
			r.sources.Settings[n-1].Set = kestrel.written(func(u presets.Unit, d time.Duration) string {
				return `"Kestrel": { "Limits": { "KeepAliveTimeout": "` + u.Write(d) + `" } }`
			})
		}
	}
}
