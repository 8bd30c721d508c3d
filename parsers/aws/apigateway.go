package aws

import (
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// How long API Gateway waits for an integration where nothing is written, in milliseconds (aws-sdk-go-v2/service/apigateway v1.40.2 and
// apigatewayv2 v1.35.2).
const (
	waitREST      = 29000
	waitHTTP      = 30000
	waitWebSocket = 29000
)

// gateways declares API Gateway. How long it keeps connections to backends is documented nowhere; its deadlines and its place on the path are known.
func (r *reader) gateways() {
	for _, one := range r.of["aws_api_gateway_rest_api"] {
		r.gatewayOf(one, "rest", "REST API")
	}
	for _, one := range r.of["aws_apigatewayv2_api"] {
		variant, called := "http", "HTTP API"
		if protocol, _ := only(texts(&one.Block, "protocol_type")); protocol == "WEBSOCKET" {
			variant, called = "websocket", "WebSocket API"
		}
		r.gatewayOf(one, variant, called)
	}
	r.later(func() {
		for _, one := range r.of["aws_api_gateway_integration"] {
			r.integration(one, "rest_api_id", []string{"connection_id", "uri"}, func(*chain.Endpoint) float64 { return waitREST })
		}
		for _, one := range r.of["aws_apigatewayv2_integration"] {
			r.integration(one, "api_id", []string{"integration_uri"}, func(e *chain.Endpoint) float64 {
				if e.Accepts[0].Idle[0].State == chain.Known { // only a WebSocket API states a time
					return waitWebSocket
				}
				return waitHTTP
			})
		}
	})
}

func (r *reader) gatewayOf(one *terraform.Resource, variant, called string) {
	p := product("aws-api-gateway:type=" + variant)
	e := r.add(one, &chain.Endpoint{Kind: chain.Balancer, Product: "aws-api-gateway"})
	e.Accepts = []*chain.Side{{Owner: e, Idle: fixed(&one.Block, p.Accepts, called), Protocol: chain.HTTP1, At: []source.Span{one.At}}}
	if variant == "websocket" {
		e.Accepts[0].Upgraded = e.Accepts[0].Idle
	}
}

// integration is what a gateway does with a route: those that send HTTP on make connections.
func (r *reader) integration(one *terraform.Resource, api string, to []string, usual func(*chain.Endpoint) float64) {
	kind := "type"
	if api == "api_id" {
		kind = "integration_type"
	}
	if s, known := only(texts(&one.Block, kind)); known && !strings.HasPrefix(s, "HTTP") {
		return
	}
	for _, n := range r.named(&one.Block, api) {
		for _, e := range r.reached(n) {
			side := &chain.Side{
				Owner: e.Endpoint, Idle: fixed(&one.Block, product("aws-api-gateway").Connects, "API Gateway"), Protocol: chain.HTTP1, At: []source.Span{one.At},
				Response: deadline(&one.Block, "timeout_milliseconds", usual(e.Endpoint), time.Millisecond),
			}
			e.Connect = append(e.Connect, side)
			r.backend(one, side, to)
		}
	}
}

// backend joins an integration with what it names: through a VPC link or by the listener of a balancer; else with the host of its address.
func (r *reader) backend(one *terraform.Resource, side *chain.Side, attrs []string) {
	for _, attr := range attrs {
		for _, n := range r.named(&one.Block, attr) {
			for _, to := range r.reached(n) {
				if when, ok := also(one.When, to.when); ok {
					r.refer(chain.Reference{From: side.Owner, Side: side, To: to.Endpoint, When: when, At: n.at, Text: one.Address})
				}
			}
		}
	}
	if r.refs[joined{side: side}] {
		return
	}
	if address, known := only(texts(&one.Block, attrs[len(attrs)-1])); known {
		if a, ok := addressOf(address); ok {
			a.At = one.At
			side.Addrs = []chain.Addr{a}
		}
	}
}
