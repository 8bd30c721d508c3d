package configs

import (
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// plainSetting adds what a file says for one setting; nothing, with the place where it would stand, if it says nothing.
func (r *reader) plainSetting(f *source.File, s setting, h history, format func(text string) string) {
	one := program.Setting{Preset: s.preset, Options: s.options, File: f, At: span(f, 0, 0), Insert: f.Place(uint32(len(f.Src)))}
	if words := h.words(); len(words) > 0 {
		one.Key, one.Value, one.Reads, one.At = s.key, h.value(s, nil), s.reads(words...), words[len(words)-1].at
	}
	one.Set = s.written(func(u presets.Unit, d time.Duration) string { return format(u.Write(d)) })
	r.add(one)
}

func isLighttpd(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "lighttpd") && path.Ext(base) == ".conf"
}

var (
	lighttpdIdle = setting{preset: "lighttpd", key: "server.max-keep-alive-idle"}
	lighttpdLine = pattern.New(`(?m)^([ \t]*)(server\.max-keep-alive-idle|server\.max-keep-alive-requests)[ \t]*:?=[ \t]*([^#\r\n]*)`)
)

// lighttpdFile reads a lighttpd.conf. What stands in a block counts for some requests only.
func lighttpdFile(r *reader, f *source.File) {
	var h history
	for _, m := range lighttpdLine().FindAllSubmatchIndex(f.Src, -1) {
		key, text := string(f.Src[m[4]:m[5]]), strings.TrimSpace(string(f.Src[m[6]:m[7]]))
		w := said{text: text, written: key + " = " + source.ClipLine(text), at: span(f, m[6], m[6]+len(text))}
		switch {
		case key != lighttpdIdle.key && text != "0":
			continue
		case key != lighttpdIdle.key:
			w.open = w.written + " may keep connections from being used again"
		case templated(text), !number(text):
			w.open = w.written + " is computed when the server starts"
		case strings.Count(string(f.Src[:m[0]]), "{") > strings.Count(string(f.Src[:m[0]]), "}"):
			w.open = w.written + " counts for some requests only"
		}
		if w.open == "" || key == lighttpdIdle.key || h.empty() {
			h.set(nil, w)
		}
	}
	r.plainSetting(f, lighttpdIdle, h, func(text string) string { return lighttpdIdle.key + " = " + text })
}

func number(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

func isHypercorn(name string) bool {
	base := path.Base(name)
	return strings.Contains(base, "hypercorn") && path.Ext(base) == ".toml"
}

// hypercornFile reads what is given with hypercorn -c.
func hypercornFile(r *reader, f *source.File) {
	s := setting{preset: "hypercorn", key: "keep_alive_timeout"}
	var h history
	for _, e := range tomlEntries(f) {
		if e.path == s.key {
			h.set(nil, e.said())
		}
	}
	r.plainSetting(f, s, h, func(text string) string { return s.key + " = " + text })
}

func isINI(name string) bool { return path.Ext(name) == ".ini" && !isUWSGI(name) }

// waitressFile reads [server:main] of Paste Deploy where it names waitress.
func waitressFile(r *reader, f *source.File) {
	s := setting{preset: "waitress", key: "channel_timeout"}
	all := sections(f)
	for _, e := range all {
		section, key, _ := strings.Cut(e.path, ".")
		if !strings.HasPrefix(section, "server:") || key != "use" || !strings.Contains(e.text, "waitress") {
			continue
		}
		var h history
		for _, e := range all {
			if e.path == section+"."+s.key {
				w := e.said()
				if strings.Contains(w.text, "%(") {
					w.open = w.written + " is put together when the server starts"
				}
				h.set(nil, w)
			}
		}
		r.plainSetting(f, s, h, func(text string) string { return s.key + " = " + text })
	}
}

func isUWSGI(name string) bool {
	base := path.Base(name)
	ext := path.Ext(base)
	return strings.Contains(name, "uwsgi") && (ext == ".ini" || strings.Contains(base, "uwsgi") && (ext == ".yml" || ext == ".yaml"))
}

// uwsgiModes are the options that open a port for HTTP, and the mode of the preset that each stands for.
var uwsgiModes = map[string]string{"http": "http", "http11-socket": "http11-socket", "http-socket": "http-socket"}

// uwsgiFile reads a uwsgi.ini or uwsgi.yaml. One that opens no port for HTTP is spoken to in another protocol.
func uwsgiFile(r *reader, f *source.File) {
	all := sections(f)
	if path.Ext(f.Name) != ".ini" {
		docs, ok := documents(r, f, nil)
		if !ok || len(docs) == 0 {
			return
		}
		all = docs[0]
	}
	values := map[string]entry{}
	for _, e := range all {
		if key, ok := strings.CutPrefix(e.path, "uwsgi."); ok {
			values[strings.TrimSpace(key)] = e
		}
	}
	for _, opens := range []string{"http", "http11-socket", "http-socket"} {
		at, ok := values[opens]
		if !ok {
			continue
		}
		s := setting{preset: "uwsgi", options: map[string]string{"mode": uwsgiModes[opens]}, key: "http-keepalive"}
		if opens == "http11-socket" {
			s.key = "socket-timeout"
		}
		var h history
		if e, ok := values[s.key]; ok && opens != "http-socket" {
			h.set(nil, uwsgiTime(e, values))
		}
		r.plainSetting(f, s, h, func(text string) string { return s.key + " = " + text })
		one := &r.sources.Settings[len(r.sources.Settings)-1]
		if _, port, ok := cutLast(at.text, ":"); ok {
			one.Ports = ports(port)
		}
	}
}

// uwsgiTime is what http-keepalive stands for: 1, true and nothing at all mean http-timeout.
func uwsgiTime(e entry, values map[string]entry) said {
	w := e.said()
	if w.text == "" {
		w.text = "1"
	}
	if other, ok := values["http-timeout"]; ok && e.path == "uwsgi.http-keepalive" && (w.text == "1" || strings.EqualFold(w.text, "true")) {
		lead := w.at
		w = other.said()
		w.lead = append(w.lead, readBy(lead, "this makes http-timeout count"))
	}
	if strings.ContainsAny(w.text, "$%@") {
		w.open = w.written + " is put together when the server starts"
	}
	return w
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
