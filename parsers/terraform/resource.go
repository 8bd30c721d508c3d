// Package terraform evaluates Terraform and OpenTofu configurations, or plans of them, to provider-neutral resources: which resources there are, under
// which conditions, what their attributes are worth and which expression decided it, and which other resources they name.
//
// Nothing is executed, no provider is asked, no network is used. What cannot be known is unknown, with the reason.
package terraform

import (
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// Mode tells what kind of thing a [Resource] is.
type Mode uint8

// The modes.
const (
	Managed Mode = iota // a resource block
	Data                // a data block: its attributes are unknown
	Opaque              // a module whose body is not at hand: only its arguments are known
)

// Resource is one instance of a resource, or a module call whose body is not at hand, in one root module.
type Resource struct {
	Block   // its body
	Root    *chain.Root
	Address string // aws_lb.public, module.edge.aws_lb.this["a"], module.alb
	Mode    Mode
	Type    string      // aws_lb; for a module call its source without a version: terraform-aws-modules/alb/aws
	Version string      // of a module call: the version argument as written
	When    chain.Guard // count and for_each conditions, variable sets
	Module  string      // address of the module it stands in, "" for the root module
}

// Block is the body of a resource or of a block nested in it.
type Block struct {
	At    source.Span // its header: resource "aws_lb" "public"
	When  chain.Guard // of a dynamic block, relative to the block around it
	Key   string      // of a block that was made from an element of a map
	Attrs map[string]Attr
	Sub   map[string][]*Block // nested blocks by type, in order
	// Open says that nested blocks that are missing here may be there all the same: a dynamic block repeats over something unknown.
	Open bool
	// Partial says that attributes that are missing here may be written all the same: an override file changes a resource that is not in these files.
	Partial bool
	Insert  source.Place // where a missing attribute would be written
}

// Attr is one attribute: its cases, at least one.
type Attr []Case

// Case is one possible value of an attribute.
type Case struct {
	When      chain.Guard
	V         cty.Value     // may be unknown or null; never marked
	Why       string        // for an unknown value: which variable, data source or attribute it hangs on
	Refs      []Ref         // the resources that this value names, nearest first
	From      *chain.Origin // Steps[0] is the expression that holds the value; related steps: module argument, tfvars, default, and the resource attribute
	Sensitive bool          // never print the value

	val    *value
	set    *source.Set
	name   string
	readAt source.Span // the attribute that reads it
	stand  *standPlace // the model that reads it
}

// Ref is a resource attribute that a value names: aws_lb.public.arn.
type Ref struct {
	To   *Resource // nil: an address that is not in the configuration
	Addr string    // as written, resolved to this root: aws_lb.public, module.x.aws_lb.this["a"]
	Attr string    // arn; "" for the whole resource
	At   source.Span
}

// Provider turns the resources of one root into endpoints. Sources is what the scan holds of the applications behind them; nil is nothing.
type Provider func(rs []*Resource, sources *program.Sources) chain.Fragment
