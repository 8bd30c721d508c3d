package openapi

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Operation is one method of one path, with what its gateway makes of it.
type Operation struct {
	Method   string // GET, ...; ANY for what API Gateway takes whatever the method
	Path     string // as written: /orders/{id}
	Gateway  string // a preset: kong, aws-api-gateway, google-api-gateway
	Backend  string // hosts and ports that are connected to, "" where they are not known or there are none
	Deadline chain.Case
	At       source.Span // the method's word
}

// Operations lists the operations of a document with the deadlines that are in force, whichever level they are written at; an operation that
// several gateways serve is listed for each. It is nil for a file that is no document, or that configures no gateway.
func Operations(f *source.File) (all []Operation) {
	d, _, _ := open(f)
	if d == nil {
		return nil
	}
	for _, g := range gateways {
		r := newReader(d, g)
		for _, o := range d.operations {
			c := g.read(r, o)
			if c == nil {
				continue
			}
			backends := make([]string, len(c.addrs))
			for i, a := range c.addrs {
				backends[i] = a.String()
			}
			all = append(all, Operation{
				Method: o.method, Path: o.path, Gateway: g.preset, Backend: strings.Join(backends, ", "), Deadline: c.deadline, At: d.at(o.key),
			})
		}
	}
	return all
}
