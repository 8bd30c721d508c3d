package source

import (
	"strings"
)

// wildcard is a compiled pattern of bytes, as .gitignore and glob(3) know them.
// It is matched in one pass with two points of return, so that no pattern costs
// more than its length times the square of the text's.
type wildcard []token

type token struct {
	op  op
	lit byte
	set *byteSet
}

type op uint8

const (
	literal   op = iota
	one          // ?  any byte but a slash
	inSet        // [...]
	star         // *  any bytes but slashes
	deep         // ** any bytes
	deepSlash    // **/ nothing, or any bytes that end in a slash
)

// dialect is in what the users of wildcard differ.
type dialect struct {
	deep bool // ** between slashes crosses them
	// glob(3) takes a [ without its ] as itself, and a range that goes down as
	// empty. To git the first matches nothing, the second its first byte.
	posix bool
}

var (
	gitPath = dialect{deep: true}
	gitName = dialect{}
	posix   = dialect{posix: true}
)

// compile returns false for a pattern that can match nothing.
func (d dialect) compile(p string) (wildcard, bool) {
	w := make(wildcard, 0, len(p))
	special := -1 // where the first special byte stands
	for i := 0; i < len(p); i++ {
		if special < 0 && strings.IndexByte(`*?[\`, p[i]) >= 0 {
			special = i
		}
		switch p[i] {
		case '*':
			end := i
			for end < len(p) && p[end] == '*' {
				end++
			}
			t := token{op: star}
			// git compares a leading literal part on its own and then looks at
			// the rest as if it were a pattern: "a**/b" counts as "**/b" there.
			open := i == special || p[i-1] == '/'
			closed := end == len(p) || p[end] == '/' || strings.HasPrefix(p[end:], `\/`)
			if d.deep && end-i > 1 && open && closed {
				t.op = deep
				if end < len(p) && p[end] == '/' {
					t.op = deepSlash
					end++
				}
			}
			w = append(w, t)
			i = end - 1
		case '?':
			w = append(w, token{op: one})
		case '[':
			set, n, ok := d.parseSet(p[i:])
			switch {
			case ok:
				w = append(w, token{op: inSet, set: set})
				i += n - 1
			case d.posix:
				w = append(w, token{lit: '['})
			default:
				return nil, false
			}
		case '\\':
			if i++; i == len(p) {
				return nil, false
			}
			w = append(w, token{lit: p[i]})
		default:
			w = append(w, token{lit: p[i]})
		}
	}
	return w, true
}

func (t token) matches(b byte) bool {
	switch t.op {
	case literal:
		return b == t.lit
	case one:
		return b != '/'
	case inSet:
		return b != '/' && t.set.has(b)
	default: // takes any number of bytes: for match to decide
		return false
	}
}

// match reports whether the pattern matches all of s.
//
// When a byte does not fit, the latest star takes one byte more; when that star
// stands before a slash or the end, the latest ** does. Older ones need no
// second try: what they could take more, the later ones can take too.
func (w wildcard) match(s string) bool {
	p, i := 0, 0
	starP, starI := -1, 0
	deepP, deepI := -1, 0
	for {
		switch {
		case p == len(w):
			if i == len(s) {
				return true
			}
		case w[p].op == star:
			p++
			starP, starI = p, i
			continue
		case w[p].op == deep || w[p].op == deepSlash:
			p++
			deepP, deepI, starP = p, i, -1
			continue
		case i < len(s) && w[p].matches(s[i]):
			p++
			i++
			continue
		}
		if starP >= 0 && starI < len(s) && s[starI] != '/' {
			starI++
			p, i = starP, starI
			continue
		}
		starP = -1
		if deepP < 0 || deepI >= len(s) {
			return false
		}
		if w[deepP-1].op == deepSlash {
			n := strings.IndexByte(s[deepI:], '/')
			if n < 0 {
				return false
			}
			deepI += n
		}
		deepI++
		p, i = deepP, deepI
	}
}

type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }

// parseSet reads a bracket expression at the start of p; n is its length.
func (d dialect) parseSet(p string) (set *byteSet, n int, ok bool) {
	set = &byteSet{}
	i := 1
	negated := i < len(p) && (p[i] == '!' || p[i] == '^')
	if negated {
		i++
	}
	for first := true; ; first = false {
		if i >= len(p) {
			return nil, 0, false
		}
		if p[i] == ']' && !first {
			break
		}
		if strings.HasPrefix(p[i:], "[:") {
			if end := strings.IndexByte(p[i+2:], ']'); end > 0 && p[i+1+end] == ':' {
				if !set.addClass(p[i+2 : i+1+end]) {
					return nil, 0, false
				}
				i += end + 3
				continue
			}
		}
		lo, next, ok := setByte(p, i)
		if !ok {
			return nil, 0, false
		}
		hi := lo
		if next+1 < len(p) && p[next] == '-' && p[next+1] != ']' {
			if hi, next, ok = setByte(p, next+1); !ok {
				return nil, 0, false
			}
		}
		if !d.posix {
			set.add(lo)
		}
		for b := int(lo); b <= int(hi); b++ {
			set.add(byte(b))
		}
		i = next
	}
	if negated {
		for k := range set {
			set[k] = ^set[k]
		}
	}
	return set, i + 1, true
}

// setByte reads one byte of a bracket expression, perhaps behind a backslash.
func setByte(p string, i int) (b byte, next int, ok bool) {
	if p[i] == '\\' {
		i++
	}
	if i >= len(p) {
		return 0, 0, false
	}
	return p[i], i + 1, true
}

// addClass adds a named class of the C locale.
func (s *byteSet) addClass(name string) bool {
	ranges, ok := map[string]string{
		"alnum": "09AZaz", "alpha": "AZaz", "blank": "  \t\t", "cntrl": "\x00\x1f\x7f\x7f",
		"digit": "09", "graph": "!~", "lower": "az", "print": " ~", "punct": "!/:@[`{~",
		"space": "\t\r  ", "upper": "AZ", "xdigit": "09AFaf",
	}[name]
	for i := 0; i < len(ranges); i += 2 {
		for b := ranges[i]; b <= ranges[i+1]; b++ {
			s.add(b)
		}
	}
	return ok
}
