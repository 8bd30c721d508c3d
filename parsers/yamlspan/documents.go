package yamlspan

import (
	"bytes"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/source"
)

// Document is one of the documents of a file. One that is no YAML has a Fault, and leaves the others as they are.
type Document struct {
	Root  Node // zero for a document that holds nothing
	At    int  // offset of its first byte
	Fault *SyntaxError
}

// mostDocuments bounds the documents of one file: a rendered chart has some hundred.
const mostDocuments = 10_000

// LoadAll parses all documents of a file of YAML or JSON, which may be a template of Go, Helm, Jinja or ERB: see [Node.Hole]. The fault is one of the whole file.
func LoadAll(f *source.File) (docs []Document, fault *SyntaxError) {
	text, holes := mask(f.Src)
	if len(text) > largest {
		return nil, NewSyntaxError(f, 0, 0, fmt.Sprintf("the file has %d bytes: at most %d are read, split it", len(text), largest))
	}
	if fault := unreadable(f); fault != nil {
		return nil, fault
	}
	t := newTree(f, text, holes)
	for _, part := range parts(text) {
		if len(docs) == mostDocuments {
			return docs, NewSyntaxError(f, part.from, part.from, fmt.Sprintf("the file has more than %d documents: the rest is not read, split it", mostDocuments))
		}
		d := Document{At: part.from}
		parsed, err := parse(text[part.from:part.to])
		switch {
		case err != nil:
			d.Fault = t.locate(part, text, err)
		case len(parsed) == 0 || len(parsed[0].Content) == 0:
			continue
		default:
			t.shift(parsed[0], part.line, part.from == 0)
			if d.Root = (Node{parsed[0].Content[0], t, nil}); d.Root.IsNull() {
				continue
			}
		}
		docs = append(docs, d)
	}
	return docs, nil
}

// part is the text of one document, with the number of lines before it.
type part struct{ from, to, line int }

// parts cuts a text where a line begins with ---, which YAML has for nothing else, not even inside a block of text.
func parts(text []byte) (all []part) {
	from, begun, line, lines := 0, false, 0, 0
	for at := 0; at < len(text); {
		if bytes.HasPrefix(text[at:], []byte("---")) && (at+3 == len(text) || bytes.IndexByte([]byte(" \t\r\n"), text[at+3]) >= 0) {
			if begun {
				all = append(all, part{from, at, line})
				from, line = at, lines
			}
			begun = true
		} else if c := text[at]; c != '#' && c != '%' && c > ' ' {
			begun = true
		}
		for at < len(text) && LineBreak(text[at:]) == 0 {
			at++
		}
		if at < len(text) {
			at += LineBreak(text[at:])
			lines++
		}
	}
	return append(all, part{from, len(text), line})
}

// shift turns the lines of one document into those of its file. Only the file's own byte order mark takes no column.
func (t *tree) shift(n *yaml.Node, lines int, first bool) {
	if first && lines == 0 {
		return
	}
	n.Line += lines
	for _, c := range n.Content { // aliases are not followed: what they stand for is shifted where it stands
		t.shift(c, lines, false)
	}
}

// locate finds the place of a fault in one of several documents.
func (t *tree) locate(p part, text []byte, err error) *SyntaxError {
	inside := &source.File{ID: t.file.ID, Name: t.file.Name, Src: text[p.from:p.to]}
	at := locate(inside, err)
	return NewSyntaxError(t.file, p.from+int(at.At.Start), p.from+int(at.At.End), at.Msg)
}
