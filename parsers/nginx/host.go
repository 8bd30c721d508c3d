package nginx

import "strings"

// host is what requests are told of their server, gathered once for each.
type host struct {
	names []string            // as written
	exact string              // the name that clients ask for, in lower case; "" where that is not a single one
	tls   bool                // any listen line speaks TLS
	sets  map[string][]*entry // by variable: everywhere in the server, gathered when asked for
}

// hostOf describes a server.
func hostOf(sc *scope) *host {
	if sc.host != nil {
		return sc.host
	}
	h := &host{}
	for _, e := range sc.names {
		for _, a := range e.args {
			h.names = append(h.names, a.text)
		}
	}
	if len(h.names) == 1 && !strings.ContainsAny(h.names[0], "*~$_{") && !strings.HasPrefix(h.names[0], ".") {
		h.exact = strings.ToLower(h.names[0])
	}
	for _, e := range sc.listen {
		h.tls = h.tls || hasParameter(e, "ssl") || hasParameter(e, "quic")
	}
	sc.special().host = h
	return h
}

// label is the first server_name as written that is not empty, else the listen address.
func label(sc *scope) string {
	for _, name := range hostOf(sc).names {
		if name != "" {
			return name
		}
	}
	switch {
	case len(sc.listen) > 0:
		return sc.listen[0].args[0].text
	case sc.fragment:
		return sc.args[0].text
	}
	return "80"
}
