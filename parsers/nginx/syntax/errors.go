package syntax

import "bytes"

// ErrorKind is the class of an Error.
type ErrorKind uint8

// The classes of error.
const (
	Unexpected         ErrorKind = iota // a byte where it must not stand
	UnexpectedEnd                       // the text ends in a directive or a block
	TooLong                             // a word or comment does not fit nginx's buffer
	TooLarge                            // the text is too large for this package
	TemplateUnbalanced                  // the braces of a template balance only when it is run, if at all
)

// String names the class in lower case.
func (k ErrorKind) String() string {
	return [...]string{
		"unexpected", "unexpected end", "too long", "too large", "template unbalanced",
	}[k]
}

// Error is a mistake for which nginx refuses the file.
type Error struct {
	Start, End uint32 // half-open range of byte offsets, empty at the end of the text
	Began      uint32 // offset of the quote or brace that is not closed, else Start
	Line       int    // the line, from 1, that nginx names: where its lexer stands
	Msg        string // nginx's own wording, without "in FILE:LINE"
	Kind       ErrorKind
}

// Error returns the message.
func (e Error) Error() string { return e.Msg }

// fail records e on the line of its start. Once the braces of a template
// turned out not to balance, whatever follows is nonsense and left out.
func (p *Parser) fail(e Error) {
	if p.tags.unbalanced || !p.errorsLeft() && e.Kind != TemplateUnbalanced {
		p.drop()
		return
	}
	p.tags.unbalanced = e.Kind == TemplateUnbalanced
	e.Line = 1 + bytes.Count(p.src[min(p.opt.From, int(e.Start)):e.Start], newline)
	p.tree.Errors = append(p.tree.Errors, e)
}

// drop counts an error that is left out.
func (p *Parser) drop() {
	if !p.tags.unbalanced {
		p.tree.Dropped++
	}
}

// errorsLeft reports whether a further error would be kept. Only then may
// recovery read a part of the text again, so that hostile input costs no more
// than MaxErrors readings.
func (p *Parser) errorsLeft() bool {
	return len(p.tree.Errors) < p.opt.MaxErrors && !p.tags.unbalanced
}

// unexpected records that the byte at i must not stand there. The message
// holds the byte as it is, even if it is a part of a character only.
func (p *Parser) unexpected(i int) {
	p.unexpectedAs(Unexpected, i)
}

// unexpectedBrace records a } that closes nothing.
func (p *Parser) unexpectedBrace(i int) {
	p.unexpectedAs(p.braceKind(Unexpected), i)
}

func (p *Parser) unexpectedAs(kind ErrorKind, i int) {
	if !p.errorsLeft() && kind != TemplateUnbalanced {
		p.drop()
		return
	}
	p.fail(Error{
		Start: uint32(i), End: uint32(i + 1), Began: uint32(i), Kind: kind,
		Msg: `unexpected "` + string(p.src[i:i+1]) + `"`,
	})
}

// failAtEnd records the error of a text that ends too early, once.
func (p *Parser) failAtEnd(kind ErrorKind, began int, msg string) {
	if p.ended {
		return
	}
	p.ended = true
	end := uint32(len(p.src))
	p.fail(Error{Start: end, End: end, Began: uint32(began), Msg: msg, Kind: kind})
}

// braceKind is the class of an error about braces: in a template they may
// balance once it is run.
func (p *Parser) braceKind(plain ErrorKind) ErrorKind {
	if p.tags.seen {
		return TemplateUnbalanced
	}
	return plain
}
