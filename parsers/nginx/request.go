package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// request is what is said to an HTTP upstream about keeping the connection. It is evaluated once and then seen in each era: only what is
// written nowhere differs.
type request struct {
	version spoken
	header  connection
}

// spoken is the HTTP version towards an upstream.
type spoken struct {
	text   string
	from   *chain.Origin
	unset  bool // nginx's default
	doubts []doubt
	why    string // a template expression
}

func (c *config) httpVersion(f *found, pass *entry) spoken {
	s := spoken{doubts: f.doubts}
	if f.entry != nil {
		s.from = f.entry.provenance()
		if f.entry.state != chain.Known {
			s.why = f.entry.why
			return s
		}
		s.text = f.entry.args[0].text
		return s
	}
	s.unset = true
	s.from = chain.OneStep(chain.Origin{
		Kind: chain.Default, Setting: "proxy_http_version", Note: "proxy_http_version not set: HTTP/1.0 before nginx 1.29.7", Insert: c.insertion(pass.scope),
	}, chain.Step{Role: chain.DefaultOf, At: pass.at})
	if pass.scope.partial() {
		s.doubts = append(s.doubts, doubt{why: "the http {} around this file may set proxy_http_version"})
	}
	return s
}

// in is what is said in one era.
func (q request) in(t traits) request {
	if q.version.unset {
		q.version.text = "1.0"
		if t.http11 {
			q.version.text = "1.1"
			q.version.doubts = nil // nothing needs to be set any more
		}
	}
	if q.header.unset {
		q.header.sent = "close"
		if t.http11 {
			q.header.sent = ""
			q.header.doubts = nil
		}
	}
	return q
}

// judge says what becomes of the connection.
func (q request) judge(one *chain.PassCase) {
	v, h := q.version, q.header
	one.Version, one.VersionBy = v.text, v.from
	one.Connection, one.HeaderBy, one.Resolved = h.sent, h.from, h.sure
	if !h.sure {
		one.Connection = strings.ReplaceAll(h.sent, opaque, "?")
	}
	if v.text == "2" {
		return
	}
	q.judgeVersion(one)
	q.judgeHeader(one)
}

func (q request) judgeVersion(one *chain.PassCase) {
	v, sent := q.version, q.header.sent
	for _, d := range v.doubts {
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.HTTPVersion, Possible: true, Note: d.why, From: v.from})
	}
	keeps := strings.Contains(strings.ToLower(sent), "keep-alive") && !asksToClose(sent)
	switch {
	case v.why != "":
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.HTTPVersion, Possible: true, Note: "proxy_http_version is a " + v.why, From: v.from})
	case v.text == "1.0" && len(v.doubts) == 0 && !keeps:
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.HTTPVersion, Note: "HTTP/1.0 is spoken to the upstream", From: v.from})
	}
}

func (q request) judgeHeader(one *chain.PassCase) {
	h := q.header
	kind := chain.ConnectionClose
	if h.viaMap {
		kind = chain.ConnectionMap
	}
	switch {
	case len(h.doubts) > 0:
		one.Causes = append(one.Causes, chain.Cause{Kind: kind, Possible: true, Note: h.doubts[0].why, From: h.from})
	case !h.sure:
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.Undecided, Possible: true, Note: "the Connection header cannot be known statically", From: h.from})
	case h.sent == "close":
		one.Causes = append(one.Causes, chain.Cause{Kind: kind, Note: "Connection: close asks the server to close", From: h.from})
	case asksToClose(h.sent):
		one.Causes = append(one.Causes, chain.Cause{Kind: kind, Note: "Connection: " + h.sent + " asks the server to close", From: h.from})
	case h.asks != "":
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.Undecided, Note: "judged for a request without " + h.asks})
	}
}
