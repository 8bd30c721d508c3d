package presets

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Version is a product's version of up to four numbers. It is comparable; its zero value means "not stated".
type Version struct {
	part [4]int32
	n    int8 // numbers that are stated
}

// ParseVersion reads "1.29.7", "v1.15.1", "26.x" or "3.7-alpine": numbers separated by dots, and what follows them is dropped.
// Fewer numbers than a product uses stand for all versions that begin so.
func ParseVersion(s string) (Version, error) {
	var v Version
	rest := strings.TrimPrefix(s, "v")
	for int(v.n) < len(v.part) {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if digits == 0 || digits > 9 {
			break
		}
		n, err := strconv.ParseInt(rest[:digits], 10, 32)
		if err != nil {
			break
		}
		v.part[v.n], rest = int32(n), rest[digits:]
		v.n++
		if !strings.HasPrefix(rest, ".") {
			break
		}
		rest = rest[1:]
	}
	if v.n == 0 {
		return Version{}, fmt.Errorf("%q is no version: write numbers as in 22 or 1.29.7", clip(s))
	}
	return v, nil
}

// Known tells whether a version is stated.
func (v Version) Known() bool { return v.n > 0 }

// Compare orders versions number by number; missing numbers count as 0.
func (v Version) Compare(w Version) int {
	for i := range v.part {
		if c := cmp.Compare(v.part[i], w.part[i]); c != 0 {
			return c
		}
	}
	return 0
}

// String writes the numbers that are stated, "" if none.
func (v Version) String() string {
	var b strings.Builder
	for i := range int(v.n) {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strconv.Itoa(int(v.part[i])))
	}
	return b.String()
}

// span is a half-open range of versions; an end that is not Known is open.
type span struct{ lo, hi Version }

// all returns the versions that begin with v: 20 stands for everything from 20 to below 21.
func (v Version) all() span {
	next := v
	next.part[v.n-1]++
	return span{v, next}
}

// parseSpan reads ">=3.12 <7", ">=7", "<7" or "" (all versions).
func parseSpan(s string) (span, error) {
	var r span
	for word := range strings.FieldsSeq(s) {
		end := &r.lo
		text, ok := strings.CutPrefix(word, ">=")
		if !ok {
			end = &r.hi
			text, ok = strings.CutPrefix(word, "<")
		}
		if !ok || end.Known() {
			return span{}, fmt.Errorf("%q is no range of versions: write >=A, <B or both", s)
		}
		v, err := ParseVersion(text)
		if err != nil {
			return span{}, err
		}
		*end = v
	}
	if r.lo.Known() && r.hi.Known() && r.lo.Compare(r.hi) >= 0 {
		return span{}, fmt.Errorf("%q holds no version", s)
	}
	return r, nil
}

// meets tells whether the two ranges have a version in common.
func (r span) meets(o span) bool {
	return below(r.lo, o.hi) && below(o.lo, r.hi)
}

// below tells whether a range that starts at lo has versions under hi; open ends always do.
func below(lo, hi Version) bool {
	return !lo.Known() || !hi.Known() || lo.Compare(hi) < 0
}

// clip shortens untrusted text for a message.
func clip(s string) string {
	const longest = 60
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "") + "..."
}

// holds tells whether a version lies in the range; missing numbers count as 0.
func (r span) holds(v Version) bool {
	return (!r.lo.Known() || v.Compare(r.lo) >= 0) && (!r.hi.Known() || v.Compare(r.hi) < 0)
}
