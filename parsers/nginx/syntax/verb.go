package syntax

import (
	"bytes"
	"strings"
)

// verb is what a construct of a template does.
type verb uint8

const (
	none       verb = iota
	expression      // yields text
	insertion       // yields the text of another file
	opening         // begins a part that may be left out or repeated
	branching       // begins an alternative of it
	ending          // ends it
	remark          // yields nothing: an assignment, a comment
)

// goVerb judges what stands between {{ and }}, for Go templates and Mustache.
func goVerb(body []byte) verb {
	body = bytes.TrimLeft(bytes.TrimLeft(body, "-~"), " \t\r\n")
	if len(body) == 0 {
		return expression
	}
	switch body[0] {
	case '#':
		return opening
	case '^':
		if len(bytes.TrimSpace(body)) == 1 {
			return branching
		}
		return opening
	case '/':
		if bytes.HasPrefix(body, []byte("/*")) {
			return remark
		}
		return ending
	case '!':
		return remark
	case '$':
		if bytes.Contains(body, []byte(":=")) || bytes.Contains(body, []byte(" = ")) {
			return remark
		}
	}
	switch firstWord(body) {
	case "if", "range", "with", "block", "define":
		return opening
	case "else":
		return branching
	case "end":
		return ending
	case "break", "continue":
		return remark
	}
	return expression
}

// jinjaVerb judges what stands between {% and %}, for Jinja, Twig and Liquid.
func jinjaVerb(body []byte) verb {
	body = bytes.TrimLeft(body, "-+ \t\r\n")
	word := firstWord(body)
	switch word {
	case "if", "for", "macro", "block", "call", "filter", "with", "autoescape", "raw", "trans",
		"unless", "case", "comment", "capture", "embed", "verbatim":
		return opening
	case "set":
		if !bytes.Contains(body, []byte("=")) {
			return opening
		}
	case "else", "elif", "elsif", "elseif", "when":
		return branching
	case "include", "extends":
		return insertion
	}
	if strings.HasPrefix(word, "end") {
		return ending
	}
	return remark
}

// erbVerb judges what stands between <% and %>, for ERB and EPP.
func erbVerb(body []byte) verb {
	if len(body) > 0 && body[0] == '=' {
		return expression
	}
	if len(body) > 0 && body[0] == '#' {
		return remark
	}
	body = bytes.TrimSpace(bytes.Trim(body, "-"))
	if len(body) == 0 {
		return remark
	}
	opens := opensBlock(body)
	if body[0] == '}' {
		if opens {
			return branching
		}
		return ending
	}
	switch firstWord(body) {
	case "else", "elsif", "when", "in", "rescue", "ensure":
		return branching
	case "end":
		return ending
	case "if", "unless", "case", "while", "until", "for", "begin":
		return opening
	}
	if opens {
		return opening
	}
	return remark
}

// opensBlock reports whether Ruby or Puppet code leaves a block open: it ends
// in do or {, perhaps with the names of the block's arguments behind it.
func opensBlock(code []byte) bool {
	if n := len(code) - 1; code[n] == '|' {
		code = code[:n]
		bar := bytes.LastIndexByte(code, '|')
		if bar < 0 {
			return false
		}
		code = bytes.TrimSpace(code[:bar])
	}
	return bytes.HasSuffix(code, []byte("{")) || bytes.HasSuffix(code, []byte(" do")) || string(code) == "do"
}

// terraformVerb judges what stands between %{ and }, for templatefile. Other
// languages have no such tag, so that it must be one of these.
func terraformVerb(body []byte) verb {
	switch firstWord(bytes.TrimLeft(body, "~ ")) {
	case "if", "for":
		return opening
	case "else":
		return branching
	case "endif", "endfor":
		return ending
	}
	return none
}

func expressionVerb([]byte) verb { return expression }
func noteVerb([]byte) verb       { return remark }

// firstWord returns the letters, digits and underscores that text begins with.
func firstWord(text []byte) string {
	n := 0
	for n < len(text) && n < 16 && isName(text[n]) {
		n++
	}
	return string(text[:n])
}

func isName(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
