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

// nested checks every directive of a tree: its parts are in order and in the
// block around it, and behind the directive before it.
func nested(t *syntax.Tree) error {
	n, err := nestedIn(t.Top(), 0, uint32(len(t.Src)), 0)
	if err == nil && n > t.NumTokens() {
		return fmt.Errorf("%d directives of %d tokens", n, t.NumTokens())
	}
	return err
}

func nestedIn(seq syntax.Seq, from, to uint32, depth int) (n int, err error) {
	for d := range seq {
		n++
		if err := inOrder(d, from, to); err != nil {
			return n, fmt.Errorf("%q: %w", d.Name(), err)
		}
		if depth < 1000 { // the check is recursive, what it checks is not
			start, end := d.BodySpan()
			inner, err := nestedIn(d.Children(), start, end, depth+1)
			if err != nil {
				return n, err
			}
			n += inner
		}
		_, from = d.Span()
		d.Templated()
		for tag := range d.Conditions() {
			if tag.Start >= tag.End || tag.Opener > tag.Start {
				return n, fmt.Errorf("%q: tag %+v", d.Name(), tag)
			}
		}
	}
	return n, nil
}

func inOrder(d syntax.Directive, from, to uint32) error {
	start, end := d.Span()
	at, next := d.NameSpan()
	if start != at || start < from || end > to || start >= end {
		return fmt.Errorf("span %d to %d within %d to %d, name at %d", start, end, from, to, at)
	}
	for i := range d.NumArgs() {
		at = next
		start, next = d.ArgSpan(i)
		if start < at || next <= start {
			return fmt.Errorf("argument %d spans %d to %d behind %d", i, start, next, at)
		}
		if len(d.ArgBytes(i)) > int(next-start) {
			return fmt.Errorf("argument %d is longer than its text", i)
		}
	}
	start, at = d.TermSpan()
	closing := d.CloseOffset()
	if start < next || at > closing || closing > end || end > closing+1 {
		return fmt.Errorf("term %d to %d, closed at %d, end %d", start, at, closing, end)
	}
	if d.Terminated() != (at > start) || d.HasBlock() && !d.Terminated() || d.Line() < 1 {
		return fmt.Errorf("terminated %v, block %v, line %d", d.Terminated(), d.HasBlock(), d.Line())
	}
	return nil
}
