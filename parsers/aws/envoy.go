package aws

import (
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// connect declares the sidecar proxies of ECS Service Connect: one for each port that a service offers to others, in front of the container that has it.
func (s *service) connect() {
	var offers []*terraform.Block
	for _, config := range s.one.Blocks("service_connect_configuration") {
		offers = append(offers, config.Blocks("service")...)
	}
	for _, b := range offers {
		name, _ := only(texts(b, "port_name"))
		local := s.one.Address + "/service-connect"
		if len(offers) > 1 {
			local += "/" + name
		}
		c, protocol := s.offering(name)
		p := product("ecs-service-connect:protocol=" + protocol)
		e := s.r.add(s.one, &chain.Endpoint{Local: local, Kind: chain.Proxy, Product: "ecs-service-connect", At: b.At})
		at := b
		for _, timeout := range b.Blocks("timeout") {
			at = timeout
		}
		idle := s.r.idle(at, "idle_timeout_seconds", p.Accepts, e, "Service Connect")
		e.Accepts = []*chain.Side{{Owner: e, Idle: idle, Protocol: spoken[protocol], At: []source.Span{b.At}, Set: p.Accepts.Set, Addrs: aliases(b)}}
		e.Connect = []*chain.Side{{
			Owner: e, Idle: idle, Protocol: spoken[protocol], At: []source.Span{b.At}, Set: p.Connects.Set, Advice: p.Connects.Advice,
			Response: deadline(at, "per_request_timeout_seconds", 0, time.Second),
		}}
		if to := s.server(c, 0); to != nil {
			s.r.refer(chain.Reference{From: e, To: to, When: s.one.When, At: b.At, Text: s.one.Address})
		}
	}
}

var spoken = map[string]chain.Protocol{"http": chain.HTTP1, "http2": chain.HTTP2, "grpc": chain.GRPC, "tcp": chain.TCP}

// offering is the container that has a named port, and the protocol that it states for it. A port without one is TCP to Service Connect.
func (s *service) offering(port string) (name, protocol string) {
	for _, c := range s.containers {
		if protocol, ok := c.named[port]; ok {
			if spoken[protocol] == "" {
				protocol = "tcp"
			}
			return c.Name, protocol
		}
	}
	return "", "http"
}

// aliases are the names under which clients reach a port.
func aliases(b *terraform.Block) (all []chain.Addr) {
	for _, alias := range b.Blocks("client_alias") {
		host, known := only(texts(alias, "dns_name"))
		port, ok := onlyNumber(alias, "port")
		if known && ok && host != "" {
			all = append(all, chain.Addr{Host: strings.ToLower(host), Port: port, At: alias.At})
		}
	}
	return all
}

// meshes declares the sidecars of App Mesh by their virtual nodes: an Envoy that both accepts and connects.
func (r *reader) meshes() {
	for _, one := range r.of["aws_appmesh_virtual_node"] {
		p := product("app-mesh")
		e := &chain.Endpoint{Kind: chain.Proxy, Product: "app-mesh"}
		for _, spec := range one.Blocks("spec") {
			for _, l := range spec.Blocks("listener") {
				idle, response, protocol := r.meshTimes(l, p)
				e.Accepts = append(e.Accepts, &chain.Side{Owner: e, Idle: idle, Protocol: protocol, At: []source.Span{l.At}, Set: p.Accepts.Set})
				e.Connect = append(e.Connect, &chain.Side{Owner: e, Idle: idle, Protocol: protocol, Response: response, At: []source.Span{l.At}, Set: p.Connects.Set})
			}
		}
		if len(e.Accepts) > 0 {
			r.add(one, e)
		}
	}
}

// meshTimes reads timeout { http { idle { unit value } per_request { unit value } } }.
func (r *reader) meshTimes(l *terraform.Block, p presets.Resolved) (idle, response chain.Value, protocol chain.Protocol) {
	protocol = chain.HTTP1
	idle = chain.Value{byDefault(l, "idle", p.Connects, "App Mesh", reading{})}
	for _, timeout := range l.Blocks("timeout") {
		for _, name := range []string{"http", "http2", "grpc", "tcp"} {
			for _, b := range timeout.Blocks(name) {
				protocol = spoken[name]
				for _, clock := range b.Blocks("idle") {
					idle = meshTime(clock, "idle")
				}
				for _, clock := range b.Blocks("per_request") {
					response = meshTime(clock, "per_request")
				}
			}
		}
	}
	return idle, response, protocol
}

func meshTime(b *terraform.Block, setting string) (v chain.Value) {
	unit := time.Second
	if s, known := only(texts(b, "unit")); known && s == "ms" {
		unit = time.Millisecond
	}
	for _, x := range numbers(b, "value") {
		c := chain.Case{When: x.when, State: chain.Unresolved, From: renamed(origin(b, x, "value"), setting)}
		switch {
		case x.known() && x.n == 0: // Envoy: zero switches the timeout off
			c.State = chain.Unlimited
		case x.known() && x.n < 0:
			c.From.Note = "it is no time"
		case x.known():
			c.State, c.Lo = chain.Known, length(x.n, unit)
			c.Hi = c.Lo
		}
		v = append(v, c)
	}
	return v
}
