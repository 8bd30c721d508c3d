package openapi

import (
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
)

// amazonDeadline is the wait of a REST API; 50 to 29000 ms are Amazon's own numbers, and since 2024 a quota for regional and private APIs can be
// raised above them. Which kind of API a document is imported into it need not tell.
var amazonDeadline = limit{
	name: "timeoutInMillis", unit: time.Millisecond, whole: true, least: 50, most: 29000, usual: 29 * time.Second, longest: 30 * time.Second,
	source:  "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
	note:    " (29s for a REST API, 30s for an HTTP API)",
	tooLong: "a REST API that is regional or private takes more where its quota has been raised, an HTTP API up to 30000ms",
}

// amazonHTTP is the wait of an HTTP API.
var amazonHTTP = limit{
	name: "timeoutInMillis", unit: time.Millisecond, whole: true, least: 50, most: 30000, usual: 30 * time.Second,
	source: amazonDeadline.source,
}

// amazon reads x-amazon-apigateway-integration, which stands in each operation.
func (r *reader) amazon(o operation) *call {
	o.levels = o.levels[:1]
	ext := r.nearest(o, "x-amazon-apigateway-integration")
	if ext.key == nil {
		return nil
	}
	l := amazonDeadline
	if r.field(ext.Node, "payloadFormatVersion").Node != nil { // a key of HTTP APIs alone
		l = amazonHTTP
	}
	c := &call{at: ext.key, protocol: chain.HTTP1, deadline: r.deadline(ext, l)}
	uri := r.field(ext.Node, "uri")
	kind := strings.ToLower(text(r.field(ext.Node, "type").Node))
	if !strings.HasPrefix(kind, "http") { // functions, Amazon's own services, and answers that the gateway makes up
		return c
	}
	c.connects = true
	if a, _, ok := r.located(uri.Node, text(uri.Node)); ok {
		c.addrs = []chain.Addr{a}
	}
	return c
}
