package finding

import (
	"bytes"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// Directive is the edit that writes a directive of nginx into a block, given the place behind the block's { or that of its }. It becomes a line
// of its own with the indentation of its neighbours and the line ending of the file; in a block of one line it stands beside what is there:
//
//	upstream app {                     upstream app { server 10.0.0.1; keepalive 16; }
//	    server 10.0.0.1;
//	    keepalive 16;
//	}
//
// ok is false where the place is no brace: what the parser read may not be what stands there. And it is false behind a directive that lacks its
// semicolon: the new one would become its arguments.
func Directive(f *source.File, at source.Span, text string) (e Edit, ok bool) {
	if f == nil || at.Start == 0 || uint64(at.Start) > uint64(len(f.Src)) {
		return e, false
	}
	before, after := f.Src[:at.Start], f.Src[at.Start:]
	switch {
	case before[len(before)-1] == '{':
		return behindBrace(f, at.Start, after, text), true
	case len(after) > 0 && after[0] == '}':
		return beforeBrace(f, before, text)
	}
	return e, false
}

// behindBrace writes the first directive of a block. A comment behind the { stays where it is.
func behindBrace(f *source.File, at uint32, after []byte, text string) Edit {
	if goesOn(after) {
		return insertion(f, at, " "+text)
	}
	line, rest, more := bytes.Cut(after, []byte("\n"))
	if !more {
		return insertion(f, at, " "+text)
	}
	said := bytes.TrimRight(line, " \t\r")
	end := at + uint32(len(said))
	own := f.Place(end)
	indent := own.Indent + "    "
	if next, ok := firstText(rest); ok && !strings.HasPrefix(next[len(blank(next)):], "}") && !shallow(next, own.Indent) {
		indent = blank(next)
	}
	return insertion(f, end, own.EOL+indent+text)
}

// beforeBrace writes the last directive of a block.
func beforeBrace(f *source.File, before []byte, text string) (Edit, bool) {
	said := bytes.TrimRight(before, " \t\r\n")
	end := uint32(len(said))
	if !ended(said) {
		return Edit{}, false
	}
	if !bytes.ContainsRune(before[end:], '\n') {
		return insertion(f, end, " "+text), true
	}
	own := f.Place(end)
	indent := own.Indent
	outer := f.Place(uint32(len(before))).Indent
	if said[len(said)-1] == '{' {
		indent += "    "
	} else if shallow(string(said[bytes.LastIndexByte(said, '\n')+1:]), outer) {
		indent = outer + "    "
	}
	return insertion(f, end, own.EOL+indent+text), true
}

// ended reports whether a text of nginx, or of a template that yields one, stops between two directives. Comments at its end do not count.
func ended(text []byte) bool {
	for len(text) > 0 {
		line := text[bytes.LastIndexByte(text, '\n')+1:]
		if code := bytes.TrimSpace(comment().ReplaceAll(line, []byte("$1"))); len(code) > 0 {
			return bytes.ContainsRune([]byte(";{}"), rune(code[len(code)-1])) || bytes.HasSuffix(code, []byte("%>"))
		}
		text = bytes.TrimRight(text[:len(text)-len(line)], "\r\n")
	}
	return false
}

// comment is one at the end of a line. A # in quotes seldom follows a blank: taken for a comment, it keeps a directive from being written.
var comment = pattern.New(`(^|[\s;{}])#.*$`)

// Behind is the edit that writes a text behind what stands at a place: on a line of its own with the same indentation, or beside it where the
// line goes on.
func Behind(f *source.File, at source.Span, text string) Edit {
	first := bytes.TrimRight(f.Src[:at.Start], " \t")
	if len(first) > 0 && first[len(first)-1] != '\n' || goesOn(f.Src[at.End:]) {
		return insertion(f, at.End, " "+text)
	}
	line, _, _ := bytes.Cut(f.Src[at.End:], []byte("\n"))
	said := bytes.TrimRight(line, " \t\r")
	start := f.Place(at.Start)
	return insertion(f, at.End+uint32(len(said)), start.EOL+start.Indent+text)
}

// goesOn reports whether a line has more to say than blanks and a comment. Only its first word is looked at: a file may be one line.
func goesOn(rest []byte) bool {
	content := bytes.TrimLeft(rest, " \t\r")
	return len(content) > 0 && content[0] != '\n' && content[0] != '#'
}

func insertion(f *source.File, at uint32, text string) Edit {
	return Edit{At: source.Span{File: f.ID, Start: at, End: at}, New: text}
}

// shallow reports whether a line is a tag of a template that is not deeper than the block around it. Tags stand anywhere: a line beside one that stands too far to the left would end the block of YAML that
// the configuration is written in.
func shallow(line, outer string) bool {
	text := strings.TrimLeft(line, " \t")
	return len(line)-len(text) <= len(outer) && (strings.HasPrefix(text, "{{") || strings.HasPrefix(text, "{%") || strings.HasPrefix(text, "<%"))
}

// firstText is the first line that is not empty.
func firstText(text []byte) (line string, ok bool) {
	for l := range bytes.Lines(text) {
		if len(bytes.TrimSpace(l)) > 0 {
			return string(l), true
		}
	}
	return "", false
}

// blank is what a line begins with before its first word.
func blank(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

// Removal is the edit that takes a text out: with its line where nothing else stands there, else with the blanks before it.
func Removal(f *source.File, at source.Span) Edit {
	start, end := int(at.Start), int(at.End)
	before := bytes.TrimRight(f.Src[:start], " \t")
	rest := f.Src[end:]
	line, _, more := bytes.Cut(rest, []byte("\n"))
	switch alone := len(before) == 0 || before[len(before)-1] == '\n'; {
	case !alone:
		start = len(before)
	case len(bytes.TrimSpace(line)) > 0: // what follows takes its place
		end += len(rest) - len(bytes.TrimLeft(rest, " \t"))
	default:
		start = len(before)
		end += len(line)
		if more {
			end++
		}
	}
	return Edit{At: source.Span{File: f.ID, Start: uint32(start), End: uint32(end)}}
}
