package syntax

import "bytes"

// value returns the decoded text of a word.
func (t *Tree) value(k token) []byte {
	raw := t.Src[k.start:k.end()]
	if k.kind() != Word {
		raw = raw[1 : len(raw)-1]
	}
	return unescape(raw)
}

// unescape replaces the escapes that nginx knows and keeps every other
// backslash. It returns raw itself if there is nothing to replace.
func unescape(raw []byte) []byte {
	i := bytes.IndexByte(raw, '\\')
	if i < 0 {
		return raw
	}
	out := append(make([]byte, 0, len(raw)), raw[:i]...)
	for ; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' && i+1 < len(raw) {
			if e := escaped(raw[i+1]); e != 0 {
				c = e
				i++
			}
		}
		out = append(out, c)
	}
	return out
}

// escaped returns what a backslash before c stands for, 0 if for itself.
func escaped(c byte) byte {
	switch c {
	case '"', '\'', '\\':
		return c
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'n':
		return '\n'
	}
	return 0
}
