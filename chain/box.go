package chain

import (
	"slices"
	"time"
)

// BoxOutcome is what a middlebox on the way does to a connection that both ends keep.
type BoxOutcome struct {
	Box     *Endpoint
	Idle    Case
	Verdict Verdict
	Late    bool      // TCP keepalive is on, but its first probe comes too late
	Probe   Keepalive // that keepalive
	Prober  *Side     // the side that sends it
}

// judgeBoxes judges each middlebox on the hop against the two clocks of one outcome.
func judgeBoxes(h *Hop, c, s Case, when Guard) (all []BoxOutcome) {
	for _, e := range h.Via {
		if e.Box == nil {
			continue
		}
		first := len(all)
		for _, m := range cases(e.Box.Idle) {
			if _, ok := And(m.When, when); ok {
				all = append(all, judgeBox(h, e, m, c, s))
			}
		}
		mixed(all[first:])
	}
	return all
}

// mixed makes what one box violates possible where another of its cases does not.
func mixed(cases []BoxOutcome) {
	if !slices.ContainsFunc(cases, func(b BoxOutcome) bool { return b.Verdict != Violated }) {
		return
	}
	for i := range cases {
		if cases[i].Verdict == Violated {
			cases[i].Verdict = Possible
		}
	}
}

// judgeBox decides: a flow that is forgotten while both ends still count on it is lost. An end that gives up sooner settles it, and so does
// a keepalive probe that comes in time; a relay, which ends connections itself, is not impressed by probes. A device without state has
// nothing to forget as long as its three conditions hold.
func judgeBox(h *Hop, e *Endpoint, m, c, s Case) BoxOutcome {
	o := BoxOutcome{Box: e, Idle: m, Verdict: OK}
	b := e.Box
	switch {
	case b.Stateless && len(b.Broken()) == 0, b.Loose && !b.Stateless, m.State == Unlimited, sooner(c, m), sooner(s, m):
		return o
	case b.Stateless && m.State == Absent: // it never knows a flow
		o.Verdict = Violated
		return o
	case m.State != Known:
		o.Verdict = Unknown
		return o
	}
	certain := outlives(c, m) && outlives(s, m)
	if !b.Terminates {
		for _, side := range []*Side{h.Client, h.Server} {
			switch k := side.TCP; {
			case k.State == Known && k.Idle < m.Lo:
				return BoxOutcome{Box: e, Idle: m, Verdict: OK}
			case k.State == Known:
				certain = certain && k.Idle >= m.Hi
				if !o.Late || k.Idle < o.Probe.Idle {
					o.Late, o.Probe, o.Prober = true, k, side
				}
			case k.State != Off:
				certain = false
			}
		}
	}
	switch {
	case !known(c) || !known(s):
		return BoxOutcome{Box: e, Idle: m, Verdict: Unknown}
	case certain:
		o.Verdict = Violated
	default:
		o.Verdict = Possible
	}
	return o
}

func sooner(end, m Case) bool {
	return end.State == Off || end.State == Known && m.State == Known && end.Hi < m.Lo
}

func outlives(end, m Case) bool {
	return end.State == Unlimited || end.State == Known && end.Lo >= m.Hi
}

func known(c Case) bool { return c.State == Known || c.State == Unlimited }

// worst is the verdict on a whole hop: that of the two clocks, unless a middlebox is worse.
func worst(v Verdict, boxes []BoxOutcome) Verdict {
	if v == NoReuse {
		return v
	}
	order := []Verdict{OK, Unknown, Possible, Violated}
	for _, b := range boxes {
		if slices.Index(order, b.Verdict) > slices.Index(order, v) {
			v = b.Verdict
		}
	}
	return v
}

// tune replaces the kernel's times by sysctl settings. What the kernel would not accept leaves its default.
func (k *Keepalive) tune(settings map[string]Kernel) {
	value := func(name string) (by Kernel, v int64, ok bool) {
		by, ok = settings["net.ipv4.tcp_keepalive_"+name]
		if !ok || by.Values[0] < 1 || by.Values[0] >= 1<<31 {
			return by, 0, false
		}
		return by, by.Values[0], true
	}
	if by, v, ok := value("time"); ok {
		k.Idle = time.Duration(v) * time.Second
		k.From = &Origin{Kind: Written, Setting: by.Name, Steps: []Step{{Role: Decides, At: by.At}}}
	}
	if _, v, ok := value("intvl"); ok {
		k.Interval = time.Duration(v) * time.Second
	}
	if _, v, ok := value("probes"); ok {
		k.Count = int(v)
	}
}
