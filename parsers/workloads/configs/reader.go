package configs

import (
	"bytes"
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// reader collects what the files say.
type reader struct {
	sources *program.Sources
	skip    func(f *source.File, reason string)
}

func (r *reader) add(s program.Setting) { r.sources.Settings = append(r.sources.Settings, s) }

// unread leaves a file out: what it says is not known.
func (r *reader) unread(f *source.File, reason string) {
	if r.sources.Unread == nil {
		r.sources.Unread = map[string]string{}
	}
	if f.Path != "" {
		r.sources.Unread[f.Path] = reason
	}
	if r.skip != nil {
		r.skip(f, reason)
	}
}

// largest is the size above which a file was not written by people.
const largest = 1 << 20

// kind is one kind of configuration file of an application.
type kind struct {
	named func(name string) bool                // lower case, with its folders
	holds []string                              // words of which one must occur, lower case; none: the name says enough
	file  func(r *reader, f *source.File)       // reads one file
	files func(r *reader, files []*source.File) // reads those that belong together; instead of file
}

// kinds are the formats, one line each.
var kinds = []kind{
	{named: isGunicorn, file: gunicornFile},
	{named: isPuma, file: pumaFile},
	{named: isSpring, holds: []string{"keep-alive", "keepalive", "idle-timeout", "idletimeout", "connection-timeout", "connectiontimeout", "no-request-timeout"}, files: springFiles},
	{named: isAppSettings, holds: []string{"keepalivetimeout"}, files: appSettings},
	{named: isServerXML, holds: []string{"<connector"}, file: serverXML},
	{named: isLighttpd, file: lighttpdFile},
	{named: isUWSGI, holds: []string{"http"}, file: uwsgiFile},
	{named: isHypercorn, file: hypercornFile},
	{named: isINI, holds: []string{"waitress"}, file: waitressFile},
	{named: isHOCON, holds: []string{"idletimeout", "idle-timeout"}, file: hoconFile},
}

// kindOf gives the kind of a file by its name.
func kindOf(name string) *kind {
	name = strings.ToLower(name)
	for _, folder := range []string{"src/test/", "node_modules/"} {
		if strings.HasPrefix(name, folder) || strings.Contains(name, "/"+folder) {
			return nil
		}
	}
	for i := range kinds {
		if kinds[i].named(name) {
			return &kinds[i]
		}
	}
	return nil
}

// Match claims the configuration files of application servers, by their names.
func Match(name string, head []byte) parsers.Claim {
	k := kindOf(name)
	switch {
	case k == nil || source.Binary(head):
		return parsers.No
	case len(k.holds) > 0:
		return parsers.BySearch
	}
	return parsers.ByContent
}

// Holds reports whether a file says anything that matters here.
func Holds(name string, src []byte) bool {
	k := kindOf(name)
	if k == nil {
		return false
	}
	lower := bytes.ToLower(src)
	for _, word := range k.holds {
		if bytes.Contains(lower, []byte(word)) {
			return true
		}
	}
	return false
}

// Survey adds what the files say to in.Sources.
func Survey(in *parsers.Input, files []*source.File) {
	r := &reader{sources: in.Sources, skip: in.Skip}
	together := make([][]*source.File, len(kinds))
	for _, f := range files {
		k := kindOf(f.Name)
		switch {
		case k == nil:
		case len(f.Src) > largest:
			r.unread(f, "larger than a configuration that people write")
		case k.file != nil:
			k.file(r, f)
		default:
			for i := range kinds {
				if &kinds[i] == k {
					together[i] = append(together[i], f)
				}
			}
		}
	}
	for i, files := range together {
		if len(files) > 0 {
			kinds[i].files(r, files)
		}
	}
}

func isGunicorn(name string) bool {
	return path.Ext(name) == ".py" && strings.Contains(path.Base(name), "gunicorn") ||
		path.Ext(name) == ".py" && strings.Contains(path.Base(path.Dir(name)), "gunicorn") && strings.Contains(path.Base(name), "conf")
}

func isPuma(name string) bool {
	base := path.Base(name)
	return base == "puma.rb" || strings.HasPrefix(base, "puma") && path.Ext(base) == ".rb" && path.Base(path.Dir(name)) == "config" ||
		path.Ext(base) == ".rb" && path.Base(path.Dir(name)) == "puma"
}
