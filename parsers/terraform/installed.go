package terraform

import (
	"encoding/json"
	"path/filepath"
	"strings"
)

// installed is the folder of a module that terraform init has downloaded: .terraform/modules/modules.json beside the root module names it
// by the path of calls. It is "" where there is none.
func (fs *files) installed(sc *scope, name string) string {
	if fs.manifest == nil {
		fs.readManifest(sc.root)
	}
	names := []string{name}
	for up := sc; up.call != nil; up = up.up {
		names = append([]string{up.call.def.name}, names...)
	}
	dir, ok := fs.manifest[strings.Join(names, ".")]
	if !ok {
		return ""
	}
	return filepath.Join(sc.root, filepath.FromSlash(dir))
}

func (fs *files) readManifest(root string) {
	fs.manifest = map[string]string{}
	f, err := fs.in.Tree.Read(filepath.Join(root, ".terraform", "modules", "modules.json"))
	if err != nil {
		return
	}
	var doc struct {
		Modules []struct{ Key, Dir string }
	}
	if json.Unmarshal(f.Src, &doc) != nil {
		return
	}
	for _, m := range doc.Modules {
		if m.Key != "" && !filepath.IsAbs(m.Dir) {
			fs.manifest[m.Key] = m.Dir
		}
	}
}
