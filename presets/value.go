package presets

import (
	"strconv"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
)

// Kind tells what an idle timeout is. Its zero value is Unknown, so that a forgotten value is never taken for a number.
type Kind uint8

// The four kinds of idle timeout.
const (
	Unknown     Kind = iota // it has one, but no source says how long
	Seconds                 // a duration, in Idle.D
	NeverReused             // the connection is closed after every response: no race, and no reuse
	Unlimited               // the connection is kept until the other end closes it
)

// String returns the word that messages use for the kind.
func (k Kind) String() string {
	switch k {
	case Seconds:
		return "seconds"
	case NeverReused:
		return "never reused"
	case Unlimited:
		return "unlimited"
	case Unknown:
	}
	return "unknown"
}

// Idle is how long one side of a product keeps an idle connection, and where that is known from.
type Idle struct {
	Kind       Kind
	D          time.Duration // only for Seconds
	Setting    string        // the product's own name of the setting that decides, "" if there is none
	Settings   []Setting     // all settings that decide, the first one set wins
	Written    bool          // D was given as an option of the reference, it is not the product's default
	Fixed      bool          // the vendor offers no way to change it
	Note       string        // what a reader must know about the number, "" if nothing
	Upgraded   bool          // the same time ends upgraded (WebSocket) connections that are silent
	Advice     string        // what to do when the number cannot or should not be changed, "" if nothing
	Unverified bool          // the number comes from memory or from third parties
	Source     string        // URL or file where the number was read, never empty
	Versions   string        // the versions of the product for which it holds, as ">=6 <7"; "" = all
	When       string        // the variant for which it holds, as "worker=sync"; "" = all
	Status     Status        // whether those versions are maintained

	set  string // template of Set, "" = the first setting with its unit
	side sideName
}

// String writes the value as operators do: "120s", "500ms", "never reused", "unlimited", "unknown".
func (i Idle) String() string {
	if i.Kind == Seconds {
		return Format(i.D)
	}
	return i.Kind.String()
}

// Case is the idle timeout as a case of the chain, without origin and guard. What no source tells is absent.
func (i *Idle) Case() chain.Case {
	switch i.Kind {
	case Seconds:
		return chain.Case{State: chain.Known, Lo: i.D, Hi: i.D}
	case NeverReused:
		return chain.Case{State: chain.Off}
	case Unlimited:
		return chain.Case{State: chain.Unlimited}
	case Unknown:
	}
	return chain.Case{State: chain.Absent}
}

// Format writes a duration in seconds, or in milliseconds if it is no whole number of seconds: "120s", "1500ms", never "2m0s".
func Format(d time.Duration) string {
	if d%time.Second == 0 {
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	}
	return strconv.FormatInt(d.Milliseconds(), 10) + "ms"
}

// Status tells whether a range of versions counts when no version is stated.
type Status uint8

// A range of versions is maintained unless the catalogue says otherwise.
const (
	Maintained Status = iota // in use and supported, or not known to be otherwise
	Retired                  // out of support: counts only if the version is stated
	Unreleased               // announced or in the main branch: counts only if the version is stated
)

// String returns the word for the status as the catalogue writes it.
func (s Status) String() string {
	return [...]string{"maintained", "retired", "unreleased"}[s]
}

// Mode tells what a client does with a server's "Keep-Alive: timeout=N".
type Mode uint8

// A client's own idle timeout and a server's hint combine in one of two ways.
const (
	Replace Mode = iota // the hint counts instead of the client's own idle timeout
	Lower               // the shorter of the two counts
)

// String returns "replace" or "lower".
func (m Mode) String() string { return [...]string{"replace", "lower"}[m] }

// Hint is about the response header "Keep-Alive: timeout=N": a server that announces its limit, or a client that honours it.
type Hint struct {
	Mode       Mode          // what an honouring client does; meaningless for a server
	Margin     time.Duration // subtracted from N by the client before it is applied; 0 or less left means no reuse
	Cap        time.Duration // longest time that the client accepts from a hint, 0 = no cap
	Condition  string        // when it holds, in words; "" = always
	Versions   string        // the versions for which it holds, "" = all
	Unverified bool
	Source     string
}

// Probe is what one side does about TCP keepalive when nothing is configured.
type Probe struct {
	On         bool          // SO_KEEPALIVE is set
	Idle       time.Duration // silence before the first probe
	Interval   time.Duration // between probes, 0 = the operating system's
	Count      int           // unanswered probes before the connection is given up, 0 = the operating system's
	Source     string
	Unverified bool
}

// Probes holds the TCP keepalive default of each side; nil means that no source tells.
type Probes struct{ Accepts, Connects *Probe }

// Passage is what a middlebox (a device that connections pass through without ending there) does with an idle flow.
type Passage struct {
	Idle     Idle
	OnExpiry string // "drop": packets vanish; "reset": a TCP RST answers the next packet; "close": both connections are closed; "": not known
	Relay    bool   // it ends TCP on both sides: TCP keepalive of the ends does not refresh its timer
}

// VersionNote is a value that holds for other versions or variants of the product than the one that was chosen.
type VersionNote struct {
	Side string // "accepts", "connects" or "passes"
	Idle Idle   // with its Versions, When and Status
}
