package nginx

import (
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// enter opens a block.
func (w *walker) enter(sc *scope, s *spec, f *file, d syntax.Directive, via *inclusion, depth int) {
	in := blockContext(sc.ctx, s.name)
	if s.name == "events" {
		w.hasEvents = true
	}
	if s.name == "map" {
		w.readMap(sc, f, d, via, depth)
		return
	}
	if in == 0 || d.Kind() != syntax.Directives {
		return
	}
	child := w.open(sc, in, f, d, via)
	w.checkBlock(sc, child, s)
	b := body{f, d.Children(), via, depth + 1, w.files, w.opened}
	w.block(child, f, b.list, via, b.depth)
	w.leave(child)
	if in == inServer && !f.templated {
		w.forget(child, b)
	}
}

func (w *walker) open(sc *scope, in context, f *file, d syntax.Directive, via *inclusion) *scope {
	child := w.newBlock(in)
	*child = scope{ctx: in, parent: sc, at: headSpan(f, d), args: w.arguments(f, d), via: via, rare: nothingRare}
	if when := condition(f, d, sc); len(when) > 0 {
		child.special().when = when
	}
	child.insert, _ = d.BodySpan()
	if in == inUpstream { // what a pool consists of stands behind the servers and the balancing method
		child.insert = d.CloseOffset()
	}
	if f.shipped != "" {
		child.insert = nowhere
	}
	switch in {
	case inServer:
		w.servers = append(w.servers, child)
	case inStreamServer:
		w.streams = append(w.streams, child)
	case inUpstream, inStreamUpstream:
		w.upstreams = append(w.upstreams, child)
	case inLocation, inIf, inServerIf, inLimitExcept, inUnknown:
		sc.children = append(sc.children, child)
		w.capture(child.args)
	default: // kept by nobody: its settings are inherited through parent
	}
	return child
}

// newBlock makes room for a block. Locations are many and short-lived; the others stay to the end.
func (w *walker) newBlock(in context) *scope {
	if in&(inLocation|inIf|inLimitExcept) != 0 {
		w.blocks++
		return &w.scopes.take(1)[0]
	}
	return &scope{}
}

// leave checks what can only be told at the end of a block.
func (w *walker) leave(sc *scope) {
	if sc.ctx == inUpstream {
		w.checkUpstream(sc)
	}
	if sc.rare != nothingRare {
		sc.paths = nil
	}
}

// blockContext is the context inside a block, 0 for blocks whose content does not matter here.
func blockContext(outer context, name string) context {
	switch name {
	case "events":
		return inEvents
	case "http":
		return inHTTP
	case "stream":
		return inStream
	case "mail":
		return inMail
	case "location":
		return inLocation
	case "limit_except":
		return inLimitExcept
	case "server":
		switch outer {
		case inStream:
			return inStreamServer
		case inMail:
			return inMailServer
		default:
			return inServer
		}
	case "upstream":
		if outer == inStream {
			return inStreamUpstream
		}
		return inUpstream
	case "if":
		switch outer {
		case inLocation:
			return inIf
		case inUnknown:
			return inUnknown
		default:
			return inServerIf
		}
	}
	return 0
}
