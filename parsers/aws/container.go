package aws

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// container is one of container_definitions.
type container struct {
	program.Program
	named map[string]string // protocols of named ports, "" for one that states none
	names []string          // what else its image is called
	// unknown is why nothing is known of its image, to tell it from others.
	unknown string
	tied    program.Tie // to what builds it
}

// containersOf reads the definitions of a task, from jsonencode or from a JSON text, each in the worlds in which it holds.
func containersOf(task *terraform.Resource, when chain.Guard) (all []container) {
	for _, c := range task.Attr("container_definitions") {
		both, possible := also(when, c.When)
		if !possible {
			continue
		}
		definitions, ok := c.Decoded()
		if !ok {
			if c.V.IsKnown() && c.V.IsNull() {
				continue
			}
			all = append(all, container{Program: program.Program{At: task.At, When: both, Open: why(c.Why, "container_definitions")}})
			continue
		}
		for _, p := range definitions.Parts() {
			one := containerOf(p.Case)
			one.When = both
			all = append(all, one)
		}
	}
	return all
}

func containerOf(d terraform.Case) container {
	c := container{Program: program.Program{At: d.From.At(), Env: map[string]program.Word{}}, named: map[string]string{}}
	if v, ok := d.Get("name"); ok {
		c.Name = v.Text().S
	}
	if v, ok := d.Get("image"); ok {
		c.Image, c.names, c.unknown = imageOf(v), imageNames(v), v.Why
		c.Tied.At = v.From.At()
	}
	c.Entry = c.words(d, "entryPoint")
	c.Command = c.words(d, "command")
	if v, ok := d.Get("environment"); ok {
		for _, p := range v.Parts() {
			name, okName := p.Get("name")
			value, okValue := p.Get("value")
			if okName && okValue && name.Text().State == terraform.Known {
				c.Env[name.Text().S] = word(value)
			}
		}
	}
	if v, ok := d.Get("secrets"); ok {
		for _, p := range v.Parts() {
			if name, ok := p.Get("name"); ok && name.Text().State == terraform.Known {
				c.Env[name.Text().S] = program.Unknown(name.Text().S+" is a secret", d.From.At())
			}
		}
	}
	if v, ok := d.Get("environmentFiles"); ok && len(v.Parts()) > 0 {
		c.Ambient = "environmentFiles set further variables"
	}
	if v, ok := d.Get("environment"); ok && !v.V.IsKnown() {
		c.Ambient = "environment: " + why(v.Why, "environment")
	}
	if v, ok := d.Get("portMappings"); ok {
		for _, p := range v.Parts() {
			if port, ok := p.Get("containerPort"); ok && port.Number().State == terraform.Known {
				c.Ports = append(c.Ports, int(port.Number().N))
			}
			if name, ok := p.Get("name"); ok {
				protocol, _ := p.Get("appProtocol")
				c.named[name.Text().S] = protocol.Text().S
			}
		}
	}
	return c
}

// words are those of entryPoint or command, nil where it is not given.
func (c *container) words(d terraform.Case, key string) (words []program.Word) {
	v, ok := d.Get(key)
	if !ok {
		return nil
	}
	for _, p := range v.Parts() {
		words = append(words, word(p.Case))
	}
	if !v.V.IsKnown() {
		c.Open = key + ": " + why(v.Why, key)
	}
	return words
}

// word is a word of a command line or the value of a variable.
func word(v terraform.Case) program.Word {
	text := v.Text()
	w := program.Word{From: v.From}
	if text.State != terraform.Known || text.Sensitive {
		w.Open = why(v.Why, "it")
		return w
	}
	w.Text = text.S
	return w
}

// unrecognised says why nothing is known of a server.
func unrecognised(s *service) chain.Value {
	note := "the task definition is not in these files"
	if len(s.containers) > 0 {
		note = "no container of this name is defined"
	}
	return chain.Is(chain.Absent, &chain.Origin{Note: note, Steps: []chain.Step{{Role: chain.DefaultOf, At: s.one.At}}})
}
