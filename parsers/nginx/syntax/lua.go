package syntax

import "bytes"

// luaReader finds the end of Lua code. The rules are those of
// lua-nginx-module's reader, not of Lua: braces count outside of strings, long
// strings and comments, and a quote that is not closed on its line is no string.
type luaReader struct {
	src  []byte
	at   int
	open int // the last { that was read

	// Up to these offsets no quote of the kind is closed on its line.
	unclosed map[byte]int
}

// lua reads the code of a Lua block from i on and returns the offset of the }
// that ends it, or the length of the text if none does.
func (p *Parser) lua(i int) int {
	r := luaReader{src: p.src, at: i, open: i - 1}
	end, msg := r.end()
	start := i
	for start < end && class[p.src[start]]&blank != 0 {
		start++
	}
	if text := bytes.TrimRight(p.src[start:end], " \t\r\n"); len(text) > 0 {
		p.push(LuaCode, start, start+len(text))
	}
	if msg != "" {
		p.ended = true
		p.fail(Error{
			Start: uint32(r.open), End: uint32(r.open + 1), Began: uint32(r.open),
			Kind: UnexpectedEnd, Msg: msg,
		})
	}
	return end
}

// end returns the offset of the closing brace, or the length of the text and
// the reason why there is none.
func (r *luaReader) end() (end int, msg string) {
	for depth := 1; r.at < len(r.src); {
		switch r.src[r.at] {
		case '{':
			depth++
			r.open = r.at
		case '}':
			if depth--; depth == 0 {
				return r.at, ""
			}
		case '"', '\'':
			r.skipString()
			continue
		case '-', '[':
			if msg := r.skipLong(); msg != "" {
				return len(r.src), msg
			}
			continue
		}
		r.at++
	}
	return len(r.src), "unexpected end of file, expecting terminating characters for lua code block"
}

// skipString moves behind a string, or behind the quote if it is none.
func (r *luaReader) skipString() {
	quote := r.src[r.at]
	r.at++
	if r.at <= r.unclosed[quote] {
		return
	}
	for j := r.at; ; j++ {
		if j >= len(r.src) || r.src[j] == '\n' {
			if r.unclosed == nil {
				r.unclosed = map[byte]int{}
			}
			r.unclosed[quote] = j
			return
		}
		switch r.src[j] {
		case quote:
			r.at = j + 1
			return
		case '\\':
			if j+1 < len(r.src) && r.src[j+1] != '\n' {
				j++
			}
		}
	}
}

// skipLong moves behind a comment, a long comment or a long string, or behind
// one byte if there is none. It returns what is wrong if it does not end.
func (r *luaReader) skipLong() (msg string) {
	rest := r.src[r.at:]
	dashes := 0
	if bytes.HasPrefix(rest, []byte("--")) {
		dashes = 2
	} else if rest[0] == '-' {
		r.at++
		return ""
	}
	level, ok := longBracket(rest[dashes:])
	switch {
	case ok:
		closing := append(append([]byte{']'}, bytes.Repeat([]byte{'='}, level)...), ']')
		body := dashes + level + 2
		end := bytes.Index(rest[body:], closing)
		if end < 0 {
			r.open = r.at
			return `Lua code block missing the closing long bracket "` + string(closing) +
				`", the inlined Lua code may be too long`
		}
		r.at += body + end + len(closing)
	case dashes > 0:
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			r.at += end
		} else {
			r.at = len(r.src)
		}
	default:
		r.at++
	}
	return ""
}

// longBracket reports whether text begins with [[, [=[, [==[ and so on, and
// the number of equal signs.
func longBracket(text []byte) (level int, ok bool) {
	if len(text) == 0 || text[0] != '[' {
		return 0, false
	}
	for level+1 < len(text) && text[level+1] == '=' {
		level++
	}
	return level, level+1 < len(text) && text[level+1] == '['
}
