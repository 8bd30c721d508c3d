package report

import (
	"bufio"
	"io"
	"strconv"

	"github.com/timeoutlint/timeoutlint/finding"
)

// A page is for people: lists in it end after so many lines, and the JSON is complete.
const (
	maxPageRows     = 500
	maxPageFindings = 300
)

// pageStyle is all that the page looks like; the picture in it has its own style.
const pageStyle = `
body{margin:24px;font:14px/1.5 sans-serif;background:#fff;color:#1b1f24}
h1{font-size:20px}
h2{font-size:16px;margin-top:32px}
.chain{overflow:auto;border:1px solid #d0d7de}
.chain svg{display:block}
.table{overflow:auto}
table{border-collapse:collapse}
th,td{text-align:left;vertical-align:top;padding:4px 14px 4px 0;border-bottom:1px solid #d0d7de}
td,summary{overflow-wrap:anywhere}
th{white-space:nowrap}
pre{overflow:auto;padding:8px;background:#f6f8fa}
tr.violated td:first-child,b.error{color:#c0271a;font-weight:700}
tr.possible td:first-child,b.warning{color:#7d5200;font-weight:700}
.from{color:#57606a}
@media (prefers-color-scheme:dark){
body{background:#0d1117;color:#e6edf3}
a{color:#4493f8}
.chain,th,td{border-color:#30363d}
pre{background:#161b22}
tr.violated td:first-child,b.error{color:#ff9a92}
tr.possible td:first-child,b.warning{color:#e3b341}
.from{color:#9da7b1}
}
`

// pagePolicy forbids the page everything that it does not need: should text ever break out of its place, it could neither run nor load.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

// graphHTML writes a page that needs nothing but itself: the picture, both clocks of each hop in a table, and the findings to be opened.
func graphHTML(w io.Writer, r *finding.Result, o Options) error {
	b := bufio.NewWriter(w)
	m := newModel(r, true)
	p := &webPage{markup{b}, m.digest}
	p.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	p.tag("<meta", "http-equiv", "Content-Security-Policy", "content", pagePolicy)
	p.raw(">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n" +
		"<title>timeoutlint: idle timeouts</title>\n<style>" + pageStyle + "</style>\n</head>\n<body>\n")
	p.element("h1", "timeoutlint: idle timeouts")
	p.raw(`<div class="chain" tabindex="0">` + "\n")
	newPicture(b, m).draw()
	p.raw("</div>\n")
	p.hopTable()
	p.folded(o.Version)
	p.unjudgedList()
	p.leftList()
	p.raw("</body>\n</html>\n")
	return b.Flush()
}

// webPage is HTML in the making.
type webPage struct {
	markup
	*digest
}

// element writes an element that holds text, which may begin with a name and attributes.
func (p *webPage) element(name, text string, attributes ...string) {
	p.tag("<"+name, attributes...)
	p.raw(">" + xmlText(clip(text, maxSentence)) + "</" + name + ">\n")
}

// more tells how many of a list were left out.
func (p *webPage) more(n int, noun string) {
	if n > 0 {
		p.element("p", "... and "+strconv.Itoa(n)+" more "+noun)
	}
}

// hopTable is the table of hops of the text report.
func (p *webPage) hopTable() {
	if len(p.hops) == 0 {
		return
	}
	rows, ok := rowsOf(p.digest)
	p.element("h2", "Hops")
	p.element("p", "The client side must drop idle connections before the server side does.")
	p.raw("<div class=\"table\" tabindex=\"0\">\n<table>\n<thead><tr>")
	for _, head := range []string{"verdict", "client side", "idle", "set", "server side", "idle", "set"} {
		p.raw(`<th scope="col">` + head + "</th>")
	}
	p.raw("</tr></thead>\n<tbody>\n")
	for _, r := range rows[:min(len(rows), maxPageRows)] {
		p.tag("<tr", "class", string(r.verdict))
		p.raw(">\n")
		p.element("td", signs[r.verdict]+" "+string(r.verdict))
		client := r.client.id
		if r.users != "" {
			client += " " + r.users
		}
		p.cells(client, r.client)
		p.cells(r.server.id+r.others(), r.server)
		p.raw("</tr>\n")
	}
	p.raw("</tbody>\n</table>\n</div>\n")
	p.more(len(rows)-maxPageRows, "rows")
	p.more(ok, "that are ok")
}

// cells are who keeps connections, how long, and where that is set.
func (p *webPage) cells(id string, s tableSide) {
	p.element("td", id)
	p.raw("<td><b>" + xmlText(clip(s.idle, maxSentence)) + "</b></td>\n")
	p.element("td", s.from, "class", "from")
}
