package terraform

import (
	"bytes"
	"encoding/json"
	"strings"
)

// jsonDoc is a JSON text as a flat tree: its nodes stand in the order of the text, and every node knows where it is written. Plans are of
// many megabytes, so a node is small and nothing is decoded before somebody asks.
type jsonDoc struct {
	src   []byte
	nodes []jsonNode
}

type jsonNode struct {
	start, end uint32
	next       uint32 // index of the next sibling, 0 for none; the first child of a node stands right behind it
	kind       jsonKind
}

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonBool
	jsonNumber
	jsonString
	jsonArray
	jsonObject // its children are names and values in turn
)

// jsonValue is one value of a document; the zero one is absent.
type jsonValue struct {
	doc *jsonDoc
	i   uint32
}

// root is the whole document.
func (d *jsonDoc) root() jsonValue { return jsonValue{d, 0} }

func (v jsonValue) exists() bool { return v.doc != nil }

func (v jsonValue) node() jsonNode { return v.doc.nodes[v.i] }

func (v jsonValue) kind() jsonKind {
	if v.doc == nil {
		return jsonNull
	}
	return v.node().kind
}

// raw is the text of the value as written.
func (v jsonValue) raw() []byte { return v.doc.src[v.node().start:v.node().end] }

// text is the value of a string, "" for anything else.
func (v jsonValue) text() string {
	if v.kind() != jsonString {
		return ""
	}
	raw := v.raw()
	if bytes.IndexByte(raw, '\\') < 0 {
		return strings.ToValidUTF8(string(raw[1:len(raw)-1]), "\ufffd")
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// is reports whether a string has a value, without decoding it where that can be helped.
func (v jsonValue) is(s string) bool {
	raw := v.raw()
	if len(raw) == len(s)+2 && string(raw[1:len(raw)-1]) == s {
		return true
	}
	return len(raw) > len(s)+2 && bytes.IndexByte(raw, '\\') >= 0 && v.text() == s
}

func (v jsonValue) isTrue() bool { return v.kind() == jsonBool && v.raw()[0] == 't' }

// children gives the values of an array, or the names and values of an object in turn.
func (v jsonValue) children(yield func(jsonValue) bool) {
	if k := v.kind(); k != jsonArray && k != jsonObject {
		return
	}
	at := v.i + 1
	if int(at) >= len(v.doc.nodes) || v.doc.nodes[at].start >= v.node().end {
		return
	}
	for at != 0 {
		if !yield(jsonValue{v.doc, at}) {
			return
		}
		at = v.doc.nodes[at].next
	}
}

// items gives the values of an array.
func (v jsonValue) items(yield func(jsonValue) bool) {
	if v.kind() == jsonArray {
		v.children(yield)
	}
}

// jsonMember is a name with its value.
type jsonMember struct{ name, value jsonValue }

// members gives the names and values of an object.
func (v jsonValue) members(yield func(jsonMember) bool) {
	if v.kind() != jsonObject {
		return
	}
	var name jsonValue
	for c := range v.children {
		if !name.exists() {
			name = c
			continue
		}
		if !yield(jsonMember{name, c}) {
			return
		}
		name = jsonValue{}
	}
}

// get finds a member by its name; of a name that repeats the last one counts.
func (v jsonValue) get(names ...string) jsonValue {
	for _, name := range names {
		var found jsonValue
		for m := range v.members {
			if m.name.is(name) {
				found = m.value
			}
		}
		if v = found; !v.exists() {
			return v
		}
	}
	return v
}
