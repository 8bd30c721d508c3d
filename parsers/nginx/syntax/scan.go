package syntax

import "bytes"

// What a byte does to the lexer. nginx knows four blanks, nothing else: a form
// feed, a no-break space and a byte order mark are parts of words.
const (
	blank    = 1 << iota
	stop     // may end or change an unquoted word
	tagStart // may begin a template tag, looked at with Options.Template only
	special  // does not begin an unquoted word, or not simply
	ends     // ends an unquoted word
)

var class = [256]uint8{
	' ': blank | stop | ends, '\t': blank | stop | ends, '\r': blank | stop | ends, '\n': blank | stop | ends,
	';': stop | ends | special, '{': stop | tagStart | special, '\\': stop | special, '$': stop | tagStart | special,
	'<': tagStart | special, '%': tagStart | special,
	'}': special, '#': special, '"': special, '\'': special,
}

// scan reads the whole text. A } is recognised only where a word could start,
// and so are comments and quotes.
func (p *Parser) scan() {
	src, template, mask := p.src, p.opt.Template, p.stop
	for i := p.opt.From; ; {
		for i < len(src) && class[src[i]]&blank != 0 {
			i++
		}
		if i >= len(src) {
			return
		}
		c := src[i]
		if class[c]&special == 0 {
			// Most words hold nothing to look at; the others are read again.
			j := i + 1
			for j < len(src) && class[src[j]]&mask == 0 {
				j++
			}
			if j < len(src) && class[src[j]]&ends != 0 && j-i < bufferSize-1 {
				p.addWord(Word, i, j)
				i = j
				continue
			}
		}
		if template && class[c]&tagStart != 0 {
			if end := p.tag(i); end > 0 {
				i = end
				continue
			}
		}
		switch c {
		case ';':
			p.semicolon(i)
			i++
		case '{':
			i = p.openBlock(i)
		case '}':
			p.closeBlock(i)
			i++
		case '#':
			i = p.comment(i)
		case '"', '\'':
			i = p.quoted(i)
		default:
			i = p.unquoted(i)
		}
	}
}

// addWord appends a word to the directive that is being read.
func (p *Parser) addWord(k Kind, start, end int) {
	if p.words == 0 {
		p.first = uint32(len(p.tree.tokens))
	}
	p.words++
	p.push(k, start, end)
}

// unquoted reads a word without quotes: to the next blank, ; or {, where a
// backslash protects one byte and $ the braces directly behind it.
func (p *Parser) unquoted(i int) int {
	src, mask := p.src, p.stop
	j := i
	for j < len(src) {
		c := src[j]
		if class[c]&mask == 0 {
			j++
			continue
		}
		if class[c]&blank != 0 || c == ';' {
			break
		}
		next := p.within(j)
		if next == j {
			break
		}
		j = next
	}
	p.addWord(Word, i, j)
	if j-i >= bufferSize-1 {
		p.checkLength(i, j)
	}
	return j
}

// within returns the offset behind what begins at j in an unquoted word, j
// itself if the word ends there.
func (p *Parser) within(j int) int {
	c := p.src[j]
	if p.opt.Template && class[c]&tagStart != 0 {
		if end := p.inWord(j, false); end > 0 {
			return end
		}
	}
	switch c {
	case '\\':
		return min(j+2, len(p.src))
	case '$':
		return skipBraces(p.src, j+1)
	case '{':
		return j
	}
	return j + 1
}

// skipBraces returns the first offset from j on that holds no {.
func skipBraces(src []byte, j int) int {
	for j < len(src) && src[j] == '{' {
		j++
	}
	return j
}

// quoted reads a word in quotes, and judges the byte behind it.
func (p *Parser) quoted(i int) int {
	end := p.endOfQuoted(i)
	if end < 0 {
		return p.unclosedQuote(i)
	}
	reported := end-i >= bufferSize && p.checkLength(i, end)
	if end == len(p.src) || class[p.src[end]]&blank != 0 {
		p.addQuoted(i, end)
		return end
	}
	switch p.src[end] {
	case ';', '{', ')':
		p.addQuoted(i, end)
		return end
	}
	return p.afterQuote(i, end, reported)
}

func (p *Parser) addQuoted(i, end int) {
	k := DoubleQuoted
	if p.src[i] == '\'' {
		k = SingleQuoted
	}
	if p.opt.Template {
		p.followTags(i, end)
	}
	p.addWord(k, i, end)
}

// endOfQuoted returns the offset behind the quote that closes the one at i, or
// -1 if none does.
func (p *Parser) endOfQuoted(i int) int {
	src, quote := p.src, p.src[i]
	for j := i + 1; j < len(src); j++ {
		switch c := src[j]; {
		case c == quote:
			return j + 1
		case c == '\\':
			j++
		case p.opt.Template && class[c]&tagStart != 0:
			if end := p.inWord(j, true); end > 0 {
				j = end - 1
			}
		}
	}
	return -1
}

// comment reads to the end of the line. The CR of a CRLF stays outside.
func (p *Parser) comment(i int) int {
	end := bytes.IndexByte(p.src[i:], '\n')
	if end < 0 {
		end = len(p.src)
	} else {
		end += i
	}
	if end-i >= bufferSize && i+bufferSize < len(p.src) {
		p.tooLong(i, end)
	}
	if p.opt.Template {
		p.followTags(i, end)
	}
	text := end
	if p.src[text-1] == '\r' {
		text--
	}
	p.push(Comment, i, text)
	return end
}

func (p *Parser) semicolon(i int) {
	if p.words == 0 {
		p.unexpected(i)
	} else {
		p.endDirective(NoBody, 0)
	}
	p.push(Semicolon, i, i+1)
}

// openBlock begins the block of the words read so far and returns the offset
// at which to go on: behind the {, or behind the code in a Lua block.
func (p *Parser) openBlock(i int) int {
	if p.inData() && p.words > 0 {
		if !p.endsLine(i + 1) {
			return p.strayBrace(i)
		}
		p.unexpected(i)
		p.leaveBlock(p.first) // its } was forgotten
	}
	if p.words == 0 {
		p.unexpected(i)
		p.first = uint32(len(p.tree.tokens))
	}
	body := p.body()
	p.blocks = append(p.blocks, block{node: uint32(len(p.tree.nodes)), open: uint32(len(p.tree.tokens))})
	p.endDirective(body, 0)
	p.push(Open, i, i) // its length field is for the index of the token that closes it
	if body == Lua {
		return p.lua(i + 1)
	}
	return i + 1
}

// body asks what the block of the words read so far holds.
func (p *Parser) body() Body {
	if p.words > 0 {
		if b := p.opt.Handler(p.tree.value(p.tree.tokens[p.first])); b != NoBody {
			return b
		}
	}
	return Directives
}

func (p *Parser) closeBlock(i int) {
	if p.words > 0 {
		p.unexpected(i)
		p.endDirective(NoBody, unended)
	} else if len(p.blocks) == 0 {
		p.unexpectedBrace(i)
	}
	if len(p.blocks) > 0 {
		p.leaveBlock(uint32(len(p.tree.tokens)))
	}
	p.push(Close, i, i+1)
}

// leaveBlock ends the innermost block at token by.
func (p *Parser) leaveBlock(by uint32) {
	t := &p.tree
	b := p.blocks[len(p.blocks)-1]
	p.blocks = p.blocks[:len(p.blocks)-1]
	t.nodes[b.node].end = uint32(len(t.nodes))
	t.tokens[b.open].pack = by<<kindBits | uint32(Open)
}

// inData reports whether the innermost block holds rows of data.
func (p *Parser) inData() bool {
	return len(p.blocks) > 0 && p.tree.nodes[p.blocks[len(p.blocks)-1].node].body() == Data
}
