package presets

import (
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// Set returns what to write so that the side keeps idle connections for d, in the product's own words, as
// "server.keepAliveTimeout = 65000; server.headersTimeout = 66000". It is "" if there is no such setting, or the product does not allow d.
// What the product's unit cannot express is rounded up for a server and a middlebox, down for a client.
func (i Idle) Set(d time.Duration) string {
	if i.set == "" || d <= 0 {
		return ""
	}
	if len(i.Settings) > 0 && !i.Settings[0].allows(i.round(d, i.Settings[0].Unit)) {
		return ""
	}
	return placeholders().ReplaceAllStringFunc(i.set, func(name string) string {
		unit, plus := placeholder(strings.Trim(name, "{}"))
		return unit.Write(i.round(d, unit) + plus)
	})
}

// placeholders are what a template leaves open: a unit, and perhaps more time; all other braces belong to the product.
var placeholders = pattern.New(`\{(?:s|ms|min|duration|go|timespan|iso|spring|nginx)(?:\+[0-9]+s)?\}`)

// placeholder takes "ms+1s" apart: the unit, and what is added to the amount.
func placeholder(name string) (Unit, time.Duration) {
	unit, more, _ := strings.Cut(name, "+")
	plus, err := parseDuration(more)
	if err != nil {
		return Unit(unit), 0 // the schema test refuses it
	}
	return Unit(unit), plus
}

// round makes d expressible in the unit without making the hop worse.
func (i Idle) round(d time.Duration, u Unit) time.Duration {
	rounded := d.Truncate(u.step())
	if rounded < d && i.side != connects {
		rounded += u.step()
	}
	return rounded
}

// allows tells whether the product accepts the amount for this setting.
func (s *Setting) allows(d time.Duration) bool {
	shortest, longest := s.Range()
	return d >= shortest && (longest == 0 || d <= longest)
}

// Range returns the shortest and longest amount that the product accepts for the setting; 0 means that no limit is known.
func (s *Setting) Range() (shortest, longest time.Duration) {
	unit := one[s.Unit]
	if unit == 0 {
		unit = time.Second
	}
	return time.Duration(s.Min) * unit, time.Duration(s.Max) * unit
}

// Spell writes a duration as the value of one of the settings that decide: 70 for PUMA_PERSISTENT_TIMEOUT. It is "" for what is none of them, and for
// a duration that [Idle.Set] refuses.
func (i Idle) Spell(setting string, d time.Duration) string {
	for k := range i.Settings {
		if s := &i.Settings[k]; s.isCalled(setting) && i.Set(d) != "" {
			return s.Unit.Write(i.round(d, s.Unit))
		}
	}
	return ""
}

// Ignores reports whether the product reads a setting of this name but does not take the number that it says, in the variant at hand.
func (i *Idle) Ignores(setting string) bool {
	for k := range i.Settings {
		if s := &i.Settings[k]; s.isCalled(setting) {
			_, ignored := s.Words["*"]
			return ignored
		}
	}
	return false
}
