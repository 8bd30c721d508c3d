package clients

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// durationText is what a duration looks like: whole numbers, a bare one is seconds. There are no fractions, so that 1.5h and 1,5h are not
// confused with anything, and no blanks.
var durationText = pattern.New(`^(?:[0-9]{1,10}|(?:[0-9]{1,7}h)?(?:[0-9]{1,9}m)?(?:[0-9]{1,10}s)?(?:[0-9]{1,13}ms)?)$`)

// longestSeconds is what a time.Duration can hold.
const longestSeconds = math.MaxInt64 / int64(time.Second)

var (
	errDuration = errors.New("is no duration")
	errTooLong  = errors.New("is too long for a duration")
)

// parseDuration reads 60, 60s, 1m30s and 500ms.
func parseDuration(s string) (time.Duration, error) {
	if s == "" || !durationText().MatchString(s) {
		return 0, errDuration
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		if n > longestSeconds {
			return 0, errTooLong
		}
		return time.Duration(n) * time.Second, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errTooLong
	}
	return d, nil
}

// parseCount reads a whole number from 1 that fits into a setting of an operating system.
func parseCount(s string) (int, error) {
	n, err := strconv.ParseInt(s, 10, 32)
	if err == nil && n < 1 {
		err = strconv.ErrRange
	}
	return int(n), err
}
