package nginx

import "github.com/timeoutlint/timeoutlint/source"

// definitions holds what is defined under names: upstream blocks, maps. In one configuration the last definition of a name counts. Fragments
// may belong to many configurations: among them the last one in the same file counts, else that of the only file in the same folder, else it is
// not known which.
type definitions[T any] map[string]*definition[T]

// definition is what stands under one name.
type definition[T any] struct {
	last    placed[T]
	files   map[source.FileID]T // of each file, where there are several definitions
	folders map[string]placed[T]
}

// placed is a definition with its place. shared tells, of a folder, that several files in it define the name.
type placed[T any] struct {
	value  T
	file   source.FileID
	folder string
	shared bool
}

// add defines a name, maybe once more.
func (d definitions[T]) add(name string, value T, file source.FileID, folder string) {
	one := placed[T]{value: value, file: file, folder: folder}
	n := d[name]
	if n == nil {
		d[name] = &definition[T]{last: one}
		return
	}
	if n.files == nil {
		n.files = map[source.FileID]T{n.last.file: n.last.value}
		n.folders = map[string]placed[T]{n.last.folder: n.last}
	}
	n.last = one
	n.files[file] = value
	other, ok := n.folders[folder]
	one.shared = ok && (other.shared || other.file != file)
	n.folders[folder] = one
}

// lastOf gives the last definition of a name.
func (d definitions[T]) lastOf(name string) (value T, ok bool) {
	if n := d[name]; n != nil {
		return n.last.value, true
	}
	return value, false
}

// near gives what a name means in a file. ambiguous is set where several others define it and none of them is near.
func (d definitions[T]) near(name string, file source.FileID, folder string) (value T, ok, ambiguous bool) {
	n := d[name]
	switch {
	case n == nil:
		return value, false, false
	case n.files == nil:
		return n.last.value, true, false
	}
	if here, ok := n.files[file]; ok {
		return here, true, false
	}
	if f, ok := n.folders[folder]; ok && !f.shared {
		return f.value, true, false
	}
	return value, false, true
}
