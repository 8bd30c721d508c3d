package openapi

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// Parser reads OpenAPI documents that configure gateways.
var Parser = parsers.Parser{Name: "openapi", Match: Match, Parse: Parse}

// Parse makes an endpoint of each document, or one for each gateway where it configures several: openapi/FILE. It accepts where the document says
// that it is served, and connects to each backend that an operation names.
func Parse(in *parsers.Input) (out chain.Fragment) {
	for _, f := range in.Files {
		d, why, fault := open(f.File)
		switch {
		case fault != nil && (f.Claim == parsers.ByContent || isTemplate(f.Src)):
			in.Skip(f.File, fmt.Sprintf("looks like an OpenAPI document, but does not parse: line %d: %s", fault.Line, fault.Msg))
		case fault != nil:
			out.Problems = append(out.Problems, chain.Problem{Kind: chain.SyntaxProblem, At: fault.At, Msg: fault.Msg})
		case why != "":
			in.Skip(f.File, why)
		default:
			root := &chain.Root{Kind: "openapi", Dir: path.Dir(f.Name), File: f.Name, Canon: in.Tree.Canon(f.Path)}
			readInto(&out, d, root)
		}
	}
	return out
}

// isTemplate reports whether a file is what Helm, Jinja or ERB make a document of: that it does not parse says nothing about the document.
func isTemplate(src []byte) bool {
	s := string(src)
	return strings.Contains(s, "{{") || strings.Contains(s, "{%") || strings.Contains(s, "<%")
}

// reader makes endpoints of one document for one gateway.
type reader struct {
	*document
	gateway  gateway
	endpoint *chain.Endpoint
	facts    []chain.Fact
	told     map[told]bool // facts by place and setting

	services map[kongService]*call
	mark     *yaml.Node // the first x-kong- key
	marked   bool       // that was looked for
}

func newReader(d *document, g gateway) *reader {
	return &reader{document: d, gateway: g, told: map[told]bool{}, services: map[kongService]*call{}}
}

// readInto adds what a document configures.
func readInto(out *chain.Fragment, d *document, root *chain.Root) {
	first := len(out.Endpoints)
	for _, g := range gateways {
		r := newReader(d, g)
		if e := r.declare(root); e != nil {
			out.Endpoints = append(out.Endpoints, e)
			out.Facts = append(out.Facts, r.facts...)
		}
	}
	if all := out.Endpoints[first:]; len(all) > 1 {
		for _, e := range all {
			e.Local += "/" + e.Product
		}
	}
	out.Problems = append(out.Problems, d.problems...)
}

// declare is the endpoint of the document for the reader's gateway, nil where no operation is configured for it.
func (r *reader) declare(root *chain.Root) *chain.Endpoint {
	p := preset(r.gateway)
	e := &chain.Endpoint{Local: "openapi/" + path.Base(root.File), Kind: chain.Proxy, Product: r.gateway.preset, Root: root}
	r.endpoint = e
	accepts := &chain.Side{Owner: e, Protocol: chain.HTTP1}
	sides := map[string]*backend{}
	var order []*backend
	inside := &backend{side: accepts, index: map[answer]int{}} // deadlines of what is answered without a connection
	for _, o := range r.operations {
		c := r.gateway.read(r, o)
		if c == nil {
			continue
		}
		at := r.at(c.at)
		if len(e.Accepts) == 0 {
			e.At, e.Accepts = at, []*chain.Side{accepts}
		}
		b := inside
		if c.connects {
			key := c.key()
			if b = sides[key]; b == nil {
				b = &backend{side: p.connects(r.gateway, c, e, at), index: map[answer]int{}}
				sides[key] = b
				order = append(order, b)
			}
			if !slices.Contains(b.side.At, at) && len(b.side.At) < mostPlaces {
				b.side.At = append(b.side.At, at)
			}
		}
		b.answers(o, c.deadline)
	}
	if len(e.Accepts) == 0 {
		return nil
	}
	p.accepts(r.gateway, accepts, e.At)
	if r.gateway.fronted {
		accepts.Addrs = r.fronts()
	}
	for _, b := range order {
		e.Connect = append(e.Connect, b.side)
	}
	for _, b := range append(order, inside) {
		b.side.Response, b.side.Silence = b.deadlines(root.File), r.gateway.silence
	}
	return e
}

// mostPlaces bounds the places that are remembered of one backend: a report shows a few.
const mostPlaces = 20

// key tells backends apart. Those that are not known are one: nothing tells how many they are.
func (c *call) key() string {
	parts := []string{string(c.protocol)}
	for _, a := range c.addrs {
		parts = append(parts, a.String())
	}
	return strings.Join(parts, " ")
}
