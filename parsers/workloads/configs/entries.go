package configs

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// entry is one value of a file that names its values by paths: a.b.c = text.
type entry struct {
	path string // parts between dots, as written; [0] for those of lists
	text string
	open string // why the value is not known
	at   source.Span
	when chain.Guard
	lead []chain.Step
}

// said is what the entry says for a setting, without placeholders.
func (e entry) said() said {
	return said{text: e.text, open: e.open, written: source.ClipLine(e.text), at: e.at, lead: e.lead}
}

// deepestPath bounds maps in maps.
const deepestPath = 60

// documents reads a file of YAML for a survey, as entries; what is no YAML is left out with the reason.
func documents(r *reader, f *source.File, text []byte) (docs [][]entry, ok bool) {
	docs, fault := yamlEntries(f, text)
	if fault != "" {
		r.unread(f, fault)
		return nil, false
	}
	return docs, true
}

// yamlEntries are the values of a file of YAML, one list for each document, without those that are none. text stands for the file's own bytes where
// those are no YAML, with every byte at its place; nil is the file as it is.
func yamlEntries(f *source.File, text []byte) (docs [][]entry, fault string) {
	read := f
	if text != nil {
		read = &source.File{ID: f.ID, Name: f.Name, Src: text}
	}
	all, broken := yamlspan.LoadAll(read)
	for _, d := range all {
		if d.Fault != nil {
			broken = d.Fault
			continue
		}
		docs = append(docs, flat(nil, "", d.Root, 0))
	}
	if broken != nil {
		fault = "line " + strconv.Itoa(broken.Line) + ": " + broken.Msg
	}
	return docs, fault
}

func flat(out []entry, prefix string, n yamlspan.Node, depth int) []entry {
	switch {
	case depth > deepestPath:
	case n.IsMapping():
		for _, p := range n.Pairs() {
			out = flat(out, joined(prefix, p.Key), p.Value, depth+1)
		}
	case n.IsList():
		for i, item := range n.Items() {
			out = flat(out, prefix+"["+strconv.Itoa(i)+"]", item, depth+1)
		}
	case n.IsScalar():
		e := entry{path: prefix, text: n.Text(), at: n.At()}
		if hole, open := n.Hole(); open {
			e.open = source.ClipLine(hole) + " is filled in by a template"
		}
		if steps := n.Steps(chain.Decides); len(steps) > 1 {
			e.lead = steps[1:]
		}
		out = append(out, e)
	}
	return out
}

func joined(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "." + key
}

// plainJSON overwrites the comments of JSON, and tabs outside of texts, with blanks, so that what is left is YAML with every byte at its place.
func plainJSON(src []byte) []byte {
	out := bytes.Clone(src)
	quoted := false
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted && c == '\n':
			quoted = false
		case quoted:
		case c == '\t':
			out[i] = ' '
		case bytes.HasPrefix(out[i:], []byte("//")):
			for ; i < len(out) && out[i] != '\n' && out[i] != '\r'; i++ {
				out[i] = ' '
			}
		case bytes.HasPrefix(out[i:], []byte("/*")):
			end := bytes.Index(out[i+2:], []byte("*/"))
			if end < 0 {
				end = len(out) - i - 4
			}
			for stop := min(i+end+4, len(out)); i < stop; i++ {
				if out[i] != '\n' && out[i] != '\r' {
					out[i] = ' '
				}
			}
			i--
		}
	}
	return out
}

// loose is a name as relaxed readers compare it: keepAliveTimeout, keep-alive-timeout and keep_alive_timeout are one.
func loose(name string) string { return strings.ToLower(marks.Replace(name)) }

var marks = strings.NewReplacer("-", "", "_", "")

// byPath gives the entries of each path, in their order, by its loose spelling.
func byPath(all []entry) map[string][]entry {
	index := make(map[string][]entry, len(all))
	for _, e := range all {
		key := loose(e.path)
		index[key] = append(index[key], e)
	}
	return index
}
