package clients

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// announce is the Keep-Alive: timeout= header of a server: as written, else what its preset makes of the idle timeout. A header holds whole seconds.
func (r *reader) announce(c *declaration, idle chain.Value, hint *presets.Hint) chain.Value {
	if n := c.get("keep_alive_header"); n != nil {
		v := parseIdle(n)
		if v.State == chain.Off {
			return nil
		}
		v.From = &chain.Origin{Kind: chain.Written, Setting: "keep_alive_header", Text: n.text, Steps: n.steps(chain.Decides)}
		return chain.Value{v}
	}
	if hint == nil || len(idle) == 0 || idle[0].State != chain.Known || idle[0].Lo < time.Second {
		return nil
	}
	note := c.product.preset.Name + " announces its idle timeout"
	if hint.Condition != "" {
		note += ": " + hint.Condition
	}
	if hint.Unverified {
		note += "; unverified"
	}
	return chain.Exactly(idle[0].Lo.Truncate(time.Second), &chain.Origin{
		Kind: chain.Preset, Setting: "Keep-Alive: timeout=", Note: note, URL: hint.Source, Steps: idle[0].From.Steps,
	})
}

// keepalive is the TCP keepalive of a side: as written, else as its preset does, which may not be known. A side without preset has none.
func (r *reader) keepalive(c *declaration, probe *presets.Probe) chain.Keepalive {
	n := c.get("tcp_keepalive")
	switch {
	case n != nil && n.form == isMapping:
		return declaredProbes(n)
	case n != nil && n.form == isText:
		return chain.Keepalive{State: chain.Off, From: &chain.Origin{Kind: chain.Written, Setting: "tcp_keepalive", Text: n.text, Steps: n.steps(chain.Decides)}}
	case c.get("preset") == nil:
		return chain.Keepalive{State: chain.Off, From: &chain.Origin{
			Setting: "tcp_keepalive", Note: c.name + ": tcp_keepalive not set", Steps: []chain.Step{{Role: chain.DefaultOf, At: c.at}}, Insert: c.insert(),
		}}
	case probe == nil:
		return chain.Keepalive{}
	}
	o := &chain.Origin{Kind: chain.Preset, Setting: "TCP keepalive", Note: c.product.called() + ": its default", URL: probe.Source, Steps: c.product.at.steps(chain.DefaultOf), Insert: c.insert()}
	if probe.Unverified {
		o.Note += "; unverified"
	}
	if !probe.On {
		return chain.Keepalive{State: chain.Off, From: o}
	}
	return kernelFills(chain.Keepalive{State: chain.Known, Kernel: probe.Idle == 0, Idle: probe.Idle, Interval: probe.Interval, Count: probe.Count, From: o})
}

func declaredProbes(n *node) chain.Keepalive {
	k := chain.Keepalive{State: chain.Known, From: &chain.Origin{Kind: chain.Written, Setting: "tcp_keepalive", Text: n.get("idle").text, Steps: n.get("idle").steps(chain.Decides)}}
	k.Idle = parseIdle(n.get("idle")).Lo
	if i := n.get("interval"); i != nil {
		k.Interval = parseIdle(i).Lo
	}
	if c := n.get("count"); c != nil {
		k.Count, _ = parseCount(c.text) // check let it pass
	}
	return kernelFills(k)
}

// kernelFills sets what is left to the operating system to Linux's defaults.
func kernelFills(k chain.Keepalive) chain.Keepalive {
	if k.Idle == 0 {
		k.Idle = chain.KernelProbeIdle
	}
	if k.Interval == 0 {
		k.Interval = chain.KernelProbeInterval
	}
	if k.Count == 0 {
		k.Count = chain.KernelProbeCount
	}
	return k
}
