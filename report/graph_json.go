package report

import (
	"io"

	"github.com/timeoutlint/timeoutlint/finding"
)

// jsonBounds limit the document: about 20 MB of ids at the very most.
var jsonBounds = bounds{paths: 10_000, steps: 200_000}

// graphJSON writes the document that graph.schema.json describes: the paths by the ids of what they lead over, and the same endpoints and
// hops as in the report of check.
func graphJSON(w io.Writer, r *finding.Result, o Options) error {
	m := newModel(r, false)
	listed, left := m.paths(jsonBounds)
	d := &document{encoder: newEncoder(w), digest: m.digest}
	d.open("{")
	d.section("version")
	d.integer(schemaVersion)
	d.section("tool")
	d.tool(o.Version)
	d.section("paths")
	list(d, listed, d.path)
	d.section("more_paths")
	d.integer(left)
	d.section("endpoints")
	list(d, d.endpoints, d.endpoint)
	d.section("hops")
	list(d, d.hops, d.hop)
	d.close("\n}")
	d.raw("\n")
	return d.flush()
}

func (d *document) path(p path) {
	d.open("{")
	d.key("verdict")
	d.string(string(p.verdict))
	d.key("circle")
	d.boolean(p.round())
	d.key("endpoints")
	d.open("[")
	d.string(p.edges[0].from.first().ID)
	for _, e := range p.edges {
		d.string(e.to.first().ID)
	}
	d.close("]")
	d.key("hops")
	d.open("[")
	for _, e := range p.edges {
		for _, h := range e.hops {
			d.string(h.ID)
		}
	}
	d.close("]")
	d.close("}")
}

func (d *document) boolean(b bool) {
	d.value()
	if b {
		d.raw("true")
	} else {
		d.raw("false")
	}
}
