package clients

import (
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/presets"
)

// version is the only version of the format.
const version = "1"

// The single values.
var (
	anyText    = &shape{kind: text, called: "a text"}
	fileName   = &shape{kind: text, called: "the name of a file or folder"}
	globText   = &shape{kind: text, called: "a glob such as **/generated/**"}
	endpointID = &shape{kind: text, called: "an endpoint id such as aws_lb.public or nginx/upstream/app"}
	hopText    = &shape{kind: text, called: "a hop such as aws_lb.public -> nginx", like: pattern.New(`^\s*[^\s-].*->.*[^\s>]\s*$`)}
	hostText   = &shape{kind: text, called: "a host with its port such as app:3000", like: pattern.New(`^(unix:\S+|(\[[0-9A-Fa-f:.%]+\]|[^\s:/\[\]]+)(:[0-9]{1,5})?|[^\s/\[\]]*:[^\s/\[\]]*:[^\s/\[\]]*)$`)}
	ruleText   = &shape{kind: text, called: "a rule such as TL101 or client-outlives-server", like: ruleName}
	release    = &shape{kind: text, called: `a version such as "1.24" or "openresty/1.27.1"`}
	yesOrNo    = &shape{kind: boolean}
	wholeCount = &shape{kind: count}
	day        = &shape{kind: date}

	duration   = &shape{kind: amount}
	idle       = &shape{kind: amount, words: []string{"off", "unlimited"}}
	offOrTime  = &shape{kind: amount, words: []string{"off"}}
	marginTime = &shape{kind: amount, zero: true}

	presetRef = &shape{kind: text, called: "a preset such as node@22", examples: presetNames}
	ids       = &shape{kind: list, each: endpointID, alone: endpointID}
	route     = &shape{kind: list, each: endpointID, alone: endpointID, strict: true}
	hosts     = &shape{kind: list, each: hostText, alone: hostText}
	protocols = &shape{kind: word, words: []string{"http1", "http2", "grpc", "fastcgi", "memcached", "uwsgi", "scgi", "tcp", "udp"}}
	severity  = &shape{kind: word, words: []string{"off", "note", "warning", "error"}}
	ruleName  = pattern.New(`^[A-Za-z][A-Za-z0-9-]*$`)
	name      = pattern.New(`^[^\s*?]([^*?]*[^\s*?])?$`) // without wildcards
	anyName   = pattern.New(`^\S(.*\S)?$`)
)

func presetNames() []string {
	var all []string
	for _, p := range presets.All() {
		all = append(all, p.Name)
	}
	return all
}

// keepalive is the TCP keepalive of a side, not HTTP's.
var keepalive = &shape{kind: object, called: "tcp_keepalive", strict: true, alone: &shape{kind: word, words: []string{"off"}}, fields: []field{
	{name: "idle", about: "silence before the first probe", is: duration, required: true},
	{name: "interval", about: "time between probes; not set: 75s, as Linux does", is: duration},
	{name: "count", about: "probes without answer before the connection is given up; not set: 9, as Linux does", is: wholeCount},
}}

// The keys that several kinds of endpoint share.
var (
	presetKey   = field{name: "preset", about: "the product, from the catalogue (timeoutlint presets) or from presets: below; options of the product are further keys: { preset: gunicorn, worker: gthread }", is: presetRef}
	fromKey     = field{name: "from", about: "what connects to it: endpoint ids, with * as wildcard", is: ids}
	toKey       = field{name: "to", about: "what it connects to: endpoint ids, with * as wildcard", is: ids}
	protocolKey = field{name: "protocol", about: "what is spoken; not set: HTTP/1.1", is: protocols}
	listensKey  = field{name: "hosts", about: "where it listens, as others name it: a hop is made for every connection there", is: hosts}
	probesKey   = field{name: "tcp_keepalive", about: "TCP keepalive probes of its connections; not set: that of the preset, without preset none", is: keepalive}
	pingKey     = field{name: "websocket_ping", about: "how often it sends a ping, or anything else, over a WebSocket that is idle otherwise", is: duration}
	announceKey = field{name: "keep_alive_header", about: "the Keep-Alive: timeout= header that it sends", is: offOrTime}
)

var clientShape = &shape{kind: object, called: "a client", presets: true, fields: []field{
	presetKey,
	{name: "idle_timeout", about: "how long it keeps an idle connection; off: never reuses one", is: idle},
	toKey,
	{name: "hosts", about: "where it connects to: hosts and ports that servers declare or nginx listens on", is: hosts},
	protocolKey, probesKey,
	{name: "response_timeout", about: "how long it waits for a response", is: idle},
	pingKey,
}}

var serverShape = &shape{kind: object, called: "a server", presets: true, fields: []field{
	presetKey,
	{name: "idle_timeout", about: "how long it keeps an idle connection; off: closes after every response", is: idle},
	fromKey, listensKey, protocolKey, announceKey, probesKey,
	{name: "response_timeout", about: "how long a response may take", is: idle},
	pingKey,
}}

var proxyShape = &shape{kind: object, called: "a proxy", presets: true, fields: []field{
	presetKey,
	{name: "accepts", about: "how long it keeps an idle connection that it accepted", is: idle},
	{name: "connects", about: "how long it keeps an idle connection that it opened; off: never reuses one", is: idle},
	fromKey, toKey, listensKey, protocolKey, announceKey, probesKey,
	{name: "response_timeout", about: "how long it waits for a response", is: idle},
}}

var middleboxShape = &shape{kind: object, called: "a middlebox", presets: true, fields: []field{
	presetKey,
	{name: "idle_timeout", about: "how long it remembers an idle flow", is: idle},
	{name: "on_expiry", about: "what it does with the next packet of a flow that it forgot", is: &shape{kind: word, words: []string{"drop", "reset", "close"}}},
	{name: "state", about: "stateful: it holds a table of flows; stateless: it spreads packets without one", is: &shape{kind: word, words: []string{"stateful", "stateless"}}},
	{name: "loose", about: "it takes packets of flows that it does not know", is: yesOrNo},
	{name: "terminates", about: "a relay: it ends TCP connections itself, so the TCP keepalive of the ends is nothing to it", is: yesOrNo},
	{name: "balancing", about: "stateless: how it chooses a server", is: &shape{kind: word, words: []string{"consistent-hash", "round-robin"}}},
	{name: "direct_return", about: "stateless: answers go around it", is: yesOrNo},
	{name: "resets_unknown", about: "stateless: it answers packets of unknown flows with a reset", is: yesOrNo},
}}

var linkShape = &shape{kind: object, called: "a link", strict: true, alone: hopText, fields: []field{
	{name: "from", about: "who connects: an endpoint id, with * as wildcard", is: endpointID, required: true},
	{name: "to", about: "who accepts: an endpoint id, with * as wildcard", is: endpointID, required: true},
	{name: "via", about: "middleboxes in the order in which a connection meets them; no wildcards", is: route},
	{name: "protocol", about: "what is spoken; not set: what the ends say", is: protocols},
}}

// fileShape is the whole file.
var fileShape = &shape{kind: object, called: "timeoutlint.yaml", fields: []field{
	{name: "version", about: "version of the format", is: &shape{kind: word, words: []string{version}}},
	{name: "clients", about: "what connects only: applications, SDKs, devices", is: &shape{kind: names, key: name, each: clientShape}},
	{name: "servers", about: "what accepts only: applications", is: &shape{kind: names, key: name, each: serverShape}},
	{name: "proxies", about: "what does both: gateways, CDNs, balancers. Its two sides are never compared with each other", is: &shape{kind: names, key: name, each: proxyShape}},
	{name: "middleboxes", about: "L4 devices that connections pass through: firewalls, NAT, network balancers", is: &shape{kind: names, key: name, each: middleboxShape}},
	{name: "links", about: "who connects to whom", is: &shape{kind: list, each: linkShape}},
	{name: "settings", about: "how to judge", is: settingsShape},
	{name: "terraform", about: "how to read Terraform", is: terraformShape},
	{name: "rules", about: "severity of rules, off to silence one", is: &shape{kind: names, key: ruleName, each: severity}},
	{name: "ignore", about: "findings that are accepted, with the reason", is: &shape{kind: list, each: ignoreShape}},
	{name: "exclude", about: "files that are not looked at, relative to this file's folder", is: &shape{kind: list, each: globText, alone: globText}},
	{name: "nginx", about: "main files of nginx whose includes lie elsewhere in the repository", is: &shape{kind: list, each: nginxShape}},
	{name: "presets", about: "products of your own, to be named in preset:", is: &shape{kind: names, key: pattern.New(`^[^\s@:,]+$`), each: ownPresetShape}},
	{name: "extends", about: "a local file whose declarations and policy count too, relative to this file's folder; what is written here wins", is: fileName},
}}
