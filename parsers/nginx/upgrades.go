package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// upgradePaths are the paths that by convention carry WebSockets and nothing else.
var upgradePaths = []string{"/ws", "/wss", "/websocket", "/socket.io", "/sockjs", "/sockjs-node", "/cable", "/signalr", "/hubs", "/_next/webpack-hmr"}

// upgradesOnly reports whether a location by its path serves WebSocket upgrades only.
func upgradesOnly(path string) bool {
	path = strings.TrimLeft(path, "=^~* ")
	lower := strings.ToLower(path)
	for _, p := range upgradePaths {
		if rest, ok := strings.CutPrefix(lower, p); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// upgraded is how long a connection that a pass upgraded may be silent: proxy_read_timeout, which bytes in either direction start anew; neither
// proxy_send_timeout nor send_timeout has a part in it (seen on 1.22.1). It is empty where the upgrade is not passed on: nginx drops the Upgrade
// header of a request unless a proxy_set_header line sends it. byPath is set where the path says that nothing but WebSockets is served, which
// is believed where these lines are not all in sight.
func (r *router) upgraded(sc *scope, pass *entry, byPath bool) chain.Value {
	if pass.spec.name != "proxy_pass" {
		return nil
	}
	h := r.headersIn(sc, "proxy_set_header")
	if !h.upgrade && (!byPath || len(h.doubts) == 0 && !h.open) {
		return nil
	}
	const setting = "proxy_read_timeout"
	return r.time(sc, table()[nsHTTP][setting], written, func(in *scope) chain.Case { return r.fallback(setting, in) })
}
