package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// assignments are the set directives of one block by variable.
type assignments struct {
	last        map[string]*entry   // written in the block itself
	conditional map[string][]*entry // written in its if blocks
}

// setVariable is the name of the variable that a set directive assigns, as variables are looked up: without case.
func setVariable(e *entry) string { return strings.ToLower(strings.TrimPrefix(e.args[0].text, "$")) }

var noAssignments = &assignments{}

// assignmentsIn gathers the set directives of a block, once.
func assignmentsIn(s *scope) *assignments {
	if s.assignments != nil {
		return s.assignments
	}
	a := &assignments{}
	for _, e := range s.sets {
		if a.last == nil {
			a.last = map[string]*entry{}
		}
		a.last[setVariable(e)] = e
	}
	for _, c := range s.children {
		if c.ctx != inIf && c.ctx != inServerIf {
			continue
		}
		for _, e := range c.sets {
			if a.conditional == nil {
				a.conditional = map[string][]*entry{}
			}
			name := setVariable(e)
			a.conditional[name] = append(a.conditional[name], e)
		}
	}
	if a.last == nil && a.conditional == nil {
		a = noAssignments
	}
	s.assignments = a
	return a
}

// everySet gathers the set directives of a server and of all its locations, once.
func (c *config) everySet(server *scope) map[string][]*entry {
	h := hostOf(server)
	if h.sets == nil {
		h.sets = map[string][]*entry{}
		gatherSets(server, h.sets)
	}
	return h.sets
}

func gatherSets(s *scope, into map[string][]*entry) {
	for _, e := range s.sets {
		name := setVariable(e)
		into[name] = append(into[name], e)
	}
	for _, c := range s.children {
		if c.ctx == inLocation {
			gatherSets(c, into)
		}
	}
}

var namedGroup = pattern.New(`\(\?(?:P?<|')([A-Za-z_][A-Za-z0-9_]*)[>']`)

// capture notes the variables that named groups of regular expressions assign: what such a variable holds depends on the request,
// whatever set directives say about it elsewhere.
func (w *walker) capture(args []word) {
	for _, a := range args {
		if !strings.Contains(a.text, "(?") {
			continue
		}
		if w.captured == nil {
			w.captured = map[string]bool{}
		}
		for _, m := range namedGroup().FindAllStringSubmatch(a.text, -1) {
			w.captured[strings.ToLower(m[1])] = true
		}
	}
}
