package report

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// any writes a value as encoding/json gives it, but for hidden characters, which it escapes as string does: in JSON they stand in strings
// only, so that an escape means the same.
func (e *encoder) any(v any) {
	e.value()
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false)
	if err := j.Encode(v); err != nil {
		panic(err) // the types of this package hold nothing that JSON cannot
	}
	s := string(bytes.TrimRight(b.Bytes(), "\n"))
	done := 0
	for i, r := range s {
		if hidden(r) {
			e.raw(s[done:i])
			e.escaped(r)
			done = i + utf8.RuneLen(r)
		}
	}
	e.raw(s[done:])
}
