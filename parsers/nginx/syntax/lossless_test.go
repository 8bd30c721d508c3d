package syntax_test

import (
	"bytes"
	"fmt"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// lossless checks what holds for the tokens of any text: they are in order,
// not empty and disjoint, only blanks are between them, and printing them gives
// the text back.
func lossless(t *syntax.Tree) error {
	at := uint32(0)
	for k := range t.Tokens() {
		if k.Start < at || k.End <= k.Start || int(k.End) > len(t.Src) {
			return fmt.Errorf("token %v at %d to %d follows offset %d", k.Kind, k.Start, k.End, at)
		}
		if gap := bytes.Trim(t.Src[at:k.Start], " \t\r\n"); len(gap) > 0 {
			return fmt.Errorf("%q stands between tokens before offset %d", gap, k.Start)
		}
		at = k.End
	}
	if gap := bytes.Trim(t.Src[at:], " \t\r\n"); len(gap) > 0 {
		return fmt.Errorf("%q stands behind the last token", gap)
	}
	if got := t.AppendText(nil); !bytes.Equal(got, t.Src) {
		return fmt.Errorf("printed %q, want %q", got, t.Src)
	}
	return nil
}
