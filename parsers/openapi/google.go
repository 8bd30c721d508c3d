package openapi

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
)

// googleDeadline is the wait of ESPv2, the proxy in Google's API Gateway and Cloud Endpoints. Its upper limit is documented nowhere.
var googleDeadline = limit{
	name: "deadline", unit: time.Second, least: 0.001, usual: 15 * time.Second,
	source:   "https://docs.cloud.google.com/api-gateway/docs/oasv2-extensions",
	tooShort: "no source tells what it means not to wait at all",
}

// google reads x-google-backend: of the operation, else of the document.
func (r *reader) google(o operation) *call {
	ext := r.nearest(o, "x-google-backend")
	if ext.key == nil {
		return nil
	}
	c := &call{at: ext.key, connects: true, protocol: chain.HTTP1, deadline: r.deadline(ext, googleDeadline)}
	address := r.field(ext.Node, "address")
	a, scheme, ok := r.located(address.Node, text(address.Node))
	if ok {
		c.addrs = []chain.Addr{a}
	}
	if p := protocols[scheme]; p != "" {
		c.protocol = p
	}
	if text(r.field(ext.Node, "protocol").Node) == "h2" && c.protocol == chain.HTTP1 {
		c.protocol = chain.HTTP2
	}
	return c
}
