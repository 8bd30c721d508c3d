package clients

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// many gives the entries of a list, or the single value that stands for one.
func (n *node) many() []*node {
	switch {
	case n == nil:
		return nil
	case n.form == isText:
		return []*node{n}
	}
	return n.items
}

// addrs reads hosts: HOST, HOST:PORT, [IPV6]:PORT, unix:/PATH; a wildcard stays as it is written.
func (r *reader) addrs(c *declaration) []chain.Addr {
	var all []chain.Addr
	for _, n := range c.get("hosts").many() {
		a := chain.Addr{At: n.at}
		if path, ok := strings.CutPrefix(n.text, "unix:"); ok {
			a.Host, a.Unix = path, true
			all = append(all, a)
			continue
		}
		var port string
		a.Host, port = splitHost(n.text)
		number, err := strconv.ParseUint(port, 10, 16)
		if port != "" && (err != nil || number == 0) {
			r.fault(n.at, "hosts: the port of "+source.Clip(n.text)+" is not between 1 and 65535")
			continue
		}
		a.Port = int(number)
		all = append(all, a)
	}
	return all
}

// splitHost takes host and port apart; an IPv6 address without brackets has no port.
func splitHost(s string) (host, port string) {
	s = strings.ToLower(s)
	if rest, ok := strings.CutPrefix(s, "["); ok {
		host, port, _ = strings.Cut(rest, "]")
		return host, strings.TrimPrefix(port, ":")
	}
	if ip, err := netip.ParseAddr(s); err == nil && ip.Is6() {
		return s, ""
	}
	host, port, _ = strings.Cut(s, ":")
	return host, port
}
