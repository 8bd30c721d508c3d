package configs

import (
	"bytes"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// properties reads key = value, key: value and key value, as Java does; one list for each document between lines of #---.
func properties(f *source.File) (docs [][]entry) {
	var doc []entry
	src := f.Src
	for at := bomLength(src); at < len(src); {
		from, end, next := logical(src, at)
		at = next
		text := src[from:end]
		switch {
		case len(text) == 0:
		case bytes.HasPrefix(text, []byte("#---")), bytes.HasPrefix(text, []byte("!---")):
			docs, doc = append(docs, doc), nil
		case text[0] == '#' || text[0] == '!':
		default:
			doc = append(doc, property(f, from, end))
		}
	}
	return append(docs, doc)
}

func bomLength(src []byte) int {
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		return 3
	}
	return 0
}

// logical gives the bounds of a line without its blanks; one that ends with a backslash goes on, unless it is a comment.
func logical(src []byte, at int) (from, end, next int) {
	for at < len(src) && (src[at] == ' ' || src[at] == '\t' || src[at] == '\f') {
		at++
	}
	from = at
	for {
		for at < len(src) && src[at] != '\n' && src[at] != '\r' {
			at++
		}
		end = at
		if at < len(src) {
			at++
		}
		if at < len(src) && src[at-1] == '\r' && src[at] == '\n' {
			at++
		}
		comment := from < end && (src[from] == '#' || src[from] == '!' || src[from] == ';')
		if comment || end == from || src[end-1] != '\\' || at >= len(src) {
			break
		}
	}
	for end > from && (src[end-1] == ' ' || src[end-1] == '\t' || src[end-1] == '\r') {
		end--
	}
	return from, end, at
}

// property parts a line into key and value.
func property(f *source.File, from, end int) entry {
	src := f.Src
	at := from
	for at < end && src[at] != '=' && src[at] != ':' && src[at] != ' ' && src[at] != '\t' {
		if src[at] == '\\' {
			at++
		}
		at++
	}
	at = min(at, end)
	key := strings.ReplaceAll(string(src[from:at]), `\`, "")
	for at < end && (src[at] == ' ' || src[at] == '\t') {
		at++
	}
	if at < end && (src[at] == '=' || src[at] == ':') {
		at++
	}
	for at < end && (src[at] == ' ' || src[at] == '\t') {
		at++
	}
	return valued(f, key, at, end)
}

// valued is an entry whose value is the text between two offsets.
func valued(f *source.File, key string, from, end int) entry {
	e := entry{path: key, text: string(f.Src[from:end]), at: span(f, from, end)}
	if strings.ContainsAny(e.text, "\n\r") {
		e.open = "it goes over several lines"
	}
	if templated(e.text) {
		e.open = source.ClipLine(e.text) + " is filled in by a template"
	}
	return e
}

// sections reads an ini file: [section], key = value. Its entries have the section before their key; a value ends at a blank and ; or #.
func sections(f *source.File) (all []entry) {
	section := ""
	src := f.Src
	for at := bomLength(src); at < len(src); {
		from, end, next := logical(src, at)
		at = next
		text := src[from:end]
		switch {
		case len(text) == 0 || text[0] == '#' || text[0] == ';' || text[0] == '!':
		case text[0] == '[':
			name, _, _ := strings.Cut(string(text[1:]), "]")
			section = strings.TrimSpace(name)
		default:
			for _, mark := range []string{" ;", " #", "\t;", "\t#"} {
				if i := bytes.Index(text, []byte(mark)); i >= 0 {
					text = bytes.TrimRight(text[:i], " \t")
				}
			}
			e := assignment(f, from, from+len(text))
			e.path = joined(section, e.path)
			all = append(all, e)
		}
	}
	return all
}

// assignment is key = value; a key alone has an empty value.
func assignment(f *source.File, from, end int) entry {
	i := bytes.IndexAny(f.Src[from:end], "=:")
	if i < 0 {
		return entry{path: string(f.Src[from:end]), at: span(f, from, end)}
	}
	key := strings.TrimSpace(string(f.Src[from : from+i]))
	value := from + i + 1
	for value < end && (f.Src[value] == ' ' || f.Src[value] == '\t') {
		value++
	}
	return valued(f, key, value, end)
}
