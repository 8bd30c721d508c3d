package presets

import (
	"bytes"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// Default is what an nginx directive is worth where it is absent, in one range of versions.
type Default struct {
	Setting  string        // directive; those outside http are "upstream/...", "stream/...", "mail/...", "main/..." or "listen/..."
	Text     string        // as it would be written: "75s", "32 local", "1.1", "off"; "" means an empty value, or nothing at all
	Kind     Kind          // Seconds, with D, for times; Unlimited and NeverReused where Text is no time but has that meaning; else Unknown
	D        time.Duration // for Seconds
	N        int           // for counts, as 1000
	Context  string        // where the directive may stand, as "http server location"
	Versions string        // the versions of nginx for which it holds, "" = all
	Note     string
	Source   string

	idle, status string // D and the status in the spelling of a preset's case
	span         span
}

// nginxDoc is the part of the catalogue about nginx's own directives, but for the directives.
type nginxDoc struct {
	Assume string `yaml:"assume"` // the version that counts when none is stated
	Source string `yaml:"source"`
}

type settingDoc struct {
	Name       string `yaml:"name"`
	Context    string `yaml:"in"`
	defaultDoc `yaml:",inline"`
	History    []defaultDoc `yaml:"history"`
}

type defaultDoc struct {
	Versions string `yaml:"versions"`
	Time     string `yaml:"time"`  // a duration as in Go, unlimited, or off
	Count    *int   `yaml:"count"` // a number
	Text     string `yaml:"text"`  // anything else, or the way to write a time or number if it is not the usual one
	Note     string `yaml:"note"`
	Status   string `yaml:"status"`
	Source   string `yaml:"source"`
}

// nginxTable holds the directives by name.
type nginxTable struct {
	assume   Version
	source   string
	settings map[string]*nginxSetting
}

// nginxSetting is one directive, decoded when it is asked for.
type nginxSetting struct {
	item []byte

	once    sync.Once
	history []Default
}

var nginx = sync.OnceValue(func() *nginxTable {
	head, list, _ := bytes.Cut(section(read("nginx.yaml"), "nginx"), []byte("\n  settings:"))
	var doc nginxDoc
	must("nginx", decode(head, &doc))
	t := &nginxTable{source: doc.Source, settings: map[string]*nginxSetting{}}
	var err error
	t.assume, err = ParseVersion(doc.Assume)
	must("nginx", err)
	for name, item := range items(list, "    - ") {
		t.settings[name] = &nginxSetting{item: item}
	}
	return t
})

// nginxDefaults are the defaults of a directive over time; none where the catalogue does not know it.
func nginxDefaults(setting string) []Default {
	t := nginx()
	s := t.settings[setting]
	if s == nil {
		return nil
	}
	s.once.Do(func() {
		var docs []settingDoc
		must("nginx", decode(s.item, &docs))
		history, err := docs[0].defaults(t.source)
		must("nginx", err)
		s.history = history
	})
	return s.history
}

// defaults gives the values of a directive, one for each range of versions; source is that of all directives.
func (s *settingDoc) defaults(source string) (all []Default, err error) {
	history := s.History
	if len(history) == 0 {
		history = []defaultDoc{s.defaultDoc}
	}
	for _, h := range history {
		d, err := h.value()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		d.Setting, d.Context, d.Source = s.Name, s.Context, or(or(h.Source, s.Source), source)
		d.Note = or(h.Note, s.Note)
		all = append(all, d)
	}
	return all, nil
}

func (h *defaultDoc) value() (Default, error) {
	d := Default{Text: h.Text, Versions: h.Versions, status: h.Status}
	var err error
	if d.span, err = parseSpan(h.Versions); err != nil {
		return d, err
	}
	if h.Count != nil {
		d.N, d.Text = *h.Count, or(h.Text, strconv.Itoa(*h.Count))
	}
	switch h.Time {
	case "":
		return d, nil
	case "unlimited":
		d.Kind, d.idle = Unlimited, h.Time
		return d, nil
	case "off":
		d.Kind, d.idle = NeverReused, h.Time
		return d, nil
	}
	if d.D, err = time.ParseDuration(h.Time); err != nil {
		return d, err
	}
	d.Kind, d.idle, d.Text = Seconds, h.Time, or(h.Text, Format(d.D))
	return d, nil
}

// Nginx returns what a directive is worth where it is absent in that version of nginx. The zero Version stands for the last release before the
// defaults of 1.29.7, as verdicts without a version do; a version given coarsely ("1.29") counts as its first release. The answer is false for
// directives without a default in the catalogue, and for versions that do not know the directive.
func Nginx(setting string, v Version) (Default, bool) {
	if !v.Known() {
		v = nginx().assume
	}
	for _, d := range nginxDefaults(setting) {
		if d.span.holds(v) {
			return d, true
		}
	}
	return Default{}, false
}
