package source

import (
	"slices"
	"sync"
)

// opened holds the folders open that were used last, each below a root and by its canonical path. There are two of them: os.Root for links and for
// writing, a dirHandle for all that is read.
type opened[D any] struct {
	top   func(path string) (D, error)
	below func(up D, name string) (D, error)
	shut  func(D)

	mu   sync.Mutex
	dirs []*openFolder[D] // most recently used first
}

type openFolder[D any] struct {
	path  string
	at    D
	users int
	out   bool // nobody finds it any more: its last user closes it
}

const maxOpenDirs = 32 // more than the folders that workers are in at a time

// hold opens a folder for use until letGo.
func (o *opened[D]) hold(c *confinement, path string) (*openFolder[D], error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	d, err := o.find(c, path)
	if err == nil {
		d.users++
	}
	return d, err
}

func (o *opened[D]) letGo(d *openFolder[D]) {
	o.mu.Lock()
	defer o.mu.Unlock()
	d.users--
	o.drop(d)
}

func (o *opened[D]) drop(d *openFolder[D]) {
	if d.out && d.users == 0 {
		o.shut(d.at)
	}
}

func (o *opened[D]) find(c *confinement, path string) (*openFolder[D], error) {
	for i, d := range o.dirs {
		if d.path == path {
			copy(o.dirs[1:i+1], o.dirs[:i])
			o.dirs[0] = d
			return d, nil
		}
	}
	in := c.rootOf(path)
	if in == nil {
		return nil, errOutside
	}
	d := &openFolder[D]{path: path}
	var err error
	if path == in.real {
		d.at, err = o.top(path)
	} else {
		// From the folder above, which stays open as well: its other folders come next.
		above, name := split(path)
		var up *openFolder[D]
		if up, err = o.find(c, above); err == nil {
			d.at, err = o.below(up.at, name)
		}
	}
	if err != nil {
		return nil, err
	}
	if len(o.dirs) == maxOpenDirs {
		last := o.dirs[maxOpenDirs-1]
		o.dirs = o.dirs[:maxOpenDirs-1]
		last.out = true
		o.drop(last)
	}
	o.dirs = slices.Insert(o.dirs, 0, d)
	return d, nil
}

// in calls do with an open folder.
func (o *opened[D]) in(c *confinement, path string, do func(D) error) error {
	d, err := o.hold(c, path)
	if err != nil {
		return err
	}
	defer o.letGo(d)
	return do(d.at)
}

func (o *opened[D]) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, d := range o.dirs {
		d.out = true
		o.drop(d)
	}
	o.dirs = nil
}
