package terraform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// jsonError says where a text stops being JSON.
type jsonError struct {
	at  uint32
	msg string
}

func (e *jsonError) Error() string { return e.msg }

// readJSON reads a whole text.
func readJSON(src []byte) (*jsonDoc, error) {
	if uint64(len(src)) > 1<<31 {
		return nil, &jsonError{0, "the text is too large"}
	}
	p := &jsonParser{jsonDoc: &jsonDoc{src: src, nodes: make([]jsonNode, 0, len(src)/24+1)}}
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		p.at = 3
	}
	if err := p.value(0); err != nil {
		return nil, err
	}
	if p.blank(); p.at < len(src) {
		return nil, p.fail("there is more behind the end of the document")
	}
	return p.jsonDoc, nil
}

type jsonParser struct {
	*jsonDoc
	at int
}

func (p *jsonParser) fail(msg string) error { return &jsonError{uint32(min(p.at, len(p.src))), msg} }

func (p *jsonParser) blank() {
	for p.at < len(p.src) {
		switch p.src[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}

func (p *jsonParser) value(depth int) error {
	p.blank()
	if p.at >= len(p.src) {
		return p.fail("the JSON text ends too early")
	}
	if depth > maxNesting {
		return p.fail(fmt.Sprintf("brackets are nested more than %d deep: the file is not read", maxNesting))
	}
	n := len(p.nodes)
	p.nodes = append(p.nodes, jsonNode{start: uint32(p.at)})
	var err error
	switch c := p.src[p.at]; {
	case c == '{':
		err = p.collection(n, jsonObject, '}', depth)
	case c == '[':
		err = p.collection(n, jsonArray, ']', depth)
	case c == '"':
		p.nodes[n].kind = jsonString
		err = p.text()
	case c == '-' || c >= '0' && c <= '9':
		p.nodes[n].kind = jsonNumber
		err = p.number()
	default:
		err = p.word(n)
	}
	p.nodes[n].end = uint32(p.at)
	return err
}

func (p *jsonParser) word(n int) error {
	for w, kind := range map[string]jsonKind{"true": jsonBool, "false": jsonBool, "null": jsonNull} {
		if bytes.HasPrefix(p.src[p.at:], []byte(w)) {
			p.nodes[n].kind = kind
			p.at += len(w)
			return nil
		}
	}
	return p.fail("a JSON value is expected here")
}

func (p *jsonParser) number() error {
	from := p.at
	for p.at < len(p.src) && strings.IndexByte("+-.0123456789eE", p.src[p.at]) >= 0 {
		p.at++
	}
	if !json.Valid(p.src[from:p.at]) {
		p.at = from
		return p.fail("this is no number of JSON")
	}
	return nil
}

func (p *jsonParser) text() error {
	from := p.at
	for p.at++; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == '\\':
			p.at++
		case c == '"':
			p.at++
			return nil
		case c < ' ':
			return p.fail("a control character inside of a text")
		}
	}
	p.at = from
	return p.fail("a text without its end")
}

func (p *jsonParser) collection(n int, kind jsonKind, end byte, depth int) error {
	p.nodes[n].kind = kind
	p.at++
	last := 0 // node of the previous child
	for first := true; ; first = false {
		if p.blank(); p.at >= len(p.src) {
			return p.fail("the JSON text ends too early")
		}
		if p.src[p.at] == end && first {
			p.at++
			return nil
		}
		if kind == jsonObject {
			if err := p.name(&last); err != nil {
				return err
			}
		}
		here := len(p.nodes)
		if err := p.value(depth + 1); err != nil {
			return err
		}
		if last != 0 {
			p.nodes[last].next = uint32(here)
		}
		last = here
		if p.blank(); p.at >= len(p.src) {
			return p.fail("the JSON text ends too early")
		}
		switch p.src[p.at] {
		case end:
			p.at++
			return nil
		case ',':
			p.at++
		default:
			return p.fail("a comma or the end of the list is expected here")
		}
	}
}

// name reads "name": of an object.
func (p *jsonParser) name(last *int) error {
	if p.src[p.at] != '"' {
		return p.fail("a name in quotes is expected here")
	}
	here := len(p.nodes)
	p.nodes = append(p.nodes, jsonNode{start: uint32(p.at), kind: jsonString})
	if err := p.text(); err != nil {
		return err
	}
	p.nodes[here].end = uint32(p.at)
	if *last != 0 {
		p.nodes[*last].next = uint32(here)
	}
	*last = here
	if p.blank(); p.at >= len(p.src) || p.src[p.at] != ':' {
		return p.fail("a colon is expected here")
	}
	p.at++
	return nil
}

// jsonPlace is where a text stops being JSON.
func jsonPlace(err error) uint32 {
	if e, ok := errors.AsType[*jsonError](err); ok {
		return e.at
	}
	return 0
}
