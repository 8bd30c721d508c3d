package report

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// maxUsers is the number of locations that are named where an endpoint connects in several ways.
const maxUsers = 3

// use is who connects through a side: the first locations, and how many there are.
type use struct {
	routes []*chain.Route
	count  int
}

// users says for whom an endpoint connects in these ways, if it has others as well: "for location /, /login". One upstream block may be
// spoken to in several ways, with a pool that works for some locations only.
func (d *digest) users(sides []*chain.Side) string {
	if len(sides) == len(sides[0].Owner.Connect) {
		return ""
	}
	var all use
	for _, s := range sides {
		u := d.uses()[s]
		all.routes = append(all.routes, u.routes...)
		all.count += u.count
	}
	if all.count == 0 {
		return d.userPlaces(sides)
	}
	var names []string
	for _, r := range all.routes[:min(len(all.routes), maxUsers)] {
		switch {
		case r.Path == "":
			names = append(names, "server "+shorten(visible(r.Server), maxID))
		case len(names) == 0:
			names = append(names, "location "+shorten(visible(r.Path), maxID))
		default:
			names = append(names, shorten(visible(r.Path), maxID))
		}
	}
	text := "for " + strings.Join(names, ", ")
	if n := all.count - len(names); n > 0 {
		text += " (+" + strconv.Itoa(n) + ")"
	}
	return text
}

// userPlaces is users for endpoints without locations.
func (d *digest) userPlaces(sides []*chain.Side) string {
	text, more := "", 0
	for _, s := range sides {
		for _, at := range s.At {
			if text == "" {
				text = "for " + place(d.Set, at)
			} else {
				more++
			}
		}
	}
	if more > 0 {
		text += " (+" + strconv.Itoa(more) + ")"
	}
	return text
}

// uses collects the locations that connect through each side, once.
func (d *digest) uses() map[*chain.Side]use {
	if d.used != nil {
		return d.used
	}
	d.used = make(map[*chain.Side]use)
	for _, e := range d.endpoints {
		for _, r := range e.Routes {
			if r.Pass == nil || r.Pass.Side == nil {
				continue
			}
			u := d.used[r.Pass.Side]
			u.count++
			if len(u.routes) < maxUsers {
				u.routes = append(u.routes, r)
			}
			d.used[r.Pass.Side] = u
		}
	}
	return d.used
}
