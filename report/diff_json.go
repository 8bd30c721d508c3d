package report

import (
	"io"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// diffDocument writes a change as JSON: two documents of one stream, each of which knows the files of its own end.
type diffDocument struct {
	*encoder
	*diff
	before, after *document
}

// diffJSON writes the document that diff.schema.json describes.
func diffJSON(w io.Writer, c *finding.Change, o Options) error {
	e, d := newEncoder(w), newDiff(c)
	x := &diffDocument{e, d, &document{encoder: e, digest: d.base}, &document{encoder: e, digest: d.head}}
	x.open("{")
	x.section("version")
	x.integer(schemaVersion)
	x.section("tool")
	x.after.tool(o.Version)
	x.section("base")
	x.state(c.Base)
	x.section("head")
	x.state(c.Head)
	x.section("summary")
	x.summary()
	x.section("exit")
	x.integer(c.Exit())
	x.section("hops")
	list(x.after, c.Hops, x.hop)
	x.section("deadlines")
	list(x.after, c.Deadlines, x.deadlines)
	x.section("introduced")
	list(x.after, c.Introduced, func(f *finding.Finding) {
		x.open("{")
		x.key("worse")
		x.boolean(c.Worse(f))
		x.key("finding")
		x.after.finding(f)
		x.close("}")
	})
	x.section("repaired")
	list(x.after, c.Repaired, x.before.finding)
	x.close("\n}")
	x.raw("\n")
	return x.flush()
}

func (e *encoder) boolean(b bool) {
	e.value()
	if b {
		e.raw("true")
	} else {
		e.raw("false")
	}
}

// state writes which state it is, and what of it could not be read.
func (x *diffDocument) state(s finding.State) {
	x.open("{")
	x.key("name")
	x.text(s.Name)
	x.key("commit")
	x.text(s.Commit)
	x.key("skipped")
	x.open("[")
	for _, l := range s.Left {
		x.after.skip(l)
	}
	x.close("]")
	x.close("}")
}

func (x *diffDocument) summary() {
	var found [finding.Error + 1]int
	for _, f := range x.Introduced {
		found[f.Severity]++
	}
	kinds := make(map[string]int)
	for _, c := range x.Hops {
		kinds[changeKind(c)]++
	}
	x.open("{")
	x.key("introduced")
	x.open("{")
	x.key("errors")
	x.integer(found[finding.Error])
	x.key("warnings")
	x.integer(found[finding.Warning])
	x.key("notes")
	x.integer(found[finding.Note])
	x.close("}")
	x.key("repaired")
	x.integer(len(x.Repaired))
	x.key("hops")
	x.open("{")
	for _, kind := range []string{"added", "removed", "changed"} {
		x.key(kind)
		x.integer(kinds[kind])
	}
	x.close("}")
	x.close("}")
}

func (x *diffDocument) hop(c chain.HopChange) {
	x.open("{")
	x.after.hopIdentity(hopOf(c))
	x.key("change")
	x.string(changeKind(c))
	x.key("before")
	x.end(x.before, c.Old, c.Before)
	x.key("after")
	x.end(x.after, c.New, c.After)
	x.key("rollout")
	x.rollout(c)
	x.close("}")
}

// end writes a hop as it is at one end of the change, null where it is not.
func (x *diffDocument) end(d *document, h *chain.Hop, v chain.Verdict) {
	if h == nil {
		x.null()
		return
	}
	x.open("{")
	x.key("id")
	x.string(h.ID)
	x.key("verdict")
	x.string(string(v))
	x.key("protocol")
	x.string(string(protocol(h)))
	x.key("client")
	d.clock(h.Client.Idle, worldOfHop(h))
	x.key("server")
	d.clock(h.Server.Idle, worldOfHop(h))
	x.key("via")
	x.open("[")
	for _, m := range h.Via {
		x.string(m.ID)
	}
	x.close("]")
	x.close("}")
}

// rollout writes what happens between two applies, null where it does not matter which side is first.
func (x *diffDocument) rollout(c chain.HopChange) {
	text := x.diff.rollout(c)
	if text == "" {
		x.null()
		return
	}
	r, _ := c.Rollout()
	x.open("{")
	x.key("first")
	x.string(string(r.Order()))
	x.key("server_first")
	x.string(string(r.ServerFirst))
	x.key("client_first")
	x.string(string(r.ClientFirst))
	x.key("text")
	x.string(text)
	x.close("}")
}
