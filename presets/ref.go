package presets

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Variant is the key in Ref.Options of an option given without a key, as gthread in "gunicorn:gthread".
const Variant = "variant"

// Ref names a preset the way users do: NAME, NAME@VERSION, NAME:VARIANT, NAME:KEY=VALUE,KEY=VALUE, or all of them.
// Options are the preset's own (worker=gthread) or settings of the product (ReadTimeout=10s).
type Ref struct {
	Name, Version string
	Options       map[string]string
}

// longestRef bounds what ParseRef reads: references are words on a command line or in a YAML file.
const longestRef = 512

// ParseRef takes a reference apart; it does not look the name up. The errors say which part is wrong.
func ParseRef(s string) (Ref, error) {
	s = strings.TrimSpace(s)
	if len(s) > longestRef {
		return Ref{}, fmt.Errorf("the preset %q is too long: write NAME@VERSION:VARIANT", clip(s))
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) {
		return Ref{}, fmt.Errorf("the preset %q holds characters that no name has", clip(s))
	}
	head, options, hasOptions := strings.Cut(s, ":")
	name, version, hasVersion := strings.Cut(strings.TrimSpace(head), "@")
	r := Ref{Name: strings.TrimSpace(name), Version: strings.TrimSpace(version)}
	if r.Name == "" || strings.ContainsFunc(r.Name, unicode.IsSpace) {
		return Ref{}, fmt.Errorf("%q does not begin with a preset's name: write NAME@VERSION:VARIANT", clip(s))
	}
	if hasVersion {
		if _, err := ParseVersion(r.Version); err != nil {
			return Ref{}, err
		}
	}
	if !hasOptions {
		return r, nil
	}
	var err error
	r.Options, err = parseOptions(options)
	return r, err
}

func parseOptions(s string) (map[string]string, error) {
	options := map[string]string{}
	for word := range strings.SplitSeq(s, ",") {
		key, value, hasKey := strings.Cut(word, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !hasKey {
			key, value = Variant, key
		}
		if key == "" || value == "" {
			return nil, errors.New("an option is empty: write NAME:VARIANT or NAME:KEY=VALUE,KEY=VALUE")
		}
		if _, twice := options[key]; twice {
			return nil, fmt.Errorf("the option %s is given twice", clip(key))
		}
		options[key] = value
	}
	return options, nil
}

// String writes the reference in the form that ParseRef reads, options sorted by key.
func (r Ref) String() string {
	var b strings.Builder
	b.WriteString(r.Name)
	if r.Version != "" {
		b.WriteString("@" + r.Version)
	}
	sep := ":"
	for _, key := range slices.Sorted(maps.Keys(r.Options)) {
		b.WriteString(sep)
		if key != Variant {
			b.WriteString(key + "=")
		}
		b.WriteString(r.Options[key])
		sep = ","
	}
	return b.String()
}
