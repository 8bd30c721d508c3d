package syntax

import "bytes"

// unclosedQuote goes on after the quote at i that nothing closes: as if it
// had been closed on its own line, where it was most likely forgotten.
func (p *Parser) unclosedQuote(i int) int {
	again := p.errorsLeft()
	if i+1+bufferSize < len(p.src) {
		p.tooLongQuote(i, len(p.src))
		p.ended = true
	} else {
		p.failAtEnd(UnexpectedEnd, i, missingEnd)
	}
	end := len(p.src)
	if again {
		end = p.cutQuote(i, end)
	}
	p.addWord(Word, i, end)
	return end
}

// afterQuote goes on after a closing quote with the wrong byte behind it. If
// the quoted text spans lines then its own quote was most likely forgotten,
// and what closed it opens the next word in quotes.
func (p *Parser) afterQuote(i, end int, reported bool) int {
	again := p.errorsLeft()
	if !reported && p.src[end] != '}' { // closeBlock reports a }
		p.unexpected(end)
	}
	if again && bytes.IndexByte(p.src[i:end], '\n') >= 0 {
		if p.src[end] == '}' && !reported {
			p.unexpected(end)
		}
		end = p.cutQuote(i, end)
		p.addWord(Word, i, end)
		return end
	}
	p.addQuoted(i, end)
	return end
}

// cutQuote returns where the text in quotes at i would end on its first line:
// before the ; or { that ends the line, if one does. It lies before limit.
func (p *Parser) cutQuote(i, limit int) int {
	line := p.src[i:limit]
	if lf := bytes.IndexByte(line, '\n'); lf >= 0 {
		line = line[:lf]
	}
	if at := bytes.LastIndexAny(line, ";{"); at > 0 && p.endsLine(i+at+1) {
		line = line[:at]
	}
	line = bytes.TrimRight(line, " \t\r")
	return i + len(line)
}

// endsLine reports whether nothing but blanks or a comment follows on the line.
func (p *Parser) endsLine(i int) bool {
	for ; i < len(p.src) && p.src[i] != '\n'; i++ {
		if class[p.src[i]]&blank == 0 {
			return p.src[i] == '#'
		}
	}
	return true
}

// strayBrace goes on after a { within a row of data, as in a regular
// expression that is not quoted: the row goes on.
func (p *Parser) strayBrace(i int) int {
	if p.stray != p.first {
		p.unexpected(i)
	}
	p.stray = p.first
	p.push(Stray, i, i+1)
	return i + 1
}

// missingEnd is what nginx says where a text ends within a directive.
const missingEnd = `unexpected end of file, expecting ";" or "}"`

// finish ends what is still open at the end of the text.
func (p *Parser) finish() {
	if p.words > 0 {
		p.failAtEnd(UnexpectedEnd, int(p.tree.tokens[p.first].start), missingEnd)
		p.endDirective(NoBody, unended)
	}
	if n := len(p.blocks); n > 0 {
		open := p.tree.tokens[p.blocks[n-1].open].start
		p.failAtEnd(p.braceKind(UnexpectedEnd), int(open), `unexpected end of file, expecting "}"`)
	}
	for _, b := range p.blocks {
		p.tree.nodes[b.node].end = uint32(len(p.tree.nodes))
	}
	p.finishTags()
}
