package openapi

import (
	"net/url"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// templated is what somebody fills in later: ${var}, {{ var }}, {stage}, <host>, $stageVariables.
var templated = pattern.New(`[{}<>$]|%[({]`)

// ports are those that a scheme stands for.
var ports = map[string]int{"http": 80, "https": 443, "grpc": 80, "grpcs": 443, "ws": 80, "wss": 443}

// protocols are what a scheme makes a gateway speak.
var protocols = map[string]chain.Protocol{
	"http": chain.HTTP1, "https": chain.HTTP1, "grpc": chain.GRPC, "grpcs": chain.GRPC, "tcp": chain.TCP, "tls": chain.TCP, "tls_passthrough": chain.TCP, "udp": chain.UDP,
}

// located is the host and port that a URL leads to; ok is false for one that is relative, filled in later, or no URL.
func (d *document) located(n *yaml.Node, text string) (a chain.Addr, scheme string, ok bool) {
	scheme, rest, cut := strings.Cut(text, "://")
	if !cut {
		return a, "", false
	}
	scheme = strings.ToLower(scheme)
	authority, _, _ := strings.Cut(rest, "/") // templates in the path do not matter
	if ports[scheme] == 0 || templated().MatchString(authority) {
		return a, scheme, false
	}
	u, err := url.Parse(scheme + "://" + authority)
	if err != nil || u.Hostname() == "" {
		return a, scheme, false
	}
	a = chain.Addr{Host: strings.ToLower(u.Hostname()), Port: ports[scheme], At: d.at(n)}
	if p := u.Port(); p != "" {
		if a.Port, err = strconv.Atoi(p); err != nil || a.Port < 1 || a.Port > 65535 {
			return a, scheme, false
		}
	}
	return a, scheme, true
}

// fronts are the addresses under which a document says that it is served: servers, or in version 2 host and schemes.
func (d *document) fronts() (all []chain.Addr) {
	if !d.swagger {
		servers := d.field(d.root, "servers").Node
		for _, s := range items(servers) {
			u := d.field(d.follow(s).Node, "url")
			if a, _, ok := d.located(u.Node, text(u.Node)); ok {
				all = append(all, a)
			}
		}
		return all
	}
	host := d.field(d.root, "host")
	schemes := []string{"https"}
	if s := items(d.field(d.root, "schemes").Node); len(s) > 0 {
		schemes = nil
		for _, n := range s {
			schemes = append(schemes, text(d.follow(n).Node))
		}
	}
	for _, scheme := range schemes {
		if a, _, ok := d.located(host.Node, scheme+"://"+text(host.Node)); ok && text(host.Node) != "" {
			all = append(all, a)
		}
	}
	return all
}

// text is the text of a single value, "" for anything else.
func text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// items are the entries of a list, none for anything else.
func items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}
