package configs

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

var (
	connectorIdle  = setting{preset: "tomcat", key: "keepAliveTimeout"}
	connectorStart = setting{preset: "tomcat", key: "connectionTimeout"} // counts where the other one is not set
)

func isServerXML(name string) bool { return path.Base(name) == "server.xml" }

// attribute is one of a connector, as written, with the place of its value.
type attribute struct {
	text string
	at   source.Span
}

// serverXML reads the HTTP connectors of Tomcat. Entities are not expanded.
func serverXML(r *reader, f *source.File) {
	d := xml.NewDecoder(bytes.NewReader(f.Src))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // names and numbers are ASCII
	for {
		from := int(d.InputOffset())
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.unread(f, "it is no XML: "+source.ClipLine(err.Error()))
			return
		}
		if start, ok := t.(xml.StartElement); ok && start.Name.Local == "Connector" {
			r.connector(f, start, from, int(d.InputOffset()))
		}
	}
}

// connector adds what one connector says. One that speaks AJP is reached by other means than HTTP.
func (r *reader) connector(f *source.File, start xml.StartElement, from, to int) {
	attrs := map[string]attribute{}
	for _, a := range start.Attr {
		attrs[a.Name.Local] = attribute{a.Value, valueOf(f, a.Name.Local, from, to)}
	}
	if strings.Contains(strings.ToUpper(attrs["protocol"].text), "AJP") {
		return
	}
	one := program.Setting{Preset: "tomcat", Options: map[string]string{"connector": "bare"}, File: f, At: span(f, from, to), Insert: f.Place(uint32(from + len("<Connector")))}
	one.Ports = ports(attrs["port"].text)
	for _, s := range []setting{connectorStart, connectorIdle} {
		a, written := attrs[s.key]
		if !written {
			continue
		}
		w := said{text: a.text, written: s.key + `="` + source.ClipLine(a.text) + `"`, at: a.at}
		if templated(a.text) || strings.Contains(a.text, "@") {
			w.open = w.written + " is filled in by a template"
		}
		w = filled(w, ":-", func(string) (string, bool) { return "", false })
		if w.env != "" { // a property of the Java process as well
			w.open, w.env = w.written+" is a property of the process", ""
		}
		one.Key, one.At = s.key, a.at
		one.Value = chain.Value{s.certain(w)}
	}
	one.Set = connectorIdle.written(func(u presets.Unit, d time.Duration) string { return `keepAliveTimeout="` + u.Write(d) + `"` })
	r.add(one)
}

func ports(text string) []int {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n > 0 && n < 1<<16 {
		return []int{n}
	}
	return nil
}

// valueOf is the place of an attribute's value inside a tag.
func valueOf(f *source.File, name string, from, to int) source.Span {
	tag := f.Src[from:to]
	for at := 0; ; {
		i := bytes.Index(tag[at:], []byte(name))
		if i < 0 {
			return span(f, from, to)
		}
		at += i + len(name)
		rest := bytes.TrimLeft(tag[at:], " \t\r\n")
		if len(rest) < 2 || rest[0] != '=' || at-len(name) > 0 && word(tag[at-len(name)-1]) {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		if len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		if end := bytes.IndexByte(rest[1:], rest[0]); end >= 0 {
			start := to - len(rest) + 1
			return span(f, start, start+end)
		}
	}
}
