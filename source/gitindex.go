package source

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// readIndex returns the paths in the index of a repository, ascending; none if
// it cannot be understood. open gives a file of the git folder.
//
// A split index keeps most paths in a second file, named in the extension
// "link"; paths that were since removed are then listed too, which does no harm.
func readIndex(open func(name string) []byte) []string {
	paths, shared, ok := parseIndex(open("index"))
	if !ok {
		return nil
	}
	if shared != "" {
		more, _, _ := parseIndex(open("sharedindex." + shared))
		paths = append(paths, more...)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// parseIndex reads an index file of version 2, 3 or 4. The layout is that of
// gitformat-index(5). Whether object names have 20 bytes (SHA-1) or 32
// (SHA-256) is not written in it: what fits is taken.
func parseIndex(src []byte) (paths []string, shared string, ok bool) {
	for _, hash := range []int{20, 32} {
		if paths, shared, ok = parseIndexWith(src, hash); ok {
			return paths, shared, true
		}
	}
	return nil, "", false
}

const (
	indexStat     = 40 // times, device, inode, mode, owner, size of an entry
	indexModeAt   = 24
	indexExtended = 0x4000
)

func parseIndexWith(src []byte, hash int) (paths []string, shared string, ok bool) {
	if len(src) < 12+hash || string(src[:4]) != "DIRC" {
		return nil, "", false
	}
	version, count := binary.BigEndian.Uint32(src[4:]), binary.BigEndian.Uint32(src[8:])
	if version < 2 || version > 4 || uint64(count) > uint64(len(src))/(indexStat+2) {
		return nil, "", false
	}
	b := src[12 : len(src)-hash]
	paths = make([]string, 0, count)
	// Version 4 shares beginnings, so that few bytes could ask for many.
	left := 64*len(src) + 1<<20
	var name []byte
	for range count {
		head := indexStat + hash + 2
		if len(b) < head || !indexMode(binary.BigEndian.Uint32(b[indexModeAt:])) {
			return nil, "", false
		}
		if binary.BigEndian.Uint16(b[head-2:])&indexExtended != 0 {
			head += 2
		}
		used := 0
		if name, used, ok = indexName(b, head, version, name); !ok {
			return nil, "", false
		}
		if left -= len(name); left < 0 {
			return nil, "", false
		}
		if len(name) > 0 { // empty: replaces the entry of a shared index
			paths = append(paths, string(name))
		}
		b = b[used:]
	}
	shared, ok = indexLink(b, hash)
	return paths, shared, ok
}

// indexMode reports whether a mode is one that git writes: a file, a link, a
// submodule, or the folder of a sparse index.
func indexMode(m uint32) bool {
	switch m >> 12 {
	case 0b1000, 0b1010, 0b1110, 0b0100:
		return true
	}
	return false
}

// indexName reads the path of the entry at the start of b, and the length of
// the entry.
func indexName(b []byte, head int, version uint32, before []byte) (name []byte, used int, ok bool) {
	if len(b) < head {
		return nil, 0, false
	}
	keep := 0
	if version == 4 {
		var n uint64
		if n, head, ok = offsetVarint(b, head); !ok || n > uint64(len(before)) {
			return nil, 0, false
		}
		keep = len(before) - int(n)
	}
	n := bytes.IndexByte(b[head:], 0)
	if n < 0 {
		return nil, 0, false
	}
	used = head + n + 1
	if version < 4 {
		used = (head + n + 8) &^ 7
	}
	if used > len(b) {
		return nil, 0, false
	}
	return append(slices.Clip(before[:keep]), b[head:head+n]...), used, true
}

// offsetVarint reads git's variable-width integer, in which every further byte
// also adds one.
func offsetVarint(b []byte, at int) (n uint64, next int, ok bool) {
	for i := at; i < len(b) && i < at+8; i++ {
		n = n<<7 | uint64(b[i]&0x7f)
		if b[i]&0x80 == 0 {
			return n, i + 1, true
		}
		n++
	}
	return 0, 0, false
}

// indexLink looks for the extension "link" in what follows the entries. It
// fails when that is no sequence of extensions.
func indexLink(b []byte, hash int) (shared string, ok bool) {
	for len(b) > 0 {
		if len(b) < 8 {
			return "", false
		}
		size := binary.BigEndian.Uint32(b[4:])
		if uint64(size) > uint64(len(b)-8) {
			return "", false
		}
		if body := b[8 : 8+size]; string(b[:4]) == "link" && len(body) >= hash {
			shared = hex.EncodeToString(body[:hash])
		}
		b = b[8+size:]
	}
	return shared, true
}
