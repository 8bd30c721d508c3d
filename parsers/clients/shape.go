package clients

import (
	"regexp"
	"slices"
	"strings"
)

// kind is the type of a value.
type kind uint8

const (
	object  kind = iota // known keys
	names               // keys that the user chooses, all with values of one shape
	list                // values of one shape
	text                // any single value, read as it is written
	word                // one of a few words
	boolean             // true or false
	count               // a whole number from 1
	amount              // a duration, and perhaps off or unlimited
	date                // year-month-day
)

// shape is what a value may be. It is read by check, which refuses everything else, and printed by [Schema].
type shape struct {
	kind     kind
	called   string                // in messages: "a server"; what a text is: "an endpoint id"
	fields   []field               // of an object
	strict   bool                  // an object or list that is worth nothing without a part of it that is wrong
	presets  bool                  // an object that takes the options of its preset as further keys
	each     *shape                // of names and lists
	key      func() *regexp.Regexp // what the names of names look like
	alone    *shape                // a single value that may stand for the object or list
	words    []string              // of a word; of an amount: beside durations
	zero     bool                  // an amount that may be 0
	like     func() *regexp.Regexp // what a text looks like
	examples func() []string
}

// field is one key of an object.
type field struct {
	name, about string
	is          *shape
	required    bool
}

func (s *shape) field(name string) (field, bool) {
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == name })
	if i < 0 {
		return field{}, false
	}
	return s.fields[i], true
}

func (s *shape) keys() []string {
	all := make([]string, len(s.fields))
	for i, f := range s.fields {
		all[i] = f.name
	}
	return all
}

// want says what is allowed, to follow "takes" or "write".
func (s *shape) want() string {
	var w string
	switch s.kind {
	case object:
		w = "a mapping of " + strings.Join(s.keys(), ", ")
	case names:
		w = "a mapping of names"
	case list:
		w = "a list in brackets, as [a, b]"
	case text:
		w = s.called
	case word:
		w = oneOf(s.words)
	case boolean:
		w = "true or false"
	case count:
		w = "a whole number from 1"
	case amount:
		w = oneOf(append([]string{"a duration such as 60s, 1m30s, 500ms"}, s.words...))
	case date:
		w = "a day such as 2027-03-31"
	}
	if s.alone != nil && s.kind == list {
		return s.alone.want() + ", or a list of them"
	}
	if s.alone != nil {
		return s.alone.want() + ", or " + w
	}
	return w
}

func oneOf(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}
