package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

const (
	// fewPorts is below what a proxy without a pool gets along with at 160 requests per second and server.
	fewPorts = 10_000
	// timeWait is how long Linux keeps a port of a connection that it has closed, in seconds: a constant of the kernel (TCP_TIMEWAIT_LEN).
	timeWait = 60
)

var ephemeralPortPressure = &Rule{Doc: doc("TL305"), Check: func(p *Pass) {
	tight, ok := p.tightKernel()
	if !ok {
		return
	}
	if unpooled := p.connectingAnew(); len(unpooled) > 0 {
		p.reportPressure(tight, unpooled)
	}
}}

// tightKernel is the setting that leaves few ports: that which leaves the fewest.
func (p *Pass) tightKernel() (tight pressure, found bool) {
	if k, ok := p.kernel("net.ipv4.ip_local_port_range"); ok && len(k.Values) == 2 {
		if n := k.Values[1] - k.Values[0] + 1; n > 0 && n < fewPorts && k.Values[0] > 0 && k.Values[1] <= 65535 {
			tight, found = pressure{k, n}, true
		}
	}
	if k, ok := p.kernel("net.ipv4.tcp_max_tw_buckets"); ok && k.Values[0] >= 0 && k.Values[0] < fewPorts && (!found || k.Values[0] < tight.ports) {
		return pressure{k, k.Values[0]}, true
	}
	return tight, found
}

// pressure is a kernel setting with the number of connections that can be open or in TIME_WAIT.
type pressure struct {
	chain.Kernel
	ports int64
}

// kernel is a setting in force: the last one counts.
func (p *Pass) kernel(name string) (chain.Kernel, bool) {
	for _, k := range slices.Backward(p.Graph.Kernel) {
		if k.Name == name && len(k.Values) > 0 {
			return k, true
		}
	}
	return chain.Kernel{}, false
}

// connectingAnew gives a passage for each upstream to which every request opens a connection of its own, in the order of the files. Unix sockets
// have no ports, and connections of upgrades last.
func (p *Pass) connectingAnew() (all []passage) {
	seen := make(map[*chain.Endpoint]bool)
	for _, u := range p.gathered.passages() {
		if u.Reuse != chain.ReuseNo || u.pass.Upgrades || u.pass.Side == nil || overSockets(u.pass.Side) || seen[u.pass.Upstream] {
			continue
		}
		seen[u.pass.Upstream] = true
		all = append(all, u)
	}
	slices.SortStableFunc(all, func(a, b passage) int { return p.inFiles(a.pass.At, b.pass.At) })
	return all
}

func (p *Pass) reportPressure(tight pressure, unpooled []passage) {
	rate := strconv.FormatInt(tight.ports/timeWait, 10)
	name := upstreamName(unpooled[0].pass.Upstream)
	f := &finding.Finding{
		At: tight.At, Subject: []string{tight.Name},
		Label: fmt.Sprintf("%d ports", tight.ports),
		Message: fmt.Sprintf("each request to %s opens a connection, and %s leaves %d ports, each of which can be taken for %ds after a connection ends: "+
			"above %s new connections per second and server, connecting fails", name, tight.Name, tight.ports, timeWait, rate),
		Help: []string{
			"let connections be reused: " + reusing(unpooled[0]),
			"or leave more ports: net.ipv4.ip_local_port_range = 10240 65535",
		},
	}
	if tight.Name == "net.ipv4.tcp_max_tw_buckets" {
		f.Label = fmt.Sprintf("%d connections", tight.ports)
		f.Message = fmt.Sprintf("each request to %s opens a connection, and %s lets no more than %d of them wait for late packets, %ds each: "+
			"above %s new connections per second the kernel logs \"time wait bucket table overflow\", and late packets can meet a new connection",
			name, tight.Name, tight.ports, timeWait, rate)
		f.Help[1] = "or remove this line: the kernel's own limit grows with the memory"
	}
	if u := unpooled[0]; u.root.Assumed && u.pass.Cases[len(u.pass.Cases)-1].Reuse != chain.ReuseNo {
		f.Help = append(f.Help, curedText)
	}
	places := make([]finding.Related, 0, len(unpooled))
	for _, u := range unpooled {
		places = append(places, finding.Related{Message: "a new connection for each request: " + u.decisive().Note, At: u.pass.At})
	}
	f.Related = append(atMost(places, "more upstream"), p.portReuse(unpooled))
	p.Report(f)
}

// reusing says what is missing for a pool, in the words of the rule that is about it.
func reusing(u passage) string {
	switch u.decisive().Kind {
	case chain.NoPool, chain.DirectAddress:
		return "give it an upstream block with keepalive (TL204)"
	case chain.HTTPVersion:
		return "speak HTTP/1.1 to it (TL201)"
	case chain.ConnectionClose, chain.ConnectionMap:
		return "send it an empty Connection header (TL202)"
	case chain.BalancerLast:
		return "move keepalive behind the balancing method (TL205)"
	case chain.KeepConn:
		return "set fastcgi_keep_conn on (TL206)"
	case chain.PoolTooSmall:
		return "raise keepalive above the number of servers (TL208)"
	case chain.KeepaliveOff, chain.NeverKept, chain.ProtocolNeverPools, chain.Undecided:
	}
	return "let the upstream keep idle connections"
}

// decisive is the first cause that is certain: there is one wherever nothing is reused.
func (u passage) decisive() chain.Cause {
	for _, c := range u.Causes {
		if !c.Possible && c.Kind != chain.Undecided {
			return c
		}
	}
	return chain.Cause{Kind: chain.Undecided}
}

// portReuse tells what tcp_tw_reuse makes of it. The kernel's default is 2 (tcp(7), since 4.19).
func (p *Pass) portReuse(unpooled []passage) finding.Related {
	k, written := p.kernel("net.ipv4.tcp_tw_reuse")
	local := !slices.ContainsFunc(unpooled, func(u passage) bool { return !loopbackOnly(u.pass.Side) })
	switch {
	case !written && local:
		return finding.Related{Message: "net.ipv4.tcp_tw_reuse is not set: by default the ports of connections to this host may be used again after 1s"}
	case !written:
		return finding.Related{Message: "net.ipv4.tcp_tw_reuse is not set: by default ports may be used again after 1s for connections to this host only"}
	case k.Values[0] == 0:
		return finding.Related{Message: "no port is used again sooner", At: k.At}
	case k.Values[0] == 1:
		return finding.Related{Message: "new connections may use these ports again after 1s, if both ends send TCP timestamps", At: k.At}
	}
	return finding.Related{Message: "ports may be used again after 1s for connections to this host only", At: k.At}
}

// loopbackOnly reports whether all servers of a side run on the host of nginx.
func loopbackOnly(s *chain.Side) bool {
	return !slices.ContainsFunc(s.Addrs, func(a chain.Addr) bool {
		ip, err := netip.ParseAddr(a.Host)
		return !a.Unix && a.Host != "localhost" && (err != nil || !ip.IsLoopback())
	})
}
