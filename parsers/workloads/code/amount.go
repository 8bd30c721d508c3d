package code

import (
	"math"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// answer is what an expression comes to. Its zero value is unknown without a reason.
type answer struct {
	sort answerSort
	num  float64 // of a numeral; 1 and 0 for true and false
	str  string  // of a phrase
	why  string  // of unknown: what it is taken from
	at   [2]int  // the tokens, first and last, of the constant elsewhere in the file that it is; zero: the expression itself
}

type answerSort uint8

const (
	unknown answerSort = iota
	numeral
	phrase  // a string
	nothing // undefined, null, None
)

func numeric(n float64) answer { return answer{sort: numeral, num: n} }

func truth(b bool) answer {
	if b {
		return numeric(1)
	}
	return numeric(0)
}

func computed(why string) answer { return answer{why: why} }

// number reads an answer as the number that a server takes it for.
func (a answer) number() (float64, bool) {
	switch a.sort {
	case numeral:
		return a.num, !math.IsNaN(a.num) && !math.IsInf(a.num, 0)
	case phrase:
		n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(a.str), "_", ""), 64)
		return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
	case unknown, nothing:
	}
	return 0, false
}

// holds tells whether an answer counts as true; known is false where that is not known.
func (a answer) holds() (yes, known bool) {
	switch a.sort {
	case numeral:
		return a.num != 0 && !math.IsNaN(a.num), true
	case phrase:
		return a.str != "", true
	case nothing:
		return false, true
	case unknown:
	}
	return false, false
}

// literal reads a number as it is written: 65_000, 0xff, 6.5e4, 65000n.
func literal(s string) answer {
	s = strings.ReplaceAll(s, "_", "")
	if n, err := strconv.ParseFloat(s, 64); err == nil && !strings.HasPrefix(strings.ToLower(s), "0x") {
		return numeric(n)
	}
	s = strings.TrimRight(s, "nlLuUmMdDfF")
	if n, err := strconv.ParseInt(s, 0, 64); err == nil {
		return numeric(float64(n))
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return numeric(n)
	}
	return computed("the number " + source.ClipLine(s))
}

// leading reads the number that a string begins with, as parseInt and parseFloat do.
func leading(a answer, whole bool) answer {
	if a.sort == unknown {
		return a
	}
	s := strings.TrimSpace(a.str)
	if a.sort == numeral {
		s = strconv.FormatFloat(a.num, 'f', -1, 64)
	}
	end, digits, dot := 0, 0, false
	for ; end < len(s); end++ {
		c := s[end]
		switch {
		case c >= '0' && c <= '9':
			digits++
			continue
		case (c == '-' || c == '+') && end == 0:
			continue
		case c == '.' && !whole && !dot:
			dot = true
			continue
		}
		break
	}
	n, err := strconv.ParseFloat(s[:end], 64)
	if digits == 0 || err != nil || a.sort == nothing {
		return numeric(math.NaN())
	}
	return numeric(n)
}

// apply is a binary operator on two answers.
func apply(op string, a, b answer) answer {
	switch op {
	case "===", "==", "is":
		if a.sort != unknown && b.sort != unknown {
			return truth(a.sort == b.sort && a.num == b.num && a.str == b.str)
		}
	case "!==", "!=":
		if a.sort != unknown && b.sort != unknown {
			return truth(a.sort != b.sort || a.num != b.num || a.str != b.str)
		}
	case "+":
		if a.sort == phrase || b.sort == phrase {
			if a.sort == phrase && b.sort == phrase && len(a.str)+len(b.str) < 1<<10 {
				return answer{sort: phrase, str: a.str + b.str}
			}
			return firstReason(a, b)
		}
	}
	x, first := a.number()
	y, second := b.number()
	if !first || !second {
		return firstReason(a, b)
	}
	switch op {
	case "+":
		return numeric(x + y)
	case "-":
		return numeric(x - y)
	case "*":
		return numeric(x * y)
	case "/":
		return numeric(x / y)
	case "//":
		return numeric(math.Floor(x / y))
	case "%":
		return numeric(math.Mod(x, y))
	case "**":
		return numeric(math.Pow(x, y))
	case "<":
		return truth(x < y)
	case ">":
		return truth(x > y)
	case "<=":
		return truth(x <= y)
	case ">=":
		return truth(x >= y)
	}
	return computed("the operator " + op)
}

// firstReason is the unknown one of two operands.
func firstReason(a, b answer) answer {
	for _, x := range []answer{a, b} {
		if x.sort == unknown && x.why != "" {
			return computed(x.why)
		}
	}
	return computed("an expression that is no number")
}
