package rules

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// key names the server behind a side, after its client, for an address may change. A name that is taken, or that several clients would
// give, is told with more of the client's id.
func (p *Pass) key(side *chain.Side) string {
	client := side.Owner
	keys := p.gathered.keys()
	for _, name := range shortKeys(side.ID()) {
		if keys[name] < 2 {
			return name
		}
	}
	if id := side.ID(); id != client.ID {
		return keyOf(id + "-server")
	}
	if name := keyOf(lastPart(client.Local)); keys[name] < 2 && name != client.Local {
		return name
	}
	return keyOf(client.ID + "-server")
}

func (p *Pass) gatherKeys() map[string]int {
	all := make(map[string]int)
	for _, e := range p.Graph.Endpoints {
		switch {
		case e.Kind == chain.Address:
		case e.Root == nil:
			all[e.ID] += 2
		case len(e.Connect) > 0:
			all[keyOf(lastPart(e.Local))]++
			for _, s := range e.Connect {
				for _, name := range shortKeys(s.ID()) {
					all[name]++
				}
			}
		}
	}
	return all
}

func lastPart(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

var plainKey = pattern.New(`^[0-9A-Za-z_][0-9A-Za-z_.-]*$`)

// keyOf makes a name for timeoutlint.yaml out of an id: what YAML would read as syntax is replaced.
func keyOf(id string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', strings.ContainsRune("-_.", r):
			return r
		}
		return '-'
	}, id)
	if !plainKey().MatchString(name) {
		return "server" + name
	}
	return name
}

// emptyNames say nothing: authors of modules call the only resource of a type so.
var emptyNames = []string{"this", "main", "default", "self", "0"}

// shortKeys are names for the server behind a Terraform address that is too long for one: its last name or instance key, then with more and more of
// what stands before it. module.edge.aws_lb_target_group.this["blue"] gives blue-server, edge-blue-server, edge-aws_lb_target_group-this-blue-server.
// Addresses without modules and instances give none: they are short, and their type tells what they are.
func shortKeys(id string) (names []string) {
	if !strings.HasPrefix(id, "module.") && !strings.Contains(id, ":module.") && !strings.Contains(id, "[") {
		return nil
	}
	words := addressWords(id)
	said := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.Contains(emptyNames, w) || strings.HasPrefix(w, "aws_") || strings.HasPrefix(w, "google_")
	})
	add := func(words []string) {
		if name := keyOf(strings.Join(words, "-") + "-server"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i, word := range slices.Backward(said) {
		if i == 0 || !isDigits(word) {
			add(said[i:])
		}
	}
	add(words)
	return names
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// addressWord is a name, or an instance key with what is in its quotes.
var addressWord = pattern.New(`\["([^"]*)"\]|\[([0-9]+)\]|[^.:/\[\] ]+`)

// addressWords takes an address apart: names of modules, type, name and instance keys, without the word module.
func addressWords(id string) (words []string) {
	for _, m := range addressWord().FindAllStringSubmatch(id, -1) {
		w := m[0]
		if w[0] == '[' {
			w = m[1] + m[2]
		}
		if w != "module" && w != "" {
			words = append(words, w)
		}
	}
	return words
}
