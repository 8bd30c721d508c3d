package kubernetes

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// target is a container that a Service leads to, at a port.
type target struct {
	*container
	port int // 0 is not known
}

// workloads gives what a Service selects, in its own namespace; of several folders only the nearest.
func (w *world) workloads(service *object) (all []*object) {
	selector := service.root.get("spec", "selector")
	if selector == nil || len(selector.pairs) == 0 {
		return nil
	}
	if led, known := w.led[service]; known {
		return led
	}
	near := -1
	for _, o := range w.candidates(selector) {
		if sameNamespace(o.namespace, service.namespace) && o.chart == service.chart && fits(selector, o.podMeta().get("labels")) {
			all = append(all, o)
			near = max(near, folderNearness(o, service))
		}
	}
	all = slices.DeleteFunc(all, func(o *object) bool { return folderNearness(o, service) < near })
	w.led[service] = all
	return all
}

// candidates are the workloads whose pods have one of the labels of a selector: the one that the fewest have.
func (w *world) candidates(selector *node) (fewest []*object) {
	if w.labels == nil {
		w.labels = map[string][]*object{}
		for _, o := range w.pods() {
			for _, p := range o.podMeta().get("labels").pairsOf() {
				key := p.key
				if key != hole {
					key += "=" + p.value.text
				}
				if had := w.labels[key]; len(had) == 0 || had[len(had)-1] != o {
					w.labels[key] = append(had, o)
				}
			}
		}
	}
	for i, p := range selector.pairs {
		key := p.key
		if key != hole {
			key += "=" + p.value.text
		}
		if found := w.labels[key]; i == 0 || len(found) < len(fewest) {
			fewest = found
		}
	}
	return fewest
}

// folderNearness is nearness, a file and its folder being one.
func folderNearness(a, b *object) int {
	n := nearness(a, b)
	if n >= 1<<10 {
		return 1 << 10
	}
	return n
}

// fits reports whether labels hold all that a selector asks for. What a template includes is the same where its name is, and charts make selector labels a part
// of all labels.
func fits(selector, labels *node) bool {
	for _, p := range selector.pairs {
		if p.key == hole {
			if !slices.ContainsFunc(labels.all(hole), func(h *node) bool { return includes(h.text, p.value.text) }) {
				return false
			}
			continue
		}
		if p.value.open != "" && !strings.Contains(p.value.text, "{{") {
			return false
		}
		if l := labels.get(p.key); l == nil || l.text != p.value.text {
			return false
		}
	}
	return true
}

var included = pattern.New(`(?:include|template)\s+"([^"]+)"`)

// includes reports whether one line of a template writes all labels of another.
func includes(whole, part string) bool {
	a, b := included().FindStringSubmatch(whole), included().FindStringSubmatch(part)
	if a == nil || b == nil {
		return strings.Trim(whole, "{}- ") == strings.Trim(part, "{}- ")
	}
	if a[1] == b[1] {
		return true
	}
	chartOf := func(s string) string { return strings.SplitN(s, ".", 2)[0] }
	return chartOf(a[1]) == chartOf(b[1]) && strings.HasSuffix(a[1], ".labels") && strings.HasSuffix(strings.ToLower(b[1]), "labels")
}

// entry finds a port of a Service by number or name; without either the only one.
func entry(service *object, ref string) *node {
	ports := service.root.get("spec", "ports").each()
	for _, p := range ports {
		if ref != "" && (p.get("port").str() == ref || p.get("name").str() == ref) {
			return p
		}
	}
	if len(ports) == 1 {
		return ports[0]
	}
	return nil
}

// targets gives the containers behind a port of a Service.
func (w *world) targets(service *object, ref string) (all []target) {
	e := entry(service, ref)
	wanted := e.get("targetPort").str()
	if wanted == "" {
		wanted = e.get("port").str()
	}
	number, _ := strconv.Atoi(wanted)
	for _, o := range w.workloads(service) {
		containers := w.containersOf(o)
		var found []target
		for _, c := range containers {
			switch {
			case number == 0 && c.named(wanted) != 0:
				found = append(found, target{c, c.named(wanted)})
			case number != 0 && c.listens(number):
				found = append(found, target{c, number})
			}
		}
		if len(found) == 0 && len(containers) == 1 {
			found = []target{{containers[0], number}}
		}
		all = append(all, found...)
	}
	return all
}
