package presets

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Unit tells how a product writes an amount of time.
type Unit string

// The units of the products' settings. A bare number means that many of the unit; Duration and Go have no meaning for one.
const (
	UnitSeconds  Unit = "s"        // 65
	UnitMillis   Unit = "ms"       // 65000
	UnitMinutes  Unit = "min"      // 5
	UnitDuration Unit = "duration" // 65s
	UnitGo       Unit = "go"       // 65 * time.Second
	UnitTimeSpan Unit = "timespan" // 00:01:05, as .NET writes it
	UnitISO      Unit = "iso"      // PT65S
	UnitSpring   Unit = "spring"   // 65s; a bare number is milliseconds
	UnitNginx    Unit = "nginx"    // 65s; a bare number is seconds
	UnitCount    Unit = "count"    // no time at all: a number, or on and off
)

// one is what a bare number means in a unit, 0 = nothing.
var one = map[Unit]time.Duration{
	UnitSeconds: time.Second, UnitMillis: time.Millisecond, UnitMinutes: time.Minute, UnitDuration: 0, UnitGo: 0,
	UnitTimeSpan: 0, UnitISO: time.Second, UnitSpring: time.Millisecond, UnitNginx: time.Second, UnitCount: 0,
}

var errAmount = errors.New("is no amount of time")

// Parse reads an amount as users write it for a setting of this unit. A number with a suffix (500ms, 65s, 2m, 1h, 1d) is read for every unit,
// a bare number where the unit gives it a meaning.
func (u Unit) Parse(s string) (time.Duration, error) {
	d, err := u.parse(strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%q %w: write %s", clip(s), errAmount, u.Write(65*time.Second))
	}
	return d, nil
}

func (u Unit) parse(s string) (time.Duration, error) {
	if strings.Contains(s, ":") {
		return parseTimeSpan(s)
	}
	s = strings.ToLower(s)
	if rest, ok := strings.CutPrefix(s, "pt"); ok {
		s = rest
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		if n == 0 {
			return 0, nil
		}
		return scale(n, one[u])
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil {
			return 0, errAmount
		}
		return scale(n, 24*time.Hour)
	}
	return time.ParseDuration(s)
}

// scale multiplies, and refuses what a duration cannot hold.
func scale(n float64, by time.Duration) (time.Duration, error) {
	d := n * float64(by)
	if by == 0 || math.IsNaN(d) || math.Abs(d) >= math.MaxInt64 {
		return 0, errAmount
	}
	return time.Duration(math.Round(d)), nil
}

// parseTimeSpan reads [hours:]minutes:seconds of .NET, as 00:02:10.
func parseTimeSpan(s string) (time.Duration, error) {
	parts := strings.Split(s, ":")
	if len(parts) != 3 {
		return 0, errAmount
	}
	var d time.Duration
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		n, err := strconv.ParseUint(parts[i], 10, 20)
		if err != nil {
			return 0, errAmount
		}
		d += time.Duration(n) * unit
	}
	return d, nil
}

// Write writes a duration as the product wants it; parts of a unit are cut off.
func (u Unit) Write(d time.Duration) string {
	seconds := strconv.FormatInt(int64(d/time.Second), 10)
	switch u {
	case UnitSeconds, UnitCount:
		return seconds
	case UnitMillis:
		return strconv.FormatInt(d.Milliseconds(), 10)
	case UnitMinutes:
		return strconv.FormatInt(int64(d/time.Minute), 10)
	case UnitGo:
		if d%time.Second != 0 {
			return strconv.FormatInt(d.Milliseconds(), 10) + " * time.Millisecond"
		}
		return seconds + " * time.Second"
	case UnitTimeSpan:
		s := int64(d / time.Second)
		return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
	case UnitISO:
		return "PT" + seconds + "S"
	case UnitDuration, UnitSpring, UnitNginx:
	}
	return Format(d)
}

// step is the smallest amount that the unit can write.
func (u Unit) step() time.Duration {
	switch u {
	case UnitSeconds, UnitTimeSpan, UnitISO, UnitCount:
		return time.Second
	case UnitMinutes:
		return time.Minute
	case UnitMillis, UnitDuration, UnitGo, UnitSpring, UnitNginx:
	}
	return time.Millisecond
}
