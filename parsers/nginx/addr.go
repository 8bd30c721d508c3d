package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// parseHost reads host, host:port, [v6]:port or unix:path as upstreams do. reason is nginx's for what it refuses.
func parseHost(s string, port int) (a chain.Addr, reason string) {
	if path, ok := cutPrefixFold(s, "unix:"); ok {
		path, _, _ = strings.Cut(path, ":")
		return chain.Addr{Host: path, Unix: true}, ""
	}
	a.Port = port
	var rest string
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return a, "invalid host"
		}
		a.Host, rest = s[1:end], s[end+1:]
	} else {
		host, _, _ := strings.Cut(s, ":")
		a.Host, rest = host, s[len(host):]
	}
	if unresolved(a.Host) == "" { // the name of an environment variable is told as it is written
		a.Host = strings.ToLower(a.Host)
	}
	if strings.ContainsRune(a.Host, '/') || strings.ContainsRune(rest, '/') {
		return a, "invalid host"
	}
	if text, ok := strings.CutPrefix(rest, ":"); ok {
		if unresolved(text) != "" {
			a.Port = 0
			return a, ""
		}
		if a.Port = number(text); !digits(text) || a.Port < 1 || a.Port > 65535 {
			return a, "invalid port"
		}
	}
	if a.Host == "" {
		return a, "no host"
	}
	return a, ""
}

// parseListen reads the address of a listen directive: a port alone, an address with or without a port, a socket.
func parseListen(s string) (a chain.Addr, reason string) {
	const defaultPort = 80
	if digits(s) {
		a.Port = number(s)
		if a.Port < 1 || a.Port > 65535 {
			reason = "invalid port"
		}
		return a, reason
	}
	return parseHost(s, defaultPort)
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
