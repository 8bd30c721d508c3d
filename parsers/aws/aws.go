// Package aws turns the AWS resources of a Terraform root into endpoints: balancers with the target groups and services behind them, content delivery,
// gateways and meshes, and the layer 4 devices that forget idle connections.
//
// It reads no files and holds no defaults: resources come evaluated from parsers/terraform, and what AWS does where nothing is written
// comes from the catalogue (presets). Topology follows references between resources, and equal ARNs and names where a plan has them.
package aws

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// Resources gives the endpoints of one root module, the joins that its references state, and what is wrong with single settings. Resources of
// other providers are passed over. It is a [terraform.Provider].
func Resources(rs []*terraform.Resource, sources *program.Sources) chain.Fragment {
	r := index(rs)
	r.sources = sources
	for _, declare := range []func(*reader){
		(*reader).balancers, (*reader).classics, (*reader).beanstalks, (*reader).opaques, (*reader).lattices, (*reader).boxes, (*reader).distributions,
		(*reader).gateways, (*reader).services, (*reader).meshes, (*reader).databases, (*reader).unpublished, (*reader).attachments, (*reader).instances, (*reader).names,
	} {
		declare(r)
	}
	for _, join := range r.joins {
		join()
	}
	return r.out
}

// reader holds the resources of a root and what has been made of them.
type reader struct {
	of     map[string][]*terraform.Resource // by type; aws_alb and its like count as aws_lb
	texts  map[string]*terraform.Resource   // by an ARN or a name that is known
	ends   map[*terraform.Resource][]*chain.Endpoint
	owner  map[*chain.Endpoint]*terraform.Resource
	used   map[use]map[*terraform.Resource][]user
	routes map[*terraform.Resource][]route // of a target group: the balancers that send to it
	refs   map[joined]bool
	facts  map[fact]bool
	same   map[*terraform.Resource]*terraform.Resource   // lookups of what this root manages
	again  map[*terraform.Resource][]*terraform.Resource // the same, by what it manages
	joins  []func()
	out    chain.Fragment
	// sources are the applications of the scan; nil: none.
	sources *program.Sources
	owned   map[string][]int // images of their own that tasks run, with their ports; nil: not yet asked for
}

// later joins endpoints when all of them are declared.
func (r *reader) later(join func()) { r.joins = append(r.joins, join) }

// joined tells references apart; one with a side alone says that the side leads somewhere.
type joined struct {
	from, to *chain.Endpoint
	side     *chain.Side
	when     string
}

// fact tells facts apart: many instances of a resource share the place of a value.
type fact struct {
	kind    chain.FactKind
	at      source.Span
	setting string
}

// route is a balancer that sends to a target group.
type route struct {
	from *chain.Endpoint
	side *chain.Side // nil for a middlebox
	when chain.Guard
}

func index(rs []*terraform.Resource) *reader {
	r := &reader{
		of: map[string][]*terraform.Resource{}, texts: map[string]*terraform.Resource{},
		ends: map[*terraform.Resource][]*chain.Endpoint{}, routes: map[*terraform.Resource][]route{},
		owner: map[*chain.Endpoint]*terraform.Resource{}, used: map[use]map[*terraform.Resource][]user{},
		refs: map[joined]bool{}, facts: map[fact]bool{}, same: map[*terraform.Resource]*terraform.Resource{}, again: map[*terraform.Resource][]*terraform.Resource{},
	}
	for _, one := range rs {
		kind := family(one.Type)
		switch {
		case one.Mode == terraform.Opaque:
			kind = "module"
		case !strings.HasPrefix(kind, "aws_"), one.Mode == terraform.Data && !slices.Contains(lookups, kind):
			continue
		}
		r.of[kind] = append(r.of[kind], one)
		for _, attr := range []string{"arn", "dns_name", "fqdn"} {
			for _, s := range texts(&one.Block, attr) {
				if s.known() && s.text != "" && r.texts[s.text] == nil {
					r.texts[s.text] = one
				}
			}
		}
	}
	r.settle()
	return r
}

// family is the type of a resource; the older names of load balancer resources mean the same as the present ones.
func family(kind string) string {
	if rest, ok := strings.CutPrefix(kind, "aws_alb"); ok && (rest == "" || strings.HasPrefix(rest, "_")) {
		return "aws_lb" + rest
	}
	return kind
}

// add takes in an endpoint that a resource stands for.
func (r *reader) add(one *terraform.Resource, e *chain.Endpoint) *chain.Endpoint {
	e.Root = one.Root
	if e.Local == "" {
		e.Local = one.Address
	}
	if e.At.IsZero() {
		e.At = one.At
	}
	if e.When == nil {
		e.When = one.When
	}
	r.ends[one] = append(r.ends[one], e)
	r.lookedUpAs(one, e, nil)
	r.owner[e] = one
	r.out.Endpoints = append(r.out.Endpoints, e)
	return e
}

// refer states a join that the code itself makes.
func (r *reader) refer(f chain.Reference) {
	if f.From == nil || f.To == nil || f.From == f.To {
		return
	}
	key := joined{f.From, f.To, f.Side, f.When.String()}
	if r.refs[key] {
		return
	}
	r.refs[key], r.refs[joined{side: f.Side}] = true, true
	r.out.Refs = append(r.out.Refs, f)
}

// also are the guards joined; possible is false where they contradict each other.
func also(guards ...chain.Guard) (joined chain.Guard, possible bool) {
	for _, g := range guards {
		if joined, possible = chain.And(joined, g); !possible {
			return nil, false
		}
	}
	return joined, true
}
