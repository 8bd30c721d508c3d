package nginx

import (
	"regexp"
	"strings"
)

// collectJumps finds the locations that send requests on to others: by try_files, error_page and rewrite ... last.
func (r *router) collectJumps(s *server, sc *scope) {
	if sc.ctx == inLocation {
		for _, name := range r.jumpTargets(sc) {
			if to := s.location(name); to != nil && to != sc {
				s.jumps[to] = append(s.jumps[to], sc)
			}
		}
	}
	for _, c := range sc.children {
		r.collectJumps(s, c)
	}
}

// jumpTargets gives where requests can be sent on from a location: names, and paths as far as they are literal. error_page is inherited as a
// whole; try_files and rewrite are not.
func (r *router) jumpTargets(sc *scope) (to []string) {
	errorPages := false
	for s := sc; s != nil && !errorPages; s = s.parent {
		for _, e := range s.jumps {
			last := e.args[len(e.args)-1].text
			switch {
			case e.spec.name == "error_page":
				errorPages = true
			case s != sc:
				continue
			case e.spec.name == "rewrite":
				if len(e.args) == 3 && last != "last" {
					continue
				}
				last = e.args[1].text
			}
			to = append(to, last)
		}
	}
	return to
}

// location selects a location as nginx does for a named one or a path, nil where that cannot be told.
func (s *server) location(target string) *scope {
	if s.named == nil {
		s.named = map[string]*scope{}
		for _, c := range s.scope.children {
			if c.ctx == inLocation && s.named[c.match.path] == nil && !c.match.regex() {
				s.named[c.match.path] = c
			}
			if c.match.regex() {
				s.regex = append(s.regex, c)
			}
		}
	}
	if strings.HasPrefix(target, "@") {
		return s.named[target]
	}
	path, _, whole := strings.Cut(target, "$")
	whole = !whole
	if !strings.HasPrefix(path, "/") {
		return nil
	}
	best := s.longest(path, whole)
	if best != nil && best.match.modifier != "" {
		return best
	}
	for _, c := range s.regex {
		pattern := c.match.path
		if c.match.modifier == "~*" {
			pattern = "(?i)" + pattern
		}
		re, err := regexp.Compile(pattern)
		if err != nil || re.MatchString(path) {
			return nil
		}
	}
	return best
}

// longest is the location with the longest prefix of a path.
func (s *server) longest(path string, whole bool) *scope {
	if c := s.named[path]; c != nil && (whole || c.match.modifier != "=") {
		return c
	}
	for n := len(path) - 1; n > 0; n-- {
		if c := s.named[path[:n]]; c != nil && c.match.modifier != "=" {
			return c
		}
	}
	return nil
}

func internal(sc *scope) bool {
	return sc.own(table()[nsHTTP]["internal"]) != nil
}
