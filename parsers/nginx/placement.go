package nginx

import (
	"bytes"
	"path/filepath"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// fragmentContext guesses the level of a fragment from what only one level accepts.
func fragmentContext(t *syntax.Tree) context {
	if relays(t) {
		return inStream
	}
	for d := range t.Top() {
		switch string(d.NameBytes()) {
		case "server":
			if !d.HasBlock() {
				return inUpstream
			}
			return inHTTP
		case "upstream", "map", "geo", "split_clients", "limit_req_zone", "limit_conn_zone", "proxy_cache_path", "log_format":
			return inHTTP
		case "location", "listen", "server_name":
			return inServer
		}
	}
	return inUnknown
}

// relays reports whether a server of the fragment passes connections on as only stream{} can, and none has a location.
func relays(t *syntax.Tree) bool {
	found := false
	for d := range t.Top() {
		if string(d.NameBytes()) != "server" || !d.HasBlock() {
			continue
		}
		for inner := range d.Children() {
			switch string(inner.NameBytes()) {
			case "location":
				return false
			case "proxy_pass":
				found = true
			}
		}
	}
	return found
}

// fragmentBase is the folder that relative includes of a fragment most likely start from: that of the nearest main file in the folders
// around it, else its own.
func (p *parse) fragmentBase(f *source.File) string {
	own := p.base(f)
	if p.in.Settings.NginxPrefix != "" {
		return own
	}
	for dir := own; ; dir = filepath.Dir(dir) {
		if p.prefixes[dir] {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return own
		}
	}
}

// macroKey is a macro or a named template, and the level that a part of it was read at.
type macroKey struct {
	file   source.FileID
	opener uint32
	level  context
}

// placed gives the block that a directive belongs to: sc, but for what is written directly in a macro or in a named template. That
// is used at another place, which is not known, whatever stands around it here.
func (w *walker) placed(sc *scope, f *file, d syntax.Directive) *scope {
	opener, ok := macroOf(f, d)
	if !ok || f.holds(sc.at) && sc.at.Start > opener {
		return sc
	}
	key := macroKey{f.ID, opener, inUnknown}
	if string(d.NameBytes()) == "location" {
		key.level = inServer
	}
	if at := w.macros[key]; at != nil {
		return at
	}
	at := newScope(key.level, nil, source.Span{File: f.ID, Start: opener, End: opener})
	at.fragment = true
	if key.level == inServer {
		at.args = []word{{text: f.Name}} // locations without their server: told by the file
		w.servers = append(w.servers, at)
	}
	if w.macros == nil {
		w.macros = map[macroKey]*scope{}
	}
	w.macros[key] = at
	return at
}

// macroOf finds the macro or named template that a directive is written in, by the offset of its tag.
func macroOf(f *file, d syntax.Directive) (opener uint32, ok bool) {
	for tag := range d.Conditions() {
		if isMacro(f, tag) {
			return tag.Opener, true
		}
	}
	return 0, false
}

func isMacro(f *file, tag syntax.Tag) bool {
	text := bytes.TrimLeft(f.Src[tag.Opener+2:tag.End], "-+~ \t\r\n")
	return bytes.HasPrefix(text, []byte("define ")) || bytes.HasPrefix(text, []byte("macro "))
}
