package source

import "io/fs"

// A dirHandle is a folder that is held open, a fileHandle a file. What is opened through a folder is one of its own names, and no link: it lies in
// that folder whatever happens to the tree in between. Linux has an implementation of its own that asks the system for nothing but that: opening, listing and
// reading through an os.Root takes three times as many system calls, and most of a run over a large tree is these.

// named is what a folder holds under one name.
type named struct {
	name string
	mode fs.FileMode // its type only; of a link that of the link itself
}
