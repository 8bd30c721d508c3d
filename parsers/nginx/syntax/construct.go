package syntax

import "bytes"

// finder recognises the constructs of template languages in src. It reads no
// part of src much more often than once, whatever the input.
type finder struct {
	src    []byte
	missed [numClosers]miss
	line   miss // the part of a line that was searched last for its end
	ahead  int  // bytes read in vain behind a first closer
}

// miss is a range that was searched in vain.
type miss struct{ from, to int }

// closer is an index into closers.
type closer int

const (
	closeMustache closer = iota
	closeTriple
	closeJinja
	closeNote
	closeERB
	closeBrace
	numClosers
)

var closers = [numClosers]string{"}}", "}}}", "%}", "#}", "%>", "}"}

// construct is one tag or expression of a template.
type construct struct {
	end  int // offset behind it, 0 if there is none
	verb verb
}

// where says in what a construct may stand.
type where uint8

const (
	atStart  where = iota // where a directive could begin
	atWord                // where a further word of a directive could begin
	inWord                // within a word
	inQuotes              // within a word in quotes
)

// at returns the construct that begins at i, if any. Within words and quotes
// some must end on their line, as what opens them occurs in plain text too.
func (f *finder) at(i int, w where) construct {
	if i+2 >= len(f.src) {
		return construct{}
	}
	limit := len(f.src)
	if w == inQuotes {
		limit = f.endOfLine(i)
	}
	switch string(f.src[i : i+2]) {
	case "{{":
		return f.mustache(i, limit, w)
	case "{%":
		return f.between(i, closeJinja, limit, jinjaVerb)
	case "{#":
		if w == inWord {
			limit = f.endOfLine(i)
		}
		return f.between(i, closeNote, limit, noteVerb)
	case "<%":
		c := f.between(i, closeERB, limit, erbVerb)
		if c.verb == remark && f.src[i+2] == '-' && w != atStart {
			c.verb = expression // EJS: a statement has no place within a directive
		}
		return c
	case "%{":
		c := f.between(i, closeBrace, f.endOfLine(i), terraformVerb)
		if c.verb == none {
			return construct{}
		}
		return c
	case "${":
		return f.between(i, closeBrace, f.endOfLine(i), expressionVerb)
	}
	return construct{}
}

// mustache reads {{ }} and {{{ }}}. What looks like the latter, but does not
// end on its line, may also be a block that opens directly before an
// expression, if there are words before it.
func (f *finder) mustache(i, limit int, w where) construct {
	switch f.src[i+2] {
	case '%':
		return construct{}
	case '{':
		if end := f.close(i+3, closeTriple, f.endOfLine(i)); end > 0 {
			return construct{end: end, verb: expression}
		}
		if w == atWord {
			return construct{}
		}
	}
	return f.between(i, closeMustache, limit, goVerb)
}

func (f *finder) between(i int, c closer, limit int, judge func(body []byte) verb) construct {
	end := f.close(i+2, c, limit)
	if end == 0 {
		return construct{}
	}
	return construct{end: end, verb: judge(f.src[i+2 : end-len(closers[c])])}
}

func (f *finder) endOfLine(i int) int {
	if i < f.line.from || i >= f.line.to {
		f.line = miss{i, len(f.src)}
		if lf := bytes.IndexByte(f.src[i:], '\n'); lf >= 0 {
			f.line.to = i + lf
		}
	}
	return f.line.to
}

// close returns the offset behind the closer of what begins before from, or 0.
// A closer in a string of the expression does not count, nor one of } only in
// its nested braces, unless there is no other.
func (f *finder) close(from int, c closer, limit int) int {
	m := &f.missed[c]
	if from >= m.from && limit <= m.to || from > limit {
		return 0
	}
	at := bytes.Index(f.src[from:limit], []byte(closers[c]))
	if at < 0 {
		*m = miss{from, limit}
		return 0
	}
	first := from + at
	if f.src[from] != '#' && c != closeNote && bytes.ContainsAny(f.src[from:first], "\"'`{") {
		if end := f.balanced(from, first, c, limit); end > 0 {
			return end
		}
	}
	return first + len(closers[c])
}

const (
	maxAhead      = 4 << 10 // how far behind a first closer the right one may be
	maxTotalAhead = 1 << 20 // how much may be read so in vain in one text
)

// balanced returns the offset behind the first closer that stands outside of
// strings and nested braces, or 0 if there is none near the first one.
func (f *finder) balanced(from, first int, c closer, limit int) int {
	if f.ahead > maxTotalAhead {
		return 0
	}
	limit = min(limit, first+maxAhead)
	var quote byte
	depth, nests := 0, closers[c][0] == '}'
	for j := from; j < limit; j++ {
		b := f.src[j]
		switch {
		case quote != 0:
			if b == '\\' && quote != '`' {
				j++
			} else if b == quote {
				quote = 0
			}
		case depth == 0 && bytes.HasPrefix(f.src[j:limit], []byte(closers[c])):
			return j + len(closers[c])
		case b == '"' || b == '\'' || b == '`':
			quote = b
		case b == '{' && nests:
			depth++
		case b == '}' && depth > 0:
			depth--
		}
	}
	f.ahead += limit - first
	return 0
}
