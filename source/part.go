package source

import "strconv"

// Part makes a text inside of a file readable as a file of its own, by a path below that of its host, where no file can be: /repo/web.yaml/site/nginx.conf. It has the id of its
// host, and its offsets count from the host's start: a span in the part is one in the host. It begins at from and ends at to. Where the path is taken by another
// part, a number tells them apart; the same part asked for twice is the same File.
func (t *Tree) Part(host *File, path string, from, to uint32) *File {
	to = min(to, uint32(len(host.Src)))
	from = min(from, to)
	base, name := host.Path, ""
	if base == "" {
		base = t.abs(host.Name) // standard input
	}
	t.reading.mu.Lock()
	defer t.reading.mu.Unlock()
	if t.reading.slots == nil {
		t.reading.slots = map[string]*slot{}
	}
	for n := 1; ; n++ {
		name = path
		if n > 1 {
			name += "#" + strconv.Itoa(n)
		}
		s := t.reading.slots[base+"/"+name]
		if s == nil {
			break
		}
		if f := s.file; f != nil && f.Host == host && f.From == from && uint32(len(f.Src)) == to {
			return f
		}
	}
	f := &File{ID: host.ID, Name: host.Name + "/" + name, Path: base + "/" + name, Src: host.Src[:to:to], Virtual: host.Virtual, Private: host.Private, Host: host, From: from}
	t.reading.slots[f.Path] = &slot{path: f.Path, done: true, file: f}
	return f
}

// Text is what a file holds: of a part what begins at From.
func (f *File) Text() []byte { return f.Src[f.From:] }
