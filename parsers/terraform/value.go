package terraform

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/source"
)

// value is what an expression is worth in one world, with all that has to be known of it: who decided it, which resources it names, and
// for what is unknown the reason and the expression over the root's variables. Values are never changed once they are shared.
//
// A list or an object that an expression builds keeps its parts as values of their own (kids), because each has its own origin. A value
// without kids, such as what a file holds, hands its origin down to its parts.
type value struct {
	v     cty.Value // unmarked; unknown where err is set
	names []string  // of the kids of an object, sorted
	kids  []*value
	elem  *value // what each element is like where their number is unknown

	refs   []Ref
	from   *trail
	passes []*trail // passes that the kids have not been told of
	why    string   // unknown because of this
	sym    *symbol  // unknown: what it is
	err    string   // Terraform would refuse the expression

	inst  *instance // the value is this whole resource
	scope *scope    // the value is this module
	text  *textual  // of some texts; see made

	weight    int32 // of the value with all its parts, about the number of its parts; 0: not weighed
	shape     shape
	sensitive bool
	some      bool // there is at least one element, whatever its key
	merging   bool // a set: elements that are unknown may turn out to be the same
	linked    bool // a part has references
	secret    bool // a part is sensitive
	open      bool // a part is unknown
}

// textual is what a text is made of, where more is known than the text. There are many values and few such texts.
type textual struct {
	encoded *value       // what jsonencode made it from
	parts   []*value     // of one that is partly unknown
	file    *source.File // the text is all that this file holds
}

// made is what a text is made of.
func (x *value) made() textual {
	if x.text == nil {
		return textual{}
	}
	return *x.text
}

// shape tells which kids a value has.
type shape uint8

const (
	plain  shape = iota // none
	object              // by name
	list                // by number
)

func known(v cty.Value) *value { return &value{v: v} }

func text(s string) *value { return known(cty.StringVal(s)) }

// unknown is a value of which only the reason and the symbol are known.
func unknown(why string, sym *symbol) *value {
	return &value{v: cty.DynamicVal, why: why, sym: sym}
}

// invalid is what an expression is worth that Terraform refuses.
func invalid(err string) *value {
	return &value{v: cty.DynamicVal, err: err, why: err, sym: word("invalid")}
}

// What is said of names that lead nowhere. The file that declares one may not have been read, so that it is no error of the expression for certain.
const (
	inCircle   = " hangs on itself"
	undeclared = " is not in the configuration"
)

// refused reports whether Terraform would stop at the value: no plan can tell more.
func (x *value) refused() bool {
	return x.err != "" || strings.HasSuffix(x.why, inCircle) || strings.HasSuffix(x.why, undeclared)
}

func (x *value) isKnown() bool   { return x.err == "" && x.v.IsKnown() }
func (x *value) isNull() bool    { return x.isKnown() && x.v.IsNull() }
func (x *value) present() bool   { return x.isKnown() && !x.v.IsNull() }
func (x *value) isUnknown() bool { return x.err == "" && !x.v.IsKnown() }

// symbol is the value as an expression, for guards and reasons.
func (x *value) symbol() *symbol {
	switch {
	case x.sym != nil:
		return x.sym
	case x.shape != plain && x.open:
		return x.built()
	case x.present() || x.isNull():
		return literal(x.v)
	}
	return word(x.why)
}

// with is a copy whose parts can be changed.
func (x *value) with(change func(*value)) *value {
	y := *x
	change(&y)
	return &y
}

// at says that the value is decided here, where nothing deeper did.
func (x *value) at(t *trail) *value {
	if x.from != nil || t == nil {
		return x
	}
	return x.with(func(y *value) { y.from = t })
}

// passed adds a step to the way of the value and of all its parts.
func (x *value) passed(step *trail) *value {
	return x.with(func(y *value) {
		y.from = y.from.then(step)
		y.passes = append(slices.Clip(y.passes), step)
	})
}

// number of parts of a value whose parts are known.
func (x *value) size() (int, bool) {
	switch {
	case x.err != "" || x.isNull():
		return 0, false
	case x.shape != plain:
		return len(x.kids), true
	case x.isKnown() && x.v.CanIterateElements():
		return x.v.LengthInt(), true
	}
	return 0, false
}

// elements gives the parts of a collection in the order in which Terraform iterates; ok is false for what is no collection or whose elements are
// unknown.
func (x *value) elements() (parts []part, ok bool) {
	n, ok := x.size()
	if !ok {
		return nil, false
	}
	parts = make([]part, 0, n)
	switch x.shape {
	case object:
		for i, name := range x.names {
			parts = append(parts, part{in: object, name: name, v: x.kid(i)})
		}
		return parts, true
	case list:
		set := x.v.Type().IsSetType()
		for i := range x.kids {
			p := part{in: list, n: i, v: x.kid(i)}
			if set {
				p.in, p.k = plain, p.v
			}
			parts = append(parts, p)
		}
		return parts, true
	case plain:
	}
	for it := x.v.ElementIterator(); it.Next(); {
		k, v := it.Element()
		parts = append(parts, part{k: known(k), v: x.derived(v, k)})
	}
	return parts, true
}

// kid hands out a part with the steps of the whole.
func (x *value) kid(i int) *value {
	k := x.kids[i]
	for _, p := range x.passes {
		k = k.passed(p)
	}
	if x.sensitive && !k.sensitive {
		k = k.with(func(y *value) { y.sensitive = true })
	}
	return k
}

// derived is a part of a value without kids.
func (x *value) derived(v, key cty.Value) *value {
	y := &value{v: v, refs: x.refs, from: x.from, why: x.why, sensitive: x.sensitive, passes: x.passes}
	if (x.why != "" || x.sym != nil) && !v.IsWhollyKnown() {
		whole := x.symbol()
		y.sym = &symbol{render: func() string { return word(whole.operand() + step(key)).text }}
	}
	return y
}

// named finds the part of an object or a map.
func (x *value) named(name string) (*value, bool) {
	if x.shape == object {
		if i, ok := slices.BinarySearch(x.names, name); ok {
			return x.kid(i), true
		}
		return nil, false
	}
	if !x.present() {
		return nil, false
	}
	switch ty := x.v.Type(); {
	case ty.IsObjectType():
		if ty.HasAttribute(name) {
			return x.derived(x.v.GetAttr(name), cty.StringVal(name)), true
		}
	case ty.IsMapType():
		if key := cty.StringVal(name); x.v.HasIndex(key).True() {
			return x.derived(x.v.Index(key), key), true
		}
	}
	return nil, false
}

// anySensitive reports whether a value or one of its parts must not be printed.
func (x *value) anySensitive() bool { return x.sensitive || x.secret }

// tuple builds a list of parts.
func tuple(kids []*value) *value {
	x := &value{shape: list, kids: kids}
	if !x.hold(kids) {
		return heavy()
	}
	vs := make([]cty.Value, len(kids))
	for i, k := range kids {
		if k.err != "" {
			return k
		}
		vs[i] = k.v
	}
	x.v = cty.TupleVal(vs)
	return x
}

// record builds an object; names are sorted.
func record(names []string, kids []*value) *value {
	x := &value{shape: object, names: names, kids: kids}
	if !x.hold(kids) {
		return heavy()
	}
	vs := make(map[string]cty.Value, len(kids))
	for i, k := range kids {
		if k.err != "" {
			return k
		}
		vs[names[i]] = k.v
	}
	x.v = cty.ObjectVal(vs)
	return x
}

// recordOf builds an object from a map.
func recordOf(kids map[string]*value) *value { return record(byName(kids)) }

// byName puts the parts of an object into order.
func byName(kids map[string]*value) (names []string, list []*value) {
	names = slices.AppendSeq(make([]string, 0, len(kids)), maps.Keys(kids))
	slices.Sort(names)
	list = make([]*value, len(names))
	for i, name := range names {
		list[i] = kids[name]
	}
	return names, list
}

// key is a value as an instance key or an object's name.
func (x *value) key() (string, bool) {
	if !x.present() {
		return "", false
	}
	switch x.v.Type() {
	case cty.String:
		return x.v.AsString(), true
	case cty.Number:
		return numberText(x.v), true
	case cty.Bool:
		return strconv.FormatBool(x.v.True()), true
	}
	return "", false
}
