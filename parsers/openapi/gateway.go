package openapi

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// gateway is a product that OpenAPI documents configure by extensions.
type gateway struct {
	preset  string // in the catalogue
	called  string
	silence bool // its deadline counts the silence between two reads
	fronted bool // the servers of the document are the gateway itself, not what is behind it
	read    func(*reader, operation) *call
}

var gateways = []gateway{
	{preset: "google-api-gateway", called: "Google API Gateway", fronted: true, read: (*reader).google},
	{preset: "aws-api-gateway", called: "Amazon API Gateway", fronted: true, read: (*reader).amazon},
	{preset: "kong", called: "Kong", silence: true, read: (*reader).kong},
}

// call is what a gateway does with the requests of one operation.
type call struct {
	at       *yaml.Node // the extension's key
	connects bool       // it sends them on over the network; else there is no backend to speak of, as with a function
	addrs    []chain.Addr
	protocol chain.Protocol
	deadline chain.Case
}

// limit is a setting of a gateway that bounds the wait for a response.
type limit struct {
	name     string
	unit     time.Duration
	whole    bool    // no fractions
	least    float64 // in units; what is less is refused, or not known to mean anything
	most     float64 // 0: not known
	usual    time.Duration
	longest  time.Duration // of the default, where it depends on what the document does not tell; 0: usual
	source   string
	note     string // behind a default
	tooLong  string // what happens above most where that is not a plain refusal
	tooShort string // the same below least, "" for a refusal
}

// deadline reads a limit from the extension that configures a gateway; its default counts where it is not there.
func (r *reader) deadline(ext extension, l limit) chain.Case {
	n := r.field(ext.Node, l.name)
	if ext.lost != "" {
		return chain.Case{State: chain.Unresolved, From: &chain.Origin{
			Kind: chain.Written, Setting: l.name, Note: ext.lost, Steps: append([]chain.Step{{Role: chain.Decides, At: r.at(ext.key)}}, ext.by...),
		}}
	}
	if n.Node == nil || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		longest := max(l.longest, l.usual)
		return chain.Case{State: chain.Known, Lo: l.usual, Hi: longest, From: &chain.Origin{
			Kind: chain.Default, Setting: l.name, Note: l.name + " not set: default" + l.note, URL: l.source,
			Steps: append([]chain.Step{{Role: chain.DefaultOf, At: r.at(ext.key)}}, ext.by...),
		}}
	}
	from := &chain.Origin{
		Kind: chain.Written, Setting: l.name, Text: text(n.Node),
		Steps: append(append([]chain.Step{{Role: chain.Decides, At: r.at(n.Node)}}, n.by...), ext.by...),
	}
	unknown := chain.Case{State: chain.Unresolved, From: from}
	amount, err := strconv.ParseFloat(text(n.Node), 64)
	switch {
	case n.Kind == yaml.ScalarNode && templated().MatchString(n.Value):
		from.Note = "filled in later"
		return unknown
	case n.Kind != yaml.ScalarNode, err != nil, math.IsNaN(amount), math.IsInf(amount, 0), l.whole && amount != math.Trunc(amount):
		r.problem(chain.SyntaxProblem, n.Node, fmt.Sprintf("%s takes %s, not %s", l.name, l.takes(), kindOf(n.Node)), "write "+l.name+": "+l.example())
		from.Note = "it is no number"
		return unknown
	case amount < l.least && l.tooShort != "":
		from.Note = l.tooShort
		return unknown
	}
	r.inRange(n, l, amount)
	d := time.Duration(min(amount*float64(l.unit), math.MaxInt64/2))
	if d <= 0 {
		from.Note = "it is no time"
		return unknown
	}
	return chain.Case{State: chain.Known, Lo: d, Hi: d, From: from}
}

func (l limit) takes() string {
	kind := "a number"
	if l.whole {
		kind = "a whole number"
	}
	if l.unit == time.Millisecond {
		return kind + " of milliseconds"
	}
	return kind + " of seconds"
}

func (l limit) example() string {
	if l.unit == time.Millisecond {
		return "30000"
	}
	return "30.0"
}

// inRange reports an amount that the gateway refuses, or takes only where a quota has been raised.
func (r *reader) inRange(n found, l limit, amount float64) {
	if amount >= l.least && (l.most == 0 || amount <= l.most) || r.told[told{r.at(n.Node), l.name}] {
		return
	}
	r.told[told{r.at(n.Node), l.name}] = true
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	unit := "s"
	if l.unit == time.Millisecond {
		unit = "ms"
	}
	allowed := number(l.least) + unit + " to " + number(l.most) + unit
	f := chain.Fact{
		Rule: chain.OutOfRange, Setting: l.name, At: r.at(n.Node), Effect: chain.Rejected, Range: allowed, Also: n.by,
		Why: fmt.Sprintf("%s %s is out of range: %s takes %s", l.name, source.Clip(number(amount)+unit), r.gateway.called, allowed),
	}
	if amount > l.most && l.tooLong != "" {
		f.Effect = chain.InForce
		f.Why += "; " + l.tooLong
	}
	f.Owner = r.endpoint
	r.facts = append(r.facts, f)
}

// secure reports whether a scheme is encrypted, which decides the port that counts where none is written.
func secure(scheme string) bool { return strings.HasSuffix(scheme, "s") && scheme != "" }
