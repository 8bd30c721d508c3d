package presets

import (
	"bytes"
	_ "embed"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
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

	name *regexp.Regexp
}

var hosts = sync.OnceValue(func() []hostDoc {
	docs, err := decodeHosts(hostData)
	if err != nil {
		panic("presets: hosts.yaml: " + err.Error()) // embedded, and tested
	}
	return docs
})

func decodeHosts(src []byte) (docs []hostDoc, err error) {
	d := yaml.NewDecoder(bytes.NewReader(src))
	d.KnownFields(true)
	if err := d.Decode(&docs); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for i := range docs {
		if docs[i].name, err = regexp.Compile(docs[i].Match); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

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
		if d.name.MatchString(host) {
			return Host{d.Preset, d.Is}, true
		}
	}
	return Host{}, false
}
