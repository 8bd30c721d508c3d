package rules

import (
	"bytes"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// poolDirective is all of a keepalive directive; the text that is searched begins behind the one before it, and ends with it.
var poolDirective = pattern.New(`(?:^|[\s;{])(keepalive[ \t]+\d+(?:[ \t]+local)?[ \t]*;)$`)

// moveKeepalive takes the keepalive line out and writes it behind the balancing method, with the comment on its line. d holds the passages to the
// upstream, nil where there are none.
func (p *Pass) moveKeepalive(words string, e *chain.Endpoint, d *defect, keepalive *chain.Origin, method source.Span) []finding.Fix {
	at := keepalive.At()
	f := p.Set.File(at.File)
	if p.NoFixes || f == nil || at.File != method.File || method.Start < at.End || p.neverKept(e) || !bytes.HasSuffix(f.Src[:method.End], []byte(";")) {
		return nil // without its semicolon, what stands behind a directive is an argument of it
	}
	end := bytes.IndexByte(f.Src[at.End:method.Start], ';')
	if end < 0 {
		return nil
	}
	stop := int(at.End) + end + 1
	start := bytes.LastIndexAny(f.Src[:stop-1], ";{") + 1
	m := poolDirective().FindSubmatchIndex(f.Src[max(start-1, 0):stop])
	if m == nil {
		return nil
	}
	start = max(start-1, 0) + m[2]
	line, _, _ := bytes.Cut(f.Src[stop:method.Start], []byte("\n"))
	if said := bytes.TrimRight(line, " \t\r"); bytes.HasPrefix(bytes.TrimLeft(said, " \t"), []byte("#")) {
		stop += len(said)
	}
	whole := source.Span{File: at.File, Start: uint32(start), End: uint32(stop)}
	a := p.amend()
	a.remove(whole)
	a.add(finding.Behind(f, method, p.Set.Text(whole)), true)
	if d != nil {
		a.uncauseAll(d, onTheWay...)
	}
	return a.reuse(words, e, nil)
}
