package presets

import (
	"fmt"
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/near"
)

// entryDoc is one product as it is written.
type entryDoc struct {
	Name         string      `yaml:"name"`
	Aliases      []string    `yaml:"aliases"` // "gunicorn-gthread:gthread": an alias may stand for a variant
	About        string      `yaml:"about"`
	See          []string    `yaml:"see"`
	Source       string      `yaml:"source"`
	Options      []optionDoc `yaml:"options"`
	Rewrite      []*rewrite  `yaml:"rewrite"`
	Accepts      *sideDoc    `yaml:"accepts"`
	Connects     *sideDoc    `yaml:"connects"`
	Passes       *sideDoc    `yaml:"passes"`
	OnExpiry     string      `yaml:"on_expiry"`
	Relay        bool        `yaml:"relay"`
	Announces    []*hintDoc  `yaml:"announces"`
	Honours      []*hintDoc  `yaml:"honours"`
	CloseDelay   []*delayDoc `yaml:"close_delay"`
	TCPKeepalive probesDoc   `yaml:"tcp_keepalive"`
	Retry        string      `yaml:"retry"`
	StaleCheck   string      `yaml:"stale_check"`
	Quirks       []string    `yaml:"quirks"`
}

// optionDoc is a choice that decides the number and is not itself a timeout.
type optionDoc struct {
	Name     string            `yaml:"name"`
	Values   []string          `yaml:"values"`   // empty: a whole number
	Synonyms map[string]string `yaml:"synonyms"` // other spellings, lower case
	Default  string            `yaml:"default"`  // "" = every value is possible
	Note     string            `yaml:"note"`
}

// rewrite changes options that the product itself changes: gunicorn turns sync into gthread when threads is above 1.
type rewrite struct {
	Option string            `yaml:"option"`
	Above  int               `yaml:"above"`
	With   map[string]string `yaml:"with"`
	Set    map[string]string `yaml:"set"`
}

// sideDoc is one face of a product: a single value inline, or one case per variant and range of versions.
type sideDoc struct {
	caseDoc  `yaml:",inline"`
	Fixed    bool      `yaml:"fixed"`
	Upgraded bool      `yaml:"upgraded"` // the same time ends upgraded connections that are silent
	Advice   string    `yaml:"advice"`
	Cases    []caseDoc `yaml:"cases"`
}

type caseDoc struct {
	When       map[string]string `yaml:"when"` // option: value, or values separated by blanks
	Versions   string            `yaml:"versions"`
	Status     string            `yaml:"status"`
	Idle       string            `yaml:"idle"` // 60s, off, unlimited, unknown
	Like       string            `yaml:"like"` // as the same side of another preset
	Of         string            `yaml:"of"`   // as the history of an nginx setting
	Settings   []Setting         `yaml:"settings"`
	Set        string            `yaml:"set"`
	Note       string            `yaml:"note"`
	Source     string            `yaml:"source"`
	Unverified bool              `yaml:"unverified"`
}

type hintDoc struct {
	When       map[string]string `yaml:"when"`
	Mode       string            `yaml:"mode"` // replace, lower; none = no hint in these versions; "" for a server
	Margin     string            `yaml:"margin"`
	Cap        string            `yaml:"cap"`
	IfWritten  bool              `yaml:"if_written"`
	Condition  string            `yaml:"condition"`
	Versions   string            `yaml:"versions"`
	Status     string            `yaml:"status"`
	Source     string            `yaml:"source"`
	Unverified bool              `yaml:"unverified"`
}

type delayDoc struct {
	UpTo     string `yaml:"up_to"`
	Versions string `yaml:"versions"`
}

type probesDoc struct {
	Accepts  *probeDoc `yaml:"accepts"`
	Connects *probeDoc `yaml:"connects"`
}

type probeDoc struct {
	On         bool   `yaml:"on"`
	Idle       string `yaml:"idle"`
	Interval   string `yaml:"interval"`
	Count      int    `yaml:"count"`
	Source     string `yaml:"source"`
	Unverified bool   `yaml:"unverified"`
}

// Setting is one of the product's own settings that decide an idle timeout.
type Setting struct {
	Name     string            `yaml:"name"`
	Also     []string          `yaml:"also"` // other places of the same setting: flags, environment, keyword arguments
	Unit     Unit              `yaml:"unit"`
	Words    map[string]string `yaml:"words"`    // values that are not that long: "0": off; "negative", "*" (all others); unset = as if not written
	Min      int64             `yaml:"min"`      // in units, 0 = no limit known
	Max      int64             `yaml:"max"`      // in units, 0 = no limit known
	Versions string            `yaml:"versions"` // versions that know the setting, "" = all
	Note     string            `yaml:"note"`
}

// parseIdle reads the value of a case.
func parseIdle(s string) (Kind, time.Duration, error) {
	switch s {
	case "off":
		return NeverReused, 0, nil
	case "unlimited":
		return Unlimited, 0, nil
	case "unknown":
		return Unknown, 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return Unknown, 0, fmt.Errorf("idle %q: write 60s, off, unlimited or unknown", s)
	}
	return Seconds, d, nil
}

// parseDuration reads a duration that may be left out.
func parseDuration(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	return time.ParseDuration(s)
}

func parseStatus(s string) (Status, error) {
	for _, status := range []Status{Maintained, Retired, Unreleased} {
		if s == status.String() || s == "" {
			return status, nil
		}
	}
	return 0, fmt.Errorf("status %q: write maintained, retired or unreleased", s)
}

// isCalled tells whether key names the setting by any of its names.
func (s *Setting) isCalled(key string) bool {
	return near.SameSetting(s.Name, key) || slices.ContainsFunc(s.Also, func(name string) bool { return near.SameSetting(name, key) })
}
