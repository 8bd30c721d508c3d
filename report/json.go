package report

import (
	"io"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// schemaVersion is the version of the JSON document. It changes when a field changes its meaning or goes away, not when one is added.
const schemaVersion = 1

// document writes one result as JSON, item by item; the whole never exists in memory.
type document struct {
	*encoder
	*digest
	show bool
}

// writeJSON writes the document that schema.json describes.
func writeJSON(w io.Writer, r *finding.Result, o Options) error {
	d := &document{encoder: newEncoder(w), digest: newDigest(r), show: o.Show}
	d.open("{")
	d.section("version")
	d.integer(schemaVersion)
	d.section("tool")
	d.tool(o.Version)
	d.section("summary")
	d.summary()
	d.section("exit")
	d.integer(r.Exit())
	d.section("skipped")
	list(d, d.left, d.skip)
	d.section("endpoints")
	list(d, d.endpoints, d.endpoint)
	d.section("hops")
	list(d, d.hops, d.hop)
	d.section("findings")
	list(d, r.Findings, d.finding)
	if len(r.Unlisted) > 0 {
		d.section("unlisted")
		list(d, r.Unlisted, d.unlisted)
	}
	d.close("\n}")
	d.raw("\n")
	return d.flush()
}

// list writes a list with one element a line.
func list[T any](d *document, all []T, write func(T)) {
	d.open("[")
	for _, one := range all {
		d.item()
		write(one)
	}
	if len(all) > 0 {
		d.raw("\n  ")
	}
	d.close("]")
}

func (d *document) tool(version string) {
	d.open("{")
	d.key("name")
	d.string("timeoutlint")
	d.key("version")
	d.text(version)
	d.close("}")
}

func (d *document) summary() {
	d.open("{")
	d.key("files")
	d.integer(d.Files)
	d.key("endpoints")
	d.integer(len(d.endpoints))
	d.key("hops")
	d.open("{")
	for _, v := range verdictOrder {
		d.key(string(v))
		d.integer(d.verdicts[v])
	}
	d.close("}")
	d.key("errors")
	d.integer(d.Count(finding.Error))
	d.key("warnings")
	d.integer(d.Count(finding.Warning))
	d.key("notes")
	d.integer(d.Count(finding.Note))
	d.key("suppressed")
	d.integer(d.Suppressed)
	d.close("}")
}

func (d *document) unlisted(u finding.Unlisted) {
	d.open("{")
	d.key("rule")
	d.string(u.Rule.ID)
	d.key("severity")
	d.string(u.Severity.String())
	d.key("count")
	d.integer(u.Count)
	d.close("}")
}

func (d *document) skip(s finding.Skip) {
	d.open("{")
	d.key("file")
	d.string(s.File)
	d.key("reason")
	d.string(s.Reason)
	d.close("}")
}

func (d *document) endpoint(e *chain.Endpoint) {
	d.open("{")
	d.key("id")
	d.string(e.ID)
	d.key("kind")
	d.string(string(e.Kind))
	d.key("product")
	d.text(e.Product)
	d.key("when")
	var world chain.Guard
	if e.Root != nil {
		world = e.Root.World
	}
	d.text(condition(e.When, world))
	d.key("location")
	d.location(e.At)
	d.key("accepts")
	d.sides(e, e.Accepts)
	d.key("connects")
	d.sides(e, e.Connect)
	if d.show && e.Kind == chain.NginxIn {
		d.key("locations")
		d.routes(e)
	}
	d.close("}")
}

func (d *document) hop(h judged) {
	d.open("{")
	d.hopIdentity(h.Hop)
	d.key("when")
	d.text(condition(h.When, h.World()))
	d.key("protocol")
	d.string(string(protocol(h.Hop)))
	d.key("client")
	d.clock(h.Client.Idle, h.world)
	d.key("server")
	d.clock(h.Server.Idle, h.world)
	d.key("via")
	d.open("[")
	for _, m := range h.Via {
		d.string(m.ID)
	}
	d.close("]")
	d.key("verdict")
	d.string(string(h.verdict))
	d.key("if_pooled")
	if h.verdict == chain.NoReuse {
		d.string(string(h.pooled))
	} else {
		d.null()
	}
	d.key("reason")
	d.string(reason(h))
	d.key("joined")
	d.join(h.Joined)
	d.key("locations")
	d.locations(h.At)
	d.close("}")
}

// join writes why two sides belong together, null for a side of which nothing says where it leads.
func (d *document) join(j chain.Join) {
	if j.How == "" {
		d.null()
		return
	}
	d.open("{")
	d.key("how")
	d.string(string(j.How))
	d.key("location")
	d.location(j.At)
	d.close("}")
}

func (d *document) hopIdentity(h *chain.Hop) {
	d.key("id")
	d.string(h.ID)
	d.key("from")
	d.string(h.Client.Owner.ID)
	d.key("to")
	d.string(h.Server.Owner.ID)
}

// protocol is what the hop speaks: HTTP/1.1 where neither side declares anything.
func protocol(h *chain.Hop) chain.Protocol {
	switch {
	case h.Protocol != "":
		return h.Protocol
	case h.Client.Protocol != "":
		return h.Client.Protocol
	case h.Server.Protocol != "":
		return h.Server.Protocol
	}
	return chain.HTTP1
}

func (d *document) finding(f *finding.Finding) {
	d.open("{")
	d.key("rule")
	d.string(f.Rule.ID)
	d.key("name")
	d.string(f.Rule.Name)
	d.key("severity")
	d.string(f.Severity.String())
	d.key("message")
	d.string(f.Message)
	d.key("certainty")
	d.string(f.Certainty.String())
	d.key("location")
	d.location(f.At)
	d.key("related")
	d.open("[")
	for _, r := range f.Related {
		d.open("{")
		d.key("message")
		d.string(r.Message)
		d.key("location")
		d.location(r.At)
		d.close("}")
	}
	d.close("]")
	d.key("hop")
	if f.Hop != nil {
		d.open("{")
		d.hopIdentity(f.Hop)
		d.close("}")
	} else {
		d.null()
	}
	d.key("fixes")
	d.fixes(f.Fixes)
	d.key("fingerprint")
	d.string(f.Fingerprint())
	d.close("}")
}

func (d *document) fixes(all []finding.Fix) {
	d.open("[")
	for _, x := range all {
		d.open("{")
		d.key("title")
		d.string(x.Title)
		d.key("safety")
		d.string(x.Safety.String())
		d.key("edits")
		d.open("[")
		for _, edit := range x.Edits {
			d.edit(edit)
		}
		d.close("]")
		d.close("}")
	}
	d.close("]")
}

// edit writes a replacement of bytes [start, end) of a file.
func (d *document) edit(x finding.Edit) {
	d.open("{")
	d.key("file")
	d.text(fileName(d.Set, x.At))
	d.key("start")
	d.integer(int(x.At.Start))
	d.key("end")
	d.integer(int(x.At.End))
	d.key("new")
	d.string(x.New)
	d.close("}")
}

// fileName is the name of the file that a span lies in, "" where it lies in none.
func fileName(set *source.Set, at source.Span) string {
	if f := set.File(at.File); f != nil {
		return f.Name
	}
	return ""
}
