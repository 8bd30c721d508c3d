package terraform

import "github.com/zclconf/go-cty/cty"

// part is one element of a collection. Its key becomes a value when somebody asks for it: most want the element only.
type part struct {
	v    *value
	in   shape  // tells what the key is
	name string // in an object
	n    int    // in a list
	k    *value // elsewhere: a map or a set without kids
}

// key is the key as a value.
func (p part) key() *value {
	switch p.in {
	case object:
		return text(p.name)
	case list:
		return known(cty.NumberIntVal(int64(p.n)))
	case plain:
	}
	return p.k
}

// label is the key as the name of an object's attribute.
func (p part) label() (string, bool) {
	if p.in == object {
		return p.name, true
	}
	return p.key().key()
}

// text is a key that is a text.
func (p part) text() (string, bool) {
	if p.in == plain && p.k.present() && p.k.v.Type() == cty.String {
		return p.k.v.AsString(), true
	}
	return p.name, p.in == object
}
