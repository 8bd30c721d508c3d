package aws

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// lookups are the data sources that stand on a path, though their settings are known only when Terraform runs. All others would be taken for
// resources that set nothing.
var lookups = []string{"aws_lb", "aws_lb_listener", "aws_lb_target_group", "aws_nat_gateway"}

// settle finds the lookups of what the same root manages: they are that resource, and no second one. A lookup may name it by its ARN or its name, by
// reference or as equal text; one that does so in some worlds only, or that fits several, stays what it is.
func (r *reader) settle() {
	for _, kind := range lookups {
		managed := map[string][]*terraform.Resource{} // by name
		for _, one := range r.of[kind] {
			if name, known := only(texts(&one.Block, "name")); known && name != "" && one.Mode == terraform.Managed {
				managed[name] = append(managed[name], one)
			}
		}
		r.of[kind] = slices.DeleteFunc(r.of[kind], func(one *terraform.Resource) bool {
			if one.Mode != terraform.Data {
				return false
			}
			for _, attr := range []string{"arn", "name"} {
				if to := r.lookedFor(one, attr, managed); to != nil {
					r.same[one] = to
					r.again[to] = append(r.again[to], one)
					return true
				}
			}
			return false
		})
	}
}

// lookedFor is the managed resource that an attribute of a lookup names, nil for none that is certain.
func (r *reader) lookedFor(one *terraform.Resource, attr string, managed map[string][]*terraform.Resource) *terraform.Resource {
	named := r.named(&one.Block, attr)
	if len(named) == 1 && len(one.Attr(attr)) == 1 {
		n := named[0]
		if to := n.to; to != one && to.Mode == terraform.Managed && family(to.Type) == family(one.Type) && (n.attr == attr || n.attr == "id" && attr == "arn" || n.attr == "") {
			return to
		}
		return nil
	}
	if name, known := only(texts(&one.Block, "name")); attr == "name" && known && len(managed[name]) == 1 {
		return managed[name][0]
	}
	return nil
}

// itself is the managed resource that a lookup stands for, else the resource.
func (r *reader) itself(one *terraform.Resource) *terraform.Resource {
	if to := r.same[one]; to != nil {
		return to
	}
	return one
}

// lookedUpAs gives the ids of its lookups to what a managed resource stands for: links may name them.
func (r *reader) lookedUpAs(one *terraform.Resource, e *chain.Endpoint, side *chain.Side) {
	for _, other := range r.again[one] {
		e.Aliases = append(e.Aliases, chain.Alias{ID: other.Address, Side: side})
	}
}

// lookedUp is an attribute of what Terraform finds only when it runs.
func lookedUp(one *terraform.Resource, attr string) chain.Value {
	return chain.Is(chain.Unresolved, &chain.Origin{Setting: attr, Note: one.Address + " is looked up when Terraform runs", Steps: []chain.Step{{Role: chain.DefaultOf, At: one.At}}})
}
