package nginx

import (
	"regexp"
	"strings"
)

// choice selects locations of one server as nginx does for a named one or a path.
type choice struct {
	named  map[string]*scope // by path or name
	regex  []*regexp.Regexp  // nil where one cannot be judged here
	chosen map[string]*scope // answers already given
	trials int
}

func newChoice(sc *scope) *choice {
	c := &choice{named: map[string]*scope{}, chosen: map[string]*scope{}}
	for _, l := range sc.children {
		switch {
		case l.ctx != inLocation:
		case l.match.regex():
			expression := l.match.path
			if l.match.modifier == "~*" {
				expression = "(?i)" + expression
			}
			re, _ := regexp.Compile(expression)
			c.regex = append(c.regex, re)
		case c.named[l.match.path] == nil:
			c.named[l.match.path] = l
		}
	}
	return c
}

// locations gives the locations that targets lead to, each once, without those that cannot be told.
func (s *server) locations(targets []string) (to []*scope) {
	if len(targets) == 0 {
		return nil
	}
	if s.choice == nil {
		s.choice = newChoice(s.scope)
	}
	seen := map[*scope]bool{}
	for _, target := range targets {
		sc, known := s.choice.chosen[target]
		if !known {
			sc = s.choice.location(target)
			s.choice.chosen[target] = sc
		}
		if sc != nil && !seen[sc] {
			seen[sc] = true
			to = append(to, sc)
		}
	}
	return to
}

// location selects one location, nil where that cannot be told.
func (c *choice) location(target string) *scope {
	if strings.HasPrefix(target, "@") {
		return c.named[target]
	}
	path, _, cut := strings.Cut(target, "$")
	if !strings.HasPrefix(path, "/") {
		return nil
	}
	best := c.longest(path, !cut)
	if best != nil && best.match.modifier != "" {
		return best
	}
	const most = 100_000 // trials in one server: what is left over then counts as unknown
	if c.trials += len(c.regex); c.trials > most {
		return nil
	}
	for _, re := range c.regex {
		if re == nil || re.MatchString(path) {
			return nil
		}
	}
	return best
}

// longest is the location with the longest prefix of a path. whole tells that nothing follows the path.
func (c *choice) longest(path string, whole bool) *scope {
	if sc := c.named[path]; sc != nil && (whole || sc.match.modifier != "=") {
		return sc
	}
	for n := len(path) - 1; n > 0; n-- {
		if sc := c.named[path[:n]]; sc != nil && sc.match.modifier != "=" {
			return sc
		}
	}
	return nil
}
