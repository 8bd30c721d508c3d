package report

import "github.com/timeoutlint/timeoutlint/chain"

// routes writes what is in force in each location of an nginx server.
func (d *document) routes(e *chain.Endpoint) {
	world := worldOf(e)
	d.open("[")
	for _, r := range e.Routes {
		d.item()
		d.route(r, world)
	}
	d.close("]")
}

func (d *document) route(r *chain.Route, world chain.Guard) {
	d.open("{")
	d.key("server")
	d.string(r.Server)
	d.key("location")
	d.string(r.Path)
	d.key("block")
	d.text(r.Block)
	d.key("at")
	d.location(r.At)
	d.key("client_idle")
	d.bounded(r.Idle, world, shorter)
	d.key("keep_alive_header")
	d.bounded(r.Header, world, longer)
	d.key("pass")
	if r.Pass == nil {
		d.null()
	} else {
		d.pass(r.Pass, world)
	}
	d.close("}")
}

func (d *document) pass(p *chain.Pass, world chain.Guard) {
	c, _ := p.In(world) // the zero case says that nothing is known
	d.open("{")
	d.key("at")
	d.location(p.At)
	d.key("target")
	d.string(p.Target)
	d.key("reuse")
	d.string(c.Reuse.String())
	d.key("reason")
	d.text(causesText(c.Causes))
	d.key("http_version")
	d.text(c.Version)
	d.key("connection_header")
	d.text(c.Connection)
	d.key("pool_idle")
	d.bounded(c.Idle, world, longer)
	d.key("protocol")
	d.string(passProtocol(p.Protocol))
	d.close("}")
}

// passProtocol names the family of the directive: what proxy_pass speaks is http in every version.
func passProtocol(p chain.Protocol) string {
	switch p {
	case chain.GRPC, chain.FastCGI, chain.Memcached, chain.UWSGI, chain.SCGI:
		return string(p)
	default:
		return "http"
	}
}
