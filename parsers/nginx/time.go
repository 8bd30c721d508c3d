package nginx

import (
	"math"
	"time"
)

// Steps of a time value: units must stand in this order, each at most once. A blank behind a bare number counts as "s" and ends
// the units.
const (
	stepStart = iota
	stepYear
	stepMonth
	stepWeek
	stepDay
	stepHour
	stepMinute
	stepSecond
	stepMilli
	stepLast
)

// ParseTime reads a time as nginx does (core/ngx_parse.c): digits with the units y M w d h m s ms in descending order, a bare
// number being seconds, blanks only behind a unit. Second values (seconds set) know no ms; millisecond values know
// neither years nor months. ok is false for what nginx refuses. What exceeds time.Duration (292 years) is cut off there.
func ParseTime(s string, seconds bool) (d time.Duration, ok bool) {
	var total, value int64
	step, valid := stepStart, false
	for i := 0; i < len(s); {
		if c := s[i]; c >= '0' && c <= '9' {
			if value > (math.MaxInt64-int64(c-'0'))/10 {
				return 0, false
			}
			value = value*10 + int64(c-'0')
			valid = true
			i++
			continue
		}
		next, scale, width := timeUnit(s[i:], seconds)
		limit := next
		if next == stepLast {
			limit = stepSecond
		}
		if scale == 0 || step >= limit {
			return 0, false
		}
		step = next
		if value > math.MaxInt64/scale || total > math.MaxInt64-value*scale {
			return 0, false
		}
		total += value * scale
		value = 0
		for i += width; i < len(s) && s[i] == ' '; i++ {
		}
	}
	unit := int64(1000)
	if seconds {
		unit = 1
	}
	if !valid || value > math.MaxInt64/unit || total > math.MaxInt64-value*unit {
		return 0, false
	}
	return duration(total+value*unit, seconds), true
}

// timeUnit reads the unit at the start of s. scale is how many milliseconds (or seconds) it has, 0 where it is not allowed.
func timeUnit(s string, seconds bool) (step int, scale int64, width int) {
	const hour = 3600
	second := int64(1000)
	if seconds {
		second = 1
	}
	switch s[0] {
	case 'y', 'M':
		if !seconds {
			return 0, 0, 0
		}
		if s[0] == 'y' {
			return stepYear, 365 * 24 * hour, 1
		}
		return stepMonth, 30 * 24 * hour, 1
	case 'w':
		return stepWeek, 7 * 24 * hour * second, 1
	case 'd':
		return stepDay, 24 * hour * second, 1
	case 'h':
		return stepHour, hour * second, 1
	case 'm':
		if len(s) > 1 && s[1] == 's' {
			if seconds {
				return 0, 0, 0
			}
			return stepMilli, 1, 2
		}
		return stepMinute, 60 * second, 1
	case 's':
		return stepSecond, second, 1
	case ' ':
		return stepLast, second, 1
	}
	return 0, 0, 0
}

func duration(total int64, seconds bool) time.Duration {
	unit := int64(time.Millisecond)
	if seconds {
		unit = int64(time.Second)
	}
	if total > math.MaxInt64/unit {
		return math.MaxInt64
	}
	return time.Duration(total * unit)
}
