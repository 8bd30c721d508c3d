package clients

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// checker compares values with their shapes. What does not fit is reported and left out of the tree: what remains can be read without
// asking again.
type checker struct {
	report func(problem)
}

func (c checker) fault(at source.Span, format string, args ...any) {
	c.report(problem{Kind: chain.ReferenceProblem, At: at, Msg: fmt.Sprintf(format, args...)})
}

// check reports whether the value of a key can be used.
func (c checker) check(key string, at source.Span, n *node, s *shape) bool {
	if n.form == isText && s.alone != nil {
		return c.scalar(key, n, s.alone, s.want())
	}
	fits := false
	switch s.kind {
	case object, names:
		fits = n.form == isMapping || n.form == isNull
	case list:
		fits = n.form == isList || n.form == isNull
	case text, word, boolean, count, amount, date:
		fits = n.form == isText
	}
	switch {
	case !fits && n.form == isNull:
		c.fault(at, "%s has no value: write %s", key, s.want())
		return false
	case !fits:
		c.fault(n.at, "%s takes %s, not %s", key, s.want(), formText[n.form])
		return false
	case s.kind == object:
		return c.object(at, n, s)
	case s.kind == names:
		c.names(n, s)
	case s.kind == list:
		return c.list(key, n, s)
	default:
		return c.scalar(key, n, s, s.want())
	}
	return true
}

// object leaves out what is unknown or unusable; it is unusable itself where a required key is missing, and a strict one where anything is wrong.
func (c checker) object(at source.Span, n *node, s *shape) bool {
	open := s.presets && n.get("preset") != nil
	kept := n.pairs[:0:0]
	for _, p := range n.pairs {
		f, known := s.field(p.key)
		switch {
		case known && c.check(p.key, p.at, p.value, f.is):
			kept = append(kept, p)
		case known:
		case open && p.value.form == isText:
			kept = append(kept, p) // an option of the preset, which is asked later
		default:
			c.fault(p.at, "%s", unknownKey(p.key, s))
		}
	}
	usable := !s.strict || len(kept) == len(n.pairs)
	n.pairs = kept
	for _, f := range s.fields {
		if !f.required || n.get(f.name) != nil {
			continue
		}
		usable = false
		if _, written := n.keys[f.name]; !written {
			c.fault(at, "%s needs the key %q: %s", s.called, f.name, f.about)
		}
	}
	return usable
}

// unknownKey also knows what people write in the wrong place.
func unknownKey(key string, s *shape) string {
	switch {
	case key == "idle_timeout" && s == proxyShape:
		return `a proxy has two idle timeouts: write accepts (towards its clients) and connects (towards its servers) instead of idle_timeout`
	case key == "from" && s == clientShape, key == "to" && s == serverShape:
		return fmt.Sprintf("%s has no %q: what does both is one of proxies", s.called, key)
	}
	return unknown("key", key, " in "+s.called, s.keys())
}

func (c checker) names(n *node, s *shape) {
	kept := n.pairs[:0:0]
	for _, p := range n.pairs {
		if len(p.key) > longestText || !s.key().MatchString(p.key) || strings.ContainsFunc(p.key, unicode.IsControl) {
			c.fault(p.at, "%q cannot be a name here", source.Clip(p.key))
			continue
		}
		if c.check(p.key, p.at, p.value, s.each) {
			kept = append(kept, p)
		}
	}
	n.pairs = kept
}

func (c checker) list(key string, n *node, s *shape) bool {
	kept := n.items[:0:0]
	for _, item := range n.items {
		if c.check("an entry of "+strings.TrimPrefix(key, "an entry of "), item.at, item, s.each) {
			kept = append(kept, item)
		}
	}
	usable := !s.strict || len(kept) == len(n.items)
	n.items = kept
	return usable
}

// longestText bounds names and single values.
const longestText = 4096

// scalar checks a single value; want says what may stand in its place.
func (c checker) scalar(key string, n *node, s *shape, want string) bool {
	if len(n.text) > longestText {
		c.fault(n.at, "%s: a text of %d bytes is too long, at most %d are read", key, len(n.text), longestText)
		return false
	}
	fits := false
	switch s.kind {
	case text:
		fits = strings.TrimSpace(n.text) != "" && (s == anyText || !strings.ContainsFunc(n.text, unicode.IsControl)) && (s.like == nil || s.like().MatchString(n.text))
	case word:
		fits = slices.Contains(s.words, n.text)
		if near := nearest(n.text, s.words); !fits && near != "" {
			c.fault(n.at, "%s: unknown value %q: did you mean %q?", key, source.Clip(n.text), near)
			return false
		}
	case boolean:
		fits = n.tag == "!!bool"
	case count:
		_, err := parseCount(n.text)
		fits = n.tag == "!!int" && err == nil
	case amount:
		return c.amount(key, n, s)
	case date:
		_, err := time.Parse(time.DateOnly, n.text)
		fits = err == nil
	case object, names, list:
	}
	if !fits {
		c.fault(n.at, "%s: %q is not allowed: write %s", key, source.Clip(n.text), want)
	}
	return fits
}

func (c checker) amount(key string, n *node, s *shape) bool {
	if slices.Contains(s.words, n.text) {
		return true
	}
	d, err := parseDuration(n.text)
	switch {
	case errors.Is(err, errTooLong):
		c.fault(n.at, "%s: %q is too long a time", key, source.Clip(n.text))
	case err != nil:
		c.fault(n.at, "%s: %q is no duration: write %s", key, source.Clip(n.text), s.example())
	case d == 0 && !s.zero && len(s.words) > 1:
		c.fault(n.at, "%s: 0 means different things in different products: write off (never reused) or unlimited", key)
	case d == 0 && !s.zero:
		c.fault(n.at, "%s: 0 is not allowed: write %s", key, s.example())
	default:
		return true
	}
	return false
}

// example shows how a duration is written.
func (s *shape) example() string {
	return oneOf(append([]string{"whole numbers as in 60s, 1m30s, 500ms"}, s.words...))
}
