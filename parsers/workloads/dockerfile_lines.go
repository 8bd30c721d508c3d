package workloads

import (
	"bytes"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// instruction is one line of a Dockerfile with what continues it.
type instruction struct {
	name string // in upper case
	text []byte // behind the name, continuations joined and comments left out
	pos  []uint32
	docs []heredoc
	file source.FileID
}

// heredoc is the text that follows an instruction up to a word of its own: RUN <<EOF.
type heredoc struct{ text string }

// at is the place of text[from:to].
func (in *instruction) at(from, to int) source.Span {
	if from >= to || to > len(in.pos) {
		return source.Span{File: in.file}
	}
	return source.Span{File: in.file, Start: in.pos[from], End: in.pos[to-1] + 1}
}

// whole is the place of all that follows the name.
func (in *instruction) whole() source.Span { return in.at(0, len(in.text)) }

// instructionsOf splits a Dockerfile. Lines that are no instruction, as the tags of a template, are left out.
func instructionsOf(f *source.File) (all []instruction) {
	r := lineReader{src: f.Src, escape: '\\'}
	if bytes.HasPrefix(f.Src, []byte("\xef\xbb\xbf")) {
		r.at = 3
	}
	r.directives()
	for r.at < len(r.src) {
		in, ok := r.instruction()
		if !ok {
			continue
		}
		in.file = f.ID
		all = append(all, in)
	}
	return all
}

type lineReader struct {
	src    []byte
	at     int
	escape byte
}

// line gives the next line without its end.
func (r *lineReader) line() (start, end int) {
	start = r.at
	n := bytes.IndexByte(r.src[r.at:], '\n')
	if n < 0 {
		r.at = len(r.src)
		end = r.at
	} else {
		r.at += n + 1
		end = r.at - 1
	}
	if end > start && r.src[end-1] == '\r' {
		end--
	}
	return start, end
}

// directives reads the comments at the top that say how the file is to be read: # escape=`.
func (r *lineReader) directives() {
	for r.at < len(r.src) {
		before := r.at
		start, end := r.line()
		comment, ok := bytes.CutPrefix(bytes.TrimSpace(r.src[start:end]), []byte("#"))
		key, value, assigned := strings.Cut(string(comment), "=")
		if !ok || !assigned {
			r.at = before
			return
		}
		if value = strings.TrimSpace(value); strings.EqualFold(strings.TrimSpace(key), "escape") && value == "`" {
			r.escape = '`'
		}
	}
}

// instruction reads the next one, with the lines that continue it.
func (r *lineReader) instruction() (in instruction, ok bool) {
	first := true
	for r.at < len(r.src) || first {
		start, end := r.line()
		line := bytes.TrimSpace(r.src[start:end])
		if len(line) == 0 || line[0] == '#' {
			if first {
				return in, false
			}
			continue // comments and empty lines do not end a continued line
		}
		first = false
		more := line[len(line)-1] == r.escape
		for end > start && (r.src[end-1] == ' ' || r.src[end-1] == '\t') {
			end--
		}
		if more {
			end--
		}
		for i := start; i < end; i++ {
			in.text, in.pos = append(in.text, r.src[i]), append(in.pos, uint32(i))
		}
		if !more {
			break
		}
	}
	if !in.named() {
		return in, false
	}
	if in.name == "RUN" || in.name == "COPY" || in.name == "ADD" {
		r.heredocs(&in)
	}
	return in, true
}

var instructionNames = map[string]bool{
	"FROM": true, "ARG": true, "ENV": true, "COPY": true, "ADD": true, "RUN": true, "CMD": true, "ENTRYPOINT": true, "EXPOSE": true, "WORKDIR": true, "SHELL": true,
	"LABEL": true, "USER": true, "VOLUME": true, "STOPSIGNAL": true, "HEALTHCHECK": true, "ONBUILD": true, "MAINTAINER": true,
}

// named takes the name off the text.
func (in *instruction) named() bool {
	start := len(in.text) - len(bytes.TrimLeft(in.text, " \t"))
	end := start
	for end < len(in.text) && (in.text[end]|0x20 >= 'a' && in.text[end]|0x20 <= 'z') {
		end++
	}
	in.name = strings.ToUpper(string(in.text[start:end]))
	rest := bytes.TrimLeft(in.text[end:], " \t")
	skip := len(in.text) - len(rest)
	in.text, in.pos = rest, in.pos[skip:]
	return instructionNames[in.name] && skip > end
}

// heredocs reads the texts whose end words the instruction names.
func (r *lineReader) heredocs(in *instruction) {
	for _, w := range blanks(string(in.text)) {
		rest, ok := strings.CutPrefix(w, "<<")
		if !ok || strings.HasPrefix(rest, "<") {
			continue
		}
		rest, tabs := strings.CutPrefix(rest, "-")
		word := strings.Trim(rest, `'"`)
		if word == "" || strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			continue
		}
		var text strings.Builder
		for r.at < len(r.src) {
			start, end := r.line()
			line := string(r.src[start:end])
			if tabs {
				line = strings.TrimLeft(line, "\t")
			}
			if line == word {
				break
			}
			text.WriteString(line + "\n")
		}
		in.docs = append(in.docs, heredoc{text.String()})
	}
}

func blanks(s string) []string { return strings.Fields(s) }
