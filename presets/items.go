package presets

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"gopkg.in/yaml.v3"
)

// items cuts a list at its dashes and gives each item, a list of one, with its name. Decoding is what takes time, cutting takes none, and one item is what is
// wanted of most files. It relies on how the catalogue is written: dash is "  - " with the indentation of the list, an item begins with its plain name, as
// "- name: node" or "- {name: node, ...}", and what follows the list is not indented. A test compares it with what YAML makes of the files.
func items(src []byte, dash string) iter.Seq2[string, []byte] {
	begin := []byte("\n" + dash)
	return func(yield func(name string, item []byte) bool) {
		for at := bytes.Index(src, begin); at >= 0; {
			item := src[at+1:]
			at = -1
			if next := bytes.Index(item, begin); next >= 0 {
				src, at = item[next:], 0
				item = item[:next]
			}
			if !yield(nameOf(item[len(dash):]), item) {
				return
			}
		}
	}
}

// nameOf is the name at the beginning of an item.
func nameOf(item []byte) string {
	name := bytes.TrimPrefix(bytes.TrimPrefix(item, []byte("{")), []byte("name: "))
	if end := bytes.IndexAny(name, ",}\n"); end >= 0 {
		name = name[:end]
	}
	return string(name)
}

// section cuts out what is indented below a key at the beginning of a line; nothing where there is no such key.
func section(src []byte, key string) []byte {
	_, below, _ := bytes.Cut(src, []byte("\n"+key+":"))
	for at := 0; at < len(below); {
		next := bytes.IndexByte(below[at:], '\n') + 1
		if next == 0 {
			break
		}
		if at += next; at < len(below) && bytes.IndexByte([]byte(" #\r\n"), below[at]) < 0 {
			return below[:at]
		}
	}
	return below
}

// decode reads a part of the catalogue strictly: unknown keys are errors.
func decode(src []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(src))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
