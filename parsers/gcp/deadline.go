package gcp

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

//go:embed deadlines.tsv
var deadlineTable string

// deadline is how long a kind of resource lets a response take by default, and the setting that changes it.
type deadline struct {
	setting string
	d       time.Duration
	source  string
}

// deadlines are the rows of the table by resource type.
var deadlines = sync.OnceValue(func() map[string]deadline {
	all := map[string]deadline{}
	for line := range strings.Lines(deadlineTable) {
		row := strings.Split(strings.TrimSpace(line), "\t")
		if len(row) != 4 || strings.HasPrefix(line, "#") {
			continue
		}
		d, err := time.ParseDuration(row[2])
		if err != nil {
			panic("gcp: deadlines.tsv: " + err.Error()) // embedded, and tested
		}
		all[row[0]] = deadline{row[1], d, row[3]}
	}
	return all
})

// unwritten is the deadline that counts where a block does not set one.
func (d deadline) unwritten(b *terraform.Block) chain.Case {
	return chain.Case{State: chain.Known, Lo: d.d, Hi: d.d, From: &chain.Origin{
		Kind: chain.Default, Setting: d.setting, Note: d.setting + " not set: default", URL: d.source,
		Steps: []chain.Step{{Role: chain.DefaultOf, At: b.At}}, Insert: b.Insert,
	}}
}

// deadline is how long a response may take behind a backend service: timeout_sec, or what the routes to it say themselves. It is no idle timeout.
func (r *reader) deadline(x *terraform.Resource) (all chain.Value) {
	def := deadlines()[x.Type]
	for _, n := range x.Number(def.setting) {
		c := stated(def.setting, n)
		if defaults(n) {
			c = def.unwritten(&x.Block)
		}
		var ok bool
		if c.When, ok = chain.And(x.When, n.When); ok {
			all = append(all, r.routed(x, c))
		}
	}
	return all.Widened()
}

// routed widens a deadline by those of the routes that have their own: which of them counts depends on the request.
func (r *reader) routed(x *terraform.Resource, c chain.Case) chain.Case {
	for _, to := range r.leading[x] {
		if to.timeout == nil {
			continue
		}
		d, ok := span(to.timeout)
		if !ok {
			return chain.Case{When: c.When, State: chain.Unresolved, From: c.From}
		}
		if c.State == chain.Known {
			c.Lo, c.Hi = min(c.Lo, d), max(c.Hi, d)
		}
	}
	return c
}

// span reads a block of seconds and nanos.
func span(b *terraform.Block) (d time.Duration, ok bool) {
	whole := b.Number("seconds")
	if len(whole) != 1 || whole[0].State != terraform.Known {
		return 0, false
	}
	d = seconds(whole[0].N)
	if nanos := b.Number("nanos"); len(nanos) == 1 && nanos[0].State == terraform.Known {
		d += min(seconds(nanos[0].N/1e9), time.Second)
	}
	return d, d >= 0
}

// spelled reads a duration as the API writes it: "300s", "3.5s"; a bare number is seconds too.
func spelled(s string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSuffix(s, "s"), 64)
	return n, err == nil
}
