package kubernetes

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
)

// mounts are what is mounted into a container: what ConfigMaps hold, as far as the scan has them, and volumes of which nothing is known.
func (w *world) mounts(c *container) (all []program.Copy) {
	volumes := map[string]*node{}
	for _, v := range c.of.podSpec().get("volumes").each() {
		volumes[v.get("name").str()] = v
	}
	for _, m := range c.node.get("volumeMounts").each() {
		to, sub := path.Clean(m.get("mountPath").str()), path.Clean(m.get("subPath").str())
		volume := volumes[m.get("name").str()]
		if !path.IsAbs(to) || volume.get("emptyDir") != nil && !strings.Contains(to, "nginx") {
			continue
		}
		files, known := w.volume(volume, c.of)
		one, given := files[sub]
		switch {
		case given:
			all = append(all, program.Copy{From: one.here, To: to, At: m.at, Open: one.open})
		case sub == "." && known:
			all = append(all, program.Copy{To: to, At: m.at, Hides: true})
			for _, key := range slices.Sorted(maps.Keys(files)) {
				all = append(all, program.Copy{From: files[key].here, To: path.Join(to, key), At: m.at, Open: files[key].open})
			}
		default:
			all = append(all, program.Copy{To: to, At: m.at, Hides: true, Open: "a volume of the pod is mounted there"})
		}
	}
	return all
}

// volume are the files of a volume by their paths in it. known is false where it may hold others.
func (w *world) volume(v *node, of *object) (files map[string]held, known bool) {
	if parts := v.get("projected", "sources"); parts != nil {
		files, known = map[string]held{}, !parts.holed()
		for _, p := range parts.each() {
			some, all := w.projection(p.get("configMap"), p.get("configMap", "name"), of)
			known = known && all
			maps.Copy(files, some)
		}
		return files, known
	}
	return w.projection(v.get("configMap"), v.get("configMap", "name"), of)
}

// projection are the files that a ConfigMap is where it is mounted: all of its keys, or the items that are named, at paths of their own.
func (w *world) projection(n, name *node, of *object) (files map[string]held, known bool) {
	files, known = w.files(name.str(), of)
	items := n.get("items")
	if items == nil || len(items.items) == 0 {
		return files, known && !n.holed()
	}
	some := map[string]held{}
	for _, i := range items.each() {
		file, here := files[i.get("key").str()]
		if !here {
			if known { // the cluster would refuse it, or leave it out where it is optional
				continue
			}
			file.open = "the key " + i.get("key").str() + " of the ConfigMap is not in these files"
		}
		some[path.Clean(i.get("path").str())] = file
	}
	return some, !items.holed()
}
