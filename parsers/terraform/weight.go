package terraform

import (
	"github.com/zclconf/go-cty/cty"
)

// maxWeight bounds what one value holds. Values share their parts, so that a few lines can make one that would never be gone through.
const maxWeight = 1 << 18

// heavy is what a value is worth that is too large.
func heavy() *value { return unknown("the value is too large", nil) }

// weigh is about the number of parts of a value; texts count by their length.
func (x *value) weigh() int {
	if x.weight == 0 {
		return weighPlain(x.v, maxWeight)
	}
	return int(x.weight)
}

func weighPlain(v cty.Value, budget int) int {
	if budget <= 0 || !v.IsKnown() || v.IsNull() {
		return 1
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		return 1 + len(v.AsString())/16
	case !v.CanIterateElements():
		return 1
	}
	n := 1
	for it := v.ElementIterator(); it.Next() && n < budget; {
		_, e := it.Element()
		n += weighPlain(e, budget-n)
	}
	return n
}

// hold notes what the kids are like; false where they are too much together.
func (x *value) hold(kids []*value) bool {
	n := 1
	for _, k := range kids {
		if n += k.weigh(); n > maxWeight {
			return false
		}
		x.linked = x.linked || k.hasRefs()
		x.secret = x.secret || k.anySensitive()
		x.open = x.open || k.open || k.isUnknown()
	}
	x.weight = int32(n)
	return true
}
