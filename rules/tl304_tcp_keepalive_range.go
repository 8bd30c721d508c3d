package rules

import (
	"fmt"
	"strconv"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var tcpKeepaliveRange = &Rule{Doc: doc("TL304"), Check: func(p *Pass) {
	for _, k := range p.Graph.Kernel {
		r, judged := keepaliveRanges[k.Name]
		if !judged || len(k.Values) == 0 || k.Values[0] >= r.low && k.Values[0] <= r.high {
			continue
		}
		f := &finding.Finding{
			Message: fmt.Sprintf("%s is %s, outside %s to %s: %s", k.Name, r.show(k.Values[0]), r.show(r.low), r.show(r.high), r.above),
			At:      k.At, Subject: []string{k.Name, p.Set.Text(k.At)},
			Help: []string{"write " + k.Name + " = " + strconv.FormatInt(r.better, 10)},
		}
		if k.Values[0] < r.low {
			f.Message = fmt.Sprintf("%s is %s, outside %s to %s: %s", k.Name, r.show(k.Values[0]), r.show(r.low), r.show(r.high), r.below)
		}
		p.Report(f)
	}
}}

// keepaliveRange is what is sensible for one kernel setting. Its ends are the widest that a source recommends and the kernel's own
// defaults (tcp(7)); facts/kubernetes-and-proxies.md section 5.
type keepaliveRange struct {
	low, high, better int64
	show              func(int64) string
	below, above      string
}

var keepaliveRanges = map[string]keepaliveRange{
	"net.ipv4.tcp_keepalive_time": {
		low: 60, high: 7200, better: 300, show: seconds,
		below: "probes become a noticeable part of the traffic of many idle connections",
		above: "most firewalls, NAT gateways and balancers on the way forget the connection before the first probe",
	},
	"net.ipv4.tcp_keepalive_intvl": {
		low: 10, high: 120, better: 60, show: seconds,
		below: "one short disturbance of the network uses up all probes, and the connection is dropped",
		above: "it takes very long until a dead peer is noticed",
	},
	"net.ipv4.tcp_keepalive_probes": {
		low: 3, high: 10, better: 5, show: func(n int64) string { return strconv.FormatInt(n, 10) },
		below: "a lost packet or two are taken for a dead peer",
		above: "it takes very long until a dead peer is noticed",
	},
}

// seconds prints a number of seconds of any size.
func seconds(n int64) string {
	const most = int64(1<<63-1) / int64(time.Second)
	return chain.Seconds(time.Duration(max(-most, min(n, most))) * time.Second)
}
