package syntax

// bufferSize is NGX_CONF_BUFFER of nginx's ngx_conf_file.c. nginx reads a file
// in pieces of this size and gives up where a word or a comment fills one
// before it ends, if the file goes on. The opening quote does not count, the
// closing one does, and so does the blank behind a word, but not a ; or {.
const bufferSize = 4096

// checkLength records the error of a word at i that does not fit the buffer,
// and reports whether it did.
func (p *Parser) checkLength(i, end int) bool {
	start := i
	quoted := p.src[i] == '"' || p.src[i] == '\''
	if quoted {
		start++
	}
	need := end - start
	if end < len(p.src) && class[p.src[end]]&blank != 0 {
		need++
	}
	if need < bufferSize || start+bufferSize >= len(p.src) {
		return false
	}
	if quoted && end-start > bufferSize {
		p.tooLongQuote(i, end)
	} else {
		p.tooLong(start, end)
	}
	return true
}

// tooLong records that the word or comment in [start, end) does not fit. The
// message shows as much of it as nginx's does.
func (p *Parser) tooLong(start, end int) {
	const shown = 10
	p.fail(Error{
		Start: uint32(start), End: uint32(end), Began: uint32(start), Kind: TooLong,
		Msg: `too long parameter "` + string(p.src[start:start+shown]) + `..." started`,
	})
}

func (p *Parser) tooLongQuote(i, end int) {
	p.fail(Error{
		Start: uint32(i), End: uint32(end), Began: uint32(i), Kind: TooLong,
		Msg: `too long parameter, probably missing terminating "` + string(p.src[i:i+1]) + `" character`,
	})
}
