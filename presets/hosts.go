package presets

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

//go:embed hosts.yaml
var hostData []byte

// Host is the product that a host name tells.
type Host struct {
	Preset string // name in the catalogue
	Is     string // in words that go on after the name: "an ALB or a Classic ELB, ..."
}

type hostDoc struct {
	Match  string `yaml:"match"`
	Preset string `yaml:"preset"`
	Is     string `yaml:"is"`

	name func() *regexp.Regexp
}

var hosts = sync.OnceValue(func() []hostDoc {
	var docs []hostDoc
	must("hosts.yaml", decode(hostData, &docs))
	for i := range docs {
		docs[i].name = pattern.New(docs[i].Match)
	}
	return docs
})

// longestHost is the longest name that DNS allows.
const longestHost = 253

// NamedBy tells which product a host name belongs to: my-lb-123.eu-west-1.elb.amazonaws.com. ok is false for names that tell nothing. A name is a hint, what
// anything else says of the endpoint wins.
func NamedBy(host string) (h Host, ok bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if len(host) > longestHost || !strings.Contains(host, ".") {
		return Host{}, false
	}
	for _, d := range hosts() {
		if d.name().MatchString(host) {
			return Host{d.Preset, d.Is}, true
		}
	}
	return Host{}, false
}
