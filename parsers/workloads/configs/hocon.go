package configs

import (
	"bytes"
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// jvmHOCON are the settings of servers that read HOCON.
var jvmHOCON = []keyed{
	{setting{preset: "play", key: "play.server.http.idleTimeout"}, []string{"play.server.http.idleTimeout"}, nil},
	{setting{preset: "pekko", key: "pekko.http.server.idle-timeout"}, []string{"pekko.http.server.idle-timeout"}, nil},
	{setting{preset: "pekko", key: "akka.http.server.idle-timeout"}, []string{"akka.http.server.idle-timeout"}, nil},
}

func isHOCON(name string) bool {
	base := path.Base(name)
	return base == "application.conf" || base == "production.conf" || base == "prod.conf" || base == "application.prod.conf"
}

// hoconFile reads key paths and nested braces of HOCON. A second line for the same key counts where its ${?VARIABLE} is set.
func hoconFile(r *reader, f *source.File) {
	x := &hocon{file: f, at: bomLength(f.Src)}
	x.object("", 0)
	for _, k := range jvmHOCON {
		var h history
		for _, e := range x.all {
			if !strings.EqualFold(e.path, k.key) {
				continue
			}
			w := e.said()
			w.text = hoconDuration(w.text)
			name, optional := strings.CutPrefix(e.text, "${?")
			switch name, closed := strings.CutSuffix(name, "}"); {
			case optional && closed:
				w.env, w.text, w.bare = variableOf(name), "", true
				h.set(program.IsSet(w.env), w)
				continue
			case strings.Contains(e.text, "${"):
				w.open = w.written + " is filled in when the server starts"
			}
			h.set(nil, w)
		}
		if !h.empty() {
			r.plainSetting(f, k.setting, h, func(text string) string { return k.key + " = " + text })
		}
	}
}

// hoconUnits are the words for units behind a number.
var hoconUnits = map[string]string{
	"": "ms", "ms": "ms", "milli": "ms", "millis": "ms", "millisecond": "ms", "milliseconds": "ms", "s": "s", "second": "s", "seconds": "s",
	"m": "m", "minute": "m", "minutes": "m", "h": "h", "hour": "h", "hours": "h", "d": "d", "day": "d", "days": "d",
}

// hoconDuration writes 75 seconds as 75s; a number alone is milliseconds. What is no duration is given back as it is.
func hoconDuration(text string) string {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	unit, known := hoconUnits[strings.ToLower(text[len(digits):])]
	if digits = strings.TrimSpace(digits); !known || !number(digits) {
		return text
	}
	return digits + unit
}

// hocon reads the values that stand in one line.
type hocon struct {
	file *source.File
	at   int
	all  []entry
}

// object reads what stands in braces, up to the closing one.
func (x *hocon) object(prefix string, depth int) {
	src := x.file.Src
	for x.at < len(src) {
		x.blanks()
		if x.at >= len(src) {
			return
		}
		if src[x.at] == '}' {
			x.at++
			if depth > 0 {
				return
			}
			continue
		}
		if src[x.at] == '{' || depth > deepestPath {
			x.at++
			continue
		}
		x.member(prefix, depth)
	}
}

// member reads key = value, key : value or key { }.
func (x *hocon) member(prefix string, depth int) {
	src, from := x.file.Src, x.at
	for x.at < len(src) && bytes.IndexByte([]byte("=:{}\r\n,#["), src[x.at]) < 0 {
		if src[x.at] == '"' {
			x.quoted()
			continue
		}
		if src[x.at] == '+' && x.at+1 < len(src) && src[x.at+1] == '=' {
			break
		}
		x.at++
	}
	key := unquotedPath(string(src[from:x.at]))
	if x.at >= len(src) {
		return
	}
	switch src[x.at] {
	case '=', ':', '+':
		for x.at < len(src) && bytes.IndexByte([]byte("=:+"), src[x.at]) >= 0 {
			x.at++
		}
		for x.at < len(src) && (src[x.at] == ' ' || src[x.at] == '\t') {
			x.at++
		}
		if x.at < len(src) && src[x.at] == '{' {
			x.at++
			x.object(joined(prefix, key), depth+1)
			return
		}
		x.value(joined(prefix, key))
	case '{':
		x.at++
		x.object(joined(prefix, key), depth+1)
	case '[':
		x.list()
	default:
		x.at += min(1, len(src)-x.at)
	}
}

func (x *hocon) value(path string) {
	src, from := x.file.Src, x.at
	if x.at < len(src) && src[x.at] == '[' {
		x.list()
		return
	}
	for x.at < len(src) && bytes.IndexByte([]byte("\r\n,#}"), src[x.at]) < 0 && !bytes.HasPrefix(src[x.at:], []byte("//")) {
		switch {
		case src[x.at] == '"':
			x.quoted()
		case bytes.HasPrefix(src[x.at:], []byte("${")):
			for x.at < len(src) && src[x.at] != '}' && src[x.at] != '\n' {
				x.at++
			}
			x.at = min(x.at+1, len(src))
		default:
			x.at++
		}
	}
	end := from + len(bytes.TrimRight(src[from:x.at], " \t"))
	e := valued(x.file, path, from, end)
	e.text = unquoted(e.text)
	x.all = append(x.all, e)
}

// list passes over a list.
func (x *hocon) list() {
	src, depth := x.file.Src, 0
	for x.at < len(src) {
		switch src[x.at] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				x.at++
				return
			}
		case '"':
			x.quoted()
			continue
		}
		x.at++
	}
}

// quoted goes behind a text in quotes, or in three of them.
func (x *hocon) quoted() {
	src := x.file.Src
	if bytes.HasPrefix(src[x.at:], []byte(`"""`)) {
		end := bytes.Index(src[x.at+3:], []byte(`"""`))
		if end < 0 {
			x.at = len(src)
			return
		}
		x.at += end + 6
		return
	}
	for x.at++; x.at < len(src) && src[x.at] != '"' && src[x.at] != '\n'; x.at++ {
		if src[x.at] == '\\' {
			x.at++
		}
	}
	x.at = min(x.at+1, len(src))
}

// blanks goes behind blanks, commas and comments.
func (x *hocon) blanks() {
	src := x.file.Src
	for x.at < len(src) {
		switch {
		case bytes.IndexByte([]byte(" \t\r\n,"), src[x.at]) >= 0:
			x.at++
		case src[x.at] == '#', bytes.HasPrefix(src[x.at:], []byte("//")):
			for x.at < len(src) && src[x.at] != '\n' {
				x.at++
			}
		default:
			return
		}
	}
}
