package rules

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// reuseFixes are the edits that remove causes of these kinds from all passages of a defect, under the words that say so. They may start a
// pool: that is safe only where every server behind it is known to keep idle connections longer, and where one does not, the pool is made
// to end them sooner in the same stroke.
func (p *Pass) reuseFixes(words string, d *defect, kinds ...chain.CauseKind) []finding.Fix {
	if p.NoFixes {
		return nil
	}
	a := p.amend()
	a.uncauseAll(d, kinds...)
	return a.reuse(words, d.upstream, d.passages)
}

// reuse finishes a repair that lets connections to an upstream be reused.
func (a *amend) reuse(words string, upstream *chain.Endpoint, passages []passage) []finding.Fix {
	if len(passages) > 1 {
		words += " (and at " + count(len(passages)-1, "more place") + ")"
	}
	words = strings.TrimSuffix(words, ";")
	others, ok := a.reach.others(a.Pass, upstream)
	if !ok {
		return nil
	}
	for _, e := range append([]*chain.Endpoint{upstream}, others...) {
		if mixes(e) {
			return nil
		}
		words += a.bounded(e)
	}
	if a.safety < finding.Safe {
		words += a.starts(upstream)
	}
	return a.fixes(words)
}

// mixes reports whether some passages to an upstream speak HTTP/2 and others HTTP/1: one pool must not serve both.
func mixes(upstream *chain.Endpoint) bool {
	speaks := func(protocol chain.Protocol) bool {
		return slices.ContainsFunc(upstream.Connect, func(s *chain.Side) bool { return s.Protocol == protocol })
	}
	return speaks(chain.HTTP2) && speaks(chain.HTTP1)
}

// limits are what is known of the servers and middleboxes behind an upstream.
type limits struct {
	pool  part          // the clock of the pool
	first time.Duration // of those that the pool would outlive, the first to close; 0: none
	known bool          // some server's clock is
}

func (l *limits) atMost(d time.Duration) {
	if l.first == 0 || d < l.first {
		l.first = d
	}
}

// bounded sees to it that the pool of an upstream ends idle connections before the servers do, as far as they are known, and says so.
func (a *amend) bounded(upstream *chain.Endpoint) (words string) {
	l := a.limits(upstream)
	if l.first == 0 {
		return ""
	}
	d := a.sooner(l.first)
	if d == 0 {
		a.failed = true
		return ""
	}
	a.setNginx(l.pool, d)
	return ", with keepalive_timeout " + nginxTime(d) + "; in " + blockOf(upstream)
}

func (a *amend) limits(upstream *chain.Endpoint) (l limits) {
	for _, s := range upstream.Connect {
		hops := a.hopsOf(s)
		a.unsafe(len(hops) == 0)
		for _, h := range hops {
			a.unsafe(h.Joined.How == chain.Assumed)
			for _, o := range a.Outcomes(h) {
				if o.InForce {
					l.pool = part{side: s, hop: h, Case: o.Client}
					a.limit(&l, o)
				}
			}
		}
	}
	return l
}

func (a *amend) limit(l *limits, o chain.Outcome) {
	a.unsafe(o.Pooled == chain.Unknown)
	if o.Server.State == chain.Known {
		l.known = true
		if o.Pooled == chain.Violated || o.Pooled == chain.Possible || o.Client.State == chain.Known && o.Server.Lo-o.Client.Hi < a.Margin {
			l.atMost(o.Server.Lo)
		}
	}
	for _, b := range o.Boxes {
		a.unsafe(b.Verdict == chain.Unknown)
		if b.Idle.State == chain.Known && (b.Verdict == chain.Violated || b.Verdict == chain.Possible) {
			l.atMost(b.Idle.Lo)
		}
	}
}

// starts says what a pool asks of servers of which nothing is known.
func (a *amend) starts(upstream *chain.Endpoint) string {
	l := a.limits(upstream)
	if l.known || l.pool.State != chain.Known {
		return ""
	}
	d := chain.Seconds(l.pool.Hi)
	return " (this starts a " + d + " pool: the server must keep idle connections longer than " + d + ")"
}

// onTheWay are the causes that stand beside the pass directives: what a pool needs, and what hides while there is none.
var onTheWay = []chain.CauseKind{chain.HTTPVersion, chain.ConnectionClose, chain.ConnectionMap, chain.KeepConn}

// uncauseAll removes causes of these kinds from all passages of a defect. A block inside a location that has the location's pass directive
// has its settings, too.
func (a *amend) uncauseAll(d *defect, kinds ...chain.CauseKind) {
	covered := make(map[source.Span]bool)
	for _, u := range d.every {
		covered[u.pass.At] = covered[u.pass.At] || u.route.Block == ""
	}
	for _, u := range d.every {
		if u.route.Block != "" && covered[u.pass.At] {
			continue
		}
		for _, kind := range kinds {
			if c, ok := u.cause(kind); ok {
				a.uncause(u, c)
			}
		}
	}
}

// uncause makes the edits that remove one cause of a passage whose connections are not reused.
func (a *amend) uncause(u passage, c chain.Cause) {
	from := c.From
	a.unsafe(c.Possible)
	switch c.Kind {
	case chain.HTTPVersion:
		a.setting(u, from, "proxy_http_version", "1.1")
	case chain.KeepConn:
		a.setting(u, from, "fastcgi_keep_conn", "on")
	case chain.ConnectionClose:
		a.connection(u, c)
	case chain.ConnectionMap:
		a.mapRow(from)
	default:
		a.failed = true
	}
}

// setting gives a directive of one word another one, or writes the directive into the block that lacks it.
func (a *amend) setting(u passage, from *chain.Origin, name, value string) {
	if from.Kind == chain.Written {
		a.word(from.At(), plain().MatchString, value)
		a.reach.change(from.At())
		return
	}
	a.own(u, name+" "+value+";")
}

// own writes a directive into the block of a passage. Origins are shared by blocks that are alike, so each block is looked up by its own words. In if
// and limit_except nginx takes none of these directives.
func (a *amend) own(u passage, text string) {
	f, at := a.Set.File(u.route.At.File), u.route.At
	if f == nil || u.route.Block != "" || uint64(at.End) > uint64(len(f.Src)) {
		a.failed = true
		return
	}
	brace := opening().FindIndex(f.Src[at.End:])
	if brace == nil {
		a.failed = true
		return
	}
	at.Start = at.End + uint32(brace[1])
	at.End = at.Start
	a.directive(source.Place{Span: at}, text)
	a.reach.fill(u.by, at)
}

// opening is what may stand between the words of a block and its first line.
var opening = pattern.New(`^(?:[ \t\r\n]|#[^\n]*\n)*\{`)

const emptyConnection = `proxy_set_header Connection "";`

// connection has no Connection header sent. Where no header line is known to be in force, but one may be in a file that was not read, a line of
// its own would take the others away: there nothing is written.
func (a *amend) connection(u passage, c chain.Cause) {
	from := c.From
	if from.Kind != chain.Written {
		_, lost := step(from, chain.Lost)
		_, beside := step(from, chain.ReadBy)
		if c.Possible && !lost && !beside {
			a.failed = true
			return
		}
		if !lost && !beside {
			a.own(u, emptyConnection)
		} else {
			a.directive(from.Insert, emptyConnection)
			a.reach.extend(from.Insert.Span)
		}
		return
	}
	at := from.At()
	if reads, ok := step(from, chain.ReadBy); ok {
		at = reads.At
	}
	a.reach.change(at)
	a.add(finding.Edit{At: at, New: emptyConnection}, headerLine().MatchString(a.Set.Text(at)))
}

// headerLine is a header line as it can be replaced: on one line, without a comment in it.
var headerLine = pattern.New(`(?i)^proxy_set_header[ \t]+["']?connection["']?[ \t]+[^#\r\n]*;$`)

// mapRow lets a map give an empty text for plain requests: its row for them changed, or one added before the row that counts now.
func (a *amend) mapRow(from *chain.Origin) {
	at := from.At()
	a.reach.change(at)
	f, text := a.Set.File(at.File), a.Set.Text(at)
	m := row().FindStringSubmatchIndex(text)
	switch {
	case f == nil || m == nil, len(from.Steps) < 2 || from.Steps[1].Role != chain.ReadBy: // of a map of a map the row need not be the one to change
		a.failed = true
	case m[3] > m[2] && text[m[2]:m[3]] != `''` && text[m[2]:m[3]] != `""` && a.asksClient(at):
		place := f.Place(at.Start)
		added := `'' ""; `
		if alone := bytes.TrimRight(f.Src[:at.Start], " \t"); bytes.HasSuffix(alone, []byte("\n")) {
			added = `'' "";` + place.EOL + place.Indent
		}
		a.add(finding.Edit{At: place.Span, New: added}, true)
	default:
		a.add(finding.Edit{At: inside(at, m[4], m[5]), New: `""`}, true)
	}
}

// row is a row of a map: what it is for, and what it gives.
var row = pattern.New(`^(\S+)[ \t]+([^\s#;]+)[ \t]*;$`)

// inside is a part of a span, given by offsets in its text.
func inside(at source.Span, from, to int) source.Span {
	return source.Span{File: at.File, Start: at.Start + uint32(from), End: at.Start + uint32(to)}
}
