package clients

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// ends makes a link of each id that from and to name.
func (r *reader) ends(c *declaration) {
	for _, n := range c.get("from").many() {
		r.join(chain.Link{From: n.text, To: c.name, At: n.at, FromAt: n.at, ToAt: c.at})
	}
	for _, n := range c.get("to").many() {
		r.join(chain.Link{From: c.name, To: n.text, At: n.at, FromAt: c.at, ToAt: n.at})
	}
}

// join enters a link, with the text that findings quote.
func (r *reader) join(k chain.Link) {
	k.From, k.To = strings.TrimSpace(k.From), strings.TrimSpace(k.To)
	k.Text = hopOf(k.From, k.To)
	if len(k.Via) > 0 {
		k.Text += " via " + strings.Join(k.Via, ", ")
	}
	r.out.Fragment.Links = append(r.out.Fragment.Links, k)
}

// link reads an entry of links: FROM -> TO, or a mapping.
func (r *reader) link(n *node) {
	if n.form == isText {
		r.arrow(n)
		return
	}
	from, to := n.get("from"), n.get("to")
	k := chain.Link{From: from.text, To: to.text, At: to.at, FromAt: from.at, ToAt: to.at, Protocol: protocolOf(n.get("protocol"))}
	for _, v := range n.get("via").many() {
		if strings.ContainsAny(v.text, "*?") {
			r.fault(v.at, "via: "+source.Clip(v.text)+" holds a wildcard: name each middlebox, in the order in which a connection meets them")
			return
		}
		k.Via, k.ViaAt = append(k.Via, v.text), append(k.ViaAt, v.at)
	}
	r.join(k)
}

// arrowText stands between the ends of a hop; no id holds it.
const arrowText = "->"

// hopOf writes a hop as its id is written.
func hopOf(from, to string) string {
	return strings.TrimSpace(from) + " " + arrowText + " " + strings.TrimSpace(to)
}

// arrow reads FROM -> TO.
func (r *reader) arrow(n *node) {
	from, to, _ := strings.Cut(n.text, arrowText)
	if strings.Contains(to, arrowText) {
		r.fault(n.at, "a link joins two endpoints: write a line for each arrow, or name middleboxes in via")
		return
	}
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	k := chain.Link{From: from, To: to, At: n.at, FromAt: n.at, ToAt: n.at}
	if f := r.file(n.at.File); f != nil {
		k.FromAt, k.ToAt = within(f, n.at, from, false), within(f, n.at, to, true)
	}
	r.join(k)
}

func (r *reader) file(id source.FileID) *source.File {
	for _, d := range r.read {
		if d.file.ID == id {
			return d.file
		}
	}
	return nil
}

// within is the place of a part of a value in its text; the whole value where escapes or line endings hide the part.
func within(f *source.File, at source.Span, part string, last bool) source.Span {
	raw := string(f.Src[at.Start:at.End])
	i := strings.Index(raw, part)
	if last {
		i = strings.LastIndex(raw, part)
	}
	if i < 0 {
		return at
	}
	start := at.Start + uint32(i)
	return source.Span{File: at.File, Start: start, End: start + uint32(len(part))}
}
