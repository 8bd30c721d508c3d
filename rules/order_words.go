package rules

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
)

// hedge marks a sentence that is true in some cases only.
func hedge(sentence string, possible bool) string {
	if possible {
		return "possible: " + sentence
	}
	return sentence
}

// outlives says which two clocks are in the wrong order, and what comes of it.
func (m meeting) outlives() string {
	client, server := m.hop.Client.Owner.ID, m.hop.Server.Owner.ID
	switch {
	case m.Hinted:
		return fmt.Sprintf("%s trusts the Keep-Alive header of %s and keeps idle connections %s, but they are closed after %s: %s",
			client, server, m.Client, m.Server, m.consequence())
	case m.Client.State == chain.Unlimited:
		return fmt.Sprintf("%s keeps idle connections without limit, but %s closes them after %s: %s", client, server, m.Server, m.consequence())
	case m.Client.Same(m.Server) && m.Client.Lo == m.Client.Hi:
		return fmt.Sprintf("%s and %s both end idle connections after %s, so the server can be first: %s", client, server, m.Client, m.consequence())
	}
	return fmt.Sprintf("%s keeps idle connections %s, but %s closes them after %s: %s", client, m.Client, server, m.Server, m.consequence())
}

// consequence is what becomes of the request that is sent while the server closes the connection.
func (m meeting) consequence() string {
	from := m.hop.Client.Owner
	switch {
	case multiplexed(m.hop):
		return "a request sent at that moment has to be repeated by the client, if it can be"
	case from.Kind == chain.NginxOut && m.hop.Protocol == chain.HTTP1:
		return "a POST sent at that moment ends in a 502" // facts/nginx.md 0.8: GET is repeated, POST, LOCK and PATCH are not
	case from.Kind == chain.Client:
		return "a request sent at that moment fails with a connection reset"
	}
	return "a request sent at that moment ends in a 502"
}

// multiplexed reports whether the end of a connection is announced on this hop.
func multiplexed(h *chain.Hop) bool { return h.Protocol.Multiplexed() }
