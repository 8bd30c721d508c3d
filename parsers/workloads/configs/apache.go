package configs

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

var (
	apacheLine = pattern.New(`(?mi)^[ \t]*(?:<VirtualHost[ \t]|ProxyPass(?:Match)?[ \t]|KeepAliveTimeout[ \t]+\d|<IfModule[ \t]|LoadModule[ \t])`)
	nginxLine  = pattern.New(`(?m)^[ \t]*[a-z_]+[ \t][^#\n]*[;{][ \t]*\r?$`)
	apacheMain = []string{"httpd.conf", "apache2.conf"}
)

// matchApache claims the configuration of Apache httpd: main files by their names, others by what they hold. What has lines of nginx is nginx's.
func matchApache(name string, head []byte) parsers.Claim {
	base := path.Base(name)
	claim := parsers.ByName
	if !slices.Contains(apacheMain, base) {
		claim = parsers.ByContent
		known := slices.Contains([]string{".conf", ".vhost", ".j2", ".tmpl", ".template", ".erb", ""}, path.Ext(base)) || strings.Contains(name, "sites-")
		if !known || !speaksOfApache(head) || !apacheLine().Match(head) {
			return parsers.No
		}
	}
	if nginxLine().Match(head) && !bytes.Contains(bytes.ToLower(head), []byte("<virtualhost")) {
		return parsers.No
	}
	return claim
}

// speaksOfApache reports whether a text has one of the words that apacheLine asks for: looking for them is far cheaper.
func speaksOfApache(head []byte) bool {
	lower := bytes.ToLower(head)
	return slices.ContainsFunc(apacheWords, func(word []byte) bool { return bytes.Contains(lower, word) })
}

var apacheWords = [][]byte{[]byte("<virtualhost"), []byte("proxypass"), []byte("keepalivetimeout"), []byte("<ifmodule"), []byte("loadmodule")}

// httpdBlock is a section such as <VirtualHost *:80>, or the whole of a file.
type httpdBlock struct {
	name  string // lower case, "" for what is in no section
	args  []hword
	at    source.Span
	lines []statement
	inner []*httpdBlock
}

// httpdFile reads the lines and sections of a file. A section that is not closed ends with its file.
func httpdFile(f *source.File) *httpdBlock {
	top := &httpdBlock{at: span(f, 0, 0)}
	open := []*httpdBlock{top}
	src := f.Src
	for at := bomLength(src); at < len(src); {
		from, end, next := logical(src, at)
		at = next
		text := src[from:end]
		current := open[len(open)-1]
		switch {
		case len(text) == 0 || text[0] == '#':
		case bytes.HasPrefix(text, []byte("</")):
			if len(open) > 1 {
				open = open[:len(open)-1]
			}
		case text[0] == '<' && text[len(text)-1] == '>' && len(open) < deepestPath:
			words := httpdWords(f, from+1, end-1)
			if len(words) == 0 {
				continue
			}
			b := &httpdBlock{name: strings.ToLower(words[0].text), args: words[1:], at: span(f, from, end)}
			current.inner = append(current.inner, b)
			open = append(open, b)
		default:
			if words := httpdWords(f, from, end); len(words) > 0 {
				words[0].text = strings.ToLower(words[0].text)
				current.lines = append(current.lines, statement{words, span(f, from, end)})
			}
		}
	}
	return top
}

// httpdWords cuts a line into words; a backslash takes a line ending away.
func httpdWords(f *source.File, at, end int) (words []hword) {
	for at < end {
		if c := f.Src[at]; c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\\' && at+1 < end && (f.Src[at+1] == '\n' || f.Src[at+1] == '\r') {
			at++
			continue
		}
		from := at
		var quote byte
		if c := f.Src[at]; c == '"' || c == '\'' {
			quote = c
			at++
		}
		begun := at
		for at < end && (quote != 0 && f.Src[at] != quote || quote == 0 && bytes.IndexByte([]byte(" \t\r\n"), f.Src[at]) < 0) {
			if quote == 0 && bytes.HasPrefix(f.Src[at:end], []byte("{{")) {
				if n := bytes.Index(f.Src[at:end], []byte("}}")); n > 0 {
					at += n + 1
				}
			}
			at++
		}
		text := string(f.Src[begun:min(at, end)])
		if quote != 0 {
			at++
		}
		words = append(words, hword{text, span(f, from, min(at, end))})
	}
	return words
}

// transparent are sections whose lines count as if they stood outside, as far as their condition holds.
var transparent = []string{"ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection"}

// each visits the lines of a block and of the sections in it that are transparent. doubtful says that a condition decides about a line.
func (b *httpdBlock) each(visit func(l statement, doubtful string)) { b.visit("", visit) }

func (b *httpdBlock) visit(doubtful string, visit func(l statement, doubtful string)) {
	for _, l := range b.lines {
		visit(l, doubtful)
	}
	for _, in := range b.inner {
		if !slices.Contains(transparent, in.name) {
			continue
		}
		condition := doubtful
		if in.name != "ifmodule" || len(in.args) > 0 && strings.HasPrefix(in.args[0].text, "!") {
			condition = "<" + in.name
			for _, a := range in.args {
				condition += " " + a.text
			}
			condition += ">"
		}
		in.visit(condition, visit)
	}
}

// sections gives the sections of a name, also in those that are transparent.
func (b *httpdBlock) sections(names ...string) (all []*httpdBlock) {
	for _, in := range b.inner {
		if slices.Contains(names, in.name) {
			all = append(all, in)
		}
		if slices.Contains(transparent, in.name) {
			all = append(all, in.sections(names...)...)
		}
	}
	return all
}
