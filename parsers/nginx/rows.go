package nginx

import (
	"regexp"
	"strings"
)

// rowIndex finds the row of a map as nginx's ngx_http_map_find does.
type rowIndex struct {
	equal map[string]*mapRow // by key in lower case
	tails map[string]*mapRow // "example.com" for *.example.com and .example.com
	heads map[string]*mapRow // "www.example" for www.example.*
	regex []rowPattern
	given map[string]picked // answers already given
	only  *mapRow           // what every row gives; nil where they differ
}

// rowPattern is a row with a regular expression; re is nil where it cannot be judged here.
type rowPattern struct {
	re  *regexp.Regexp
	row *mapRow
}

type picked struct {
	row  *mapRow
	sure bool
}

// maxPatterns bounds the regular expressions of a map that are tried, maxGiven the answers that are kept.
const (
	maxPatterns = 1000
	maxGiven    = 1000
)

func (m *mapping) indexed() *rowIndex {
	if m.index != nil {
		return m.index
	}
	x := &rowIndex{equal: map[string]*mapRow{}, tails: map[string]*mapRow{}, heads: map[string]*mapRow{}, given: map[string]picked{}}
	for i := range m.rows {
		row := &m.rows[i]
		key, literal := strings.CutPrefix(row.key, "=")
		lower := strings.ToLower(key)
		switch {
		case !literal && strings.HasPrefix(key, "~"):
			x.regex = append(x.regex, rowPattern{compileRow(key), row})
		case m.hostnames && strings.HasPrefix(lower, "*."):
			keep(x.tails, lower[2:], row)
		case m.hostnames && strings.HasPrefix(lower, "."):
			keep(x.tails, lower[1:], row)
			keep(x.equal, lower[1:], row)
		case m.hostnames && strings.HasSuffix(lower, ".*"):
			keep(x.heads, lower[:len(lower)-2], row)
		default:
			keep(x.equal, lower, row)
		}
	}
	x.only = m.sameRow()
	m.index = x
	return x
}

// keep stores the first row of a key; nginx refuses a second one.
func keep(rows map[string]*mapRow, key string, row *mapRow) {
	if rows[key] == nil {
		rows[key] = row
	}
}

func compileRow(key string) *regexp.Regexp {
	expression := key[len("~"):]
	if rest, fold := strings.CutPrefix(expression, "*"); fold {
		expression = "(?i)" + rest
	}
	re, _ := regexp.Compile(expression)
	return re
}

// pick gives the row for a source value: equal keys without case first, then host names with wildcards, the longest first, then regular
// expressions in order, but those never for an empty value, then the default. row is nil where nothing matches: the empty string.
// sure is false where a regular expression cannot be judged here.
func (m *mapping) pick(value string) (row *mapRow, sure bool) {
	x := m.indexed()
	lower := strings.ToLower(value)
	if row := x.equal[lower]; row != nil {
		return row, true
	}
	if row := x.host(lower); row != nil {
		return row, true
	}
	if value == "" || len(x.regex) == 0 {
		return m.fallback, true
	}
	answer, known := x.given[value]
	if !known {
		answer = x.match(value, m.fallback)
		if len(x.given) < maxGiven {
			x.given[value] = answer
		}
	}
	return answer.row, answer.sure
}

func (x *rowIndex) match(value string, fallback *mapRow) picked {
	for i, p := range x.regex {
		if p.re == nil || i == maxPatterns {
			return picked{}
		}
		if p.re.MatchString(value) {
			return picked{p.row, true}
		}
	}
	return picked{fallback, true}
}

// host finds the longest host name with a wildcard: one that begins with it before one that ends with it.
func (x *rowIndex) host(name string) *mapRow {
	if len(x.tails) == 0 && len(x.heads) == 0 {
		return nil
	}
	for i, c := range []byte(name) {
		if row := x.tails[name[i+1:]]; c == '.' && row != nil {
			return row
		}
	}
	for i := len(name) - 1; i > 0; i-- {
		if row := x.heads[name[:i]]; name[i] == '.' && row != nil {
			return row
		}
	}
	return nil
}

// constant gives a row that stands for all of them, the default included, where every one has the same value.
func (m *mapping) constant() (row *mapRow, ok bool) {
	row = m.indexed().only
	return row, row != nil
}

func (m *mapping) sameRow() *mapRow {
	last := m.fallback
	if last == nil {
		last = &mapRow{} // nothing matches: the empty string
	}
	for i := range m.rows {
		if m.rows[i].value != last.value {
			return nil
		}
	}
	return last
}
