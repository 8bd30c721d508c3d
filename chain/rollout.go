package chain

// Rollout is what happens between two applies where both sides of a hop change, and one is applied before the other.
type Rollout struct {
	ServerFirst Verdict // the new server with the client as it was
	ClientFirst Verdict // the new client with the server as it was
}

// Order is which side is to be applied first.
type Order string

// The orders.
const (
	AnyOrder    Order = ""       // either keeps the hop in order, or as it is
	FirstServer Order = "server" // with the client first the hop is inverted in between
	FirstClient Order = "client"
	NoOrder     Order = "neither" // it is inverted in between, whichever is first
)

// ClientChanged and ServerChanged report whether the idle timeout of a side differs; false for a hop that only one graph has.
func (c HopChange) ClientChanged() bool {
	return c.Old != nil && c.New != nil && c.Old.Client.clock(c.Old) != c.New.Client.clock(c.New)
}

// ServerChanged is [HopChange.ClientChanged] for the other side.
func (c HopChange) ServerChanged() bool {
	return c.Old != nil && c.New != nil && c.Old.Server.clock(c.Old) != c.New.Server.clock(c.New)
}

// Rollout judges the two states between an old hop and a new one. ok is false unless both sides change, and can be applied one by one: what
// one nginx configuration says is read at once.
func (c HopChange) Rollout() (r Rollout, ok bool) {
	if !c.ClientChanged() || !c.ServerChanged() {
		return r, false
	}
	if root := c.New.Client.Owner.Root; root != nil && root == c.New.Server.Owner.Root && root.Kind == "nginx" {
		return r, false
	}
	between := func(client, server *Hop) Verdict {
		h := *c.New
		h.Client, h.Server = client.Client, server.Server
		return Sum(Judge(&h))
	}
	return Rollout{ServerFirst: between(c.Old, c.New), ClientFirst: between(c.New, c.Old)}, true
}

// Order is the order to roll out in.
func (r Rollout) Order() Order {
	switch server, client := r.ServerFirst.races(), r.ClientFirst.races(); {
	case server && client:
		return NoOrder
	case client:
		return FirstServer
	case server:
		return FirstClient
	}
	return AnyOrder
}

func (v Verdict) races() bool { return v == Violated || v == Possible }
