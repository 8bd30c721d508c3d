package configs

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// matchCaddy claims Caddyfiles by their names.
func matchCaddy(name string, _ []byte) parsers.Claim {
	if base := path.Base(name); base == "caddyfile" || strings.HasPrefix(base, "caddyfile.") || path.Ext(base) == ".caddyfile" {
		return parsers.ByName
	}
	return parsers.No
}

// directive is a line of a Caddyfile with the block behind it.
type directive struct {
	statement
	block []directive
}

// name is the first word, "" for a block alone.
func (d directive) name() string {
	if len(d.words) == 0 {
		return ""
	}
	return d.words[0].text
}

// caddyReader reads directives, with the snippets and files that they import.
type caddyReader struct {
	proxies  *proxies
	snippets map[string][]directive
	imports  int
	failed   string
}

// The bounds of what is imported.
const (
	mostImports   = 200
	deepestImport = 20
)

// read gives the directives of a file.
func (c *caddyReader) read(f *source.File) []directive {
	lines, _ := c.lines(f, bomLength(f.Src), 0)
	return lines
}

// lines reads directives up to the brace that closes the block.
func (c *caddyReader) lines(f *source.File, at, depth int) (all []directive, next int) {
	for at < len(f.Src) {
		d, end, opens, closes := c.line(f, at)
		at = end
		if opens {
			if depth > deepestPath {
				c.failed = "blocks are nested too deeply"
				return all, len(f.Src)
			}
			d.block, at = c.lines(f, at, depth+1)
			if d.block == nil {
				d.block = []directive{}
			}
		}
		if len(d.words) > 0 || opens {
			all = append(all, d)
		}
		if closes && depth > 0 {
			return all, at
		}
	}
	if depth > 0 {
		c.failed = "a brace in it is not closed"
	}
	return all, at
}

// line reads the words of one line. opens says that it ends with a brace, closes that it is one.
func (c *caddyReader) line(f *source.File, at int) (d directive, next int, opens, closes bool) {
	src := f.Src
	for at < len(src) {
		switch b := src[at]; {
		case b == '\n':
			if n := len(d.words); n == 0 || !strings.HasSuffix(d.words[n-1].text, ",") { // a list of addresses goes on
				return d, at + 1, false, false
			}
			at++
		case b == ' ' || b == '\t' || b == '\r':
			at++
		case b == '\\' && at+1 < len(src) && (src[at+1] == '\n' || src[at+1] == '\r'):
			at += 2
		case b == '#':
			for at < len(src) && src[at] != '\n' {
				at++
			}
		default:
			text, end := caddyWord(src, at)
			if text == "{" {
				return d, end, true, false
			}
			if text == "}" {
				return d, end, false, true
			}
			w := hword{text, span(f, at, end)}
			d.words = append(d.words, w)
			d.at = span(f, int(d.words[0].at.Start), end)
			at = end
		}
	}
	return d, at, false, false
}

// caddyWord takes a word up to a blank, or one in quotes, which may go over lines.
func caddyWord(src []byte, at int) (text string, next int) {
	if q := src[at]; q == '"' || q == '`' {
		for i := at + 1; i < len(src); i++ {
			switch {
			case src[i] == '\\' && q == '"':
				i++
			case src[i] == q:
				return string(src[at+1 : i]), i + 1
			}
		}
		return string(src[at+1:]), len(src)
	}
	from := at
	for at < len(src) && bytes.IndexByte([]byte(" \t\r\n"), src[at]) < 0 {
		if bytes.HasPrefix(src[at:], []byte("{{")) {
			if n := bytes.Index(src[at:], []byte("}}")); n >= 0 {
				at += n + 2
				continue
			}
		}
		at++
	}
	return string(src[from:at]), at
}

// expand replaces import NAME by what a snippet or files hold. What cannot be had is left as it is.
func (c *caddyReader) expand(f *source.File, in []directive, depth int) (out []directive) {
	for _, d := range in {
		if d.name() != "import" || len(d.words) < 2 || depth > deepestImport || c.imports > mostImports {
			if d.block != nil && d.name() != "reverse_proxy" {
				d.block = c.expand(f, d.block, depth)
			}
			out = append(out, d)
			continue
		}
		c.imports++
		what := d.arg(1).text
		if snippet, ok := c.snippets[what]; ok {
			out = append(out, c.expand(f, snippet, depth+1)...)
			continue
		}
		for _, g := range c.files(f, what) {
			out = append(out, c.expand(g, c.read(g), depth+1)...)
		}
	}
	return out
}

// files are those of the scan that an import names, relative to its own file.
func (c *caddyReader) files(f *source.File, pattern string) (all []*source.File) {
	tree := c.proxies.in.Tree
	if tree == nil || f.Path == "" || strings.ContainsAny(pattern, "{$") {
		return nil
	}
	if !filepath.IsAbs(pattern) {
		pattern = filepath.Join(filepath.Dir(f.Path), filepath.FromSlash(pattern))
	}
	names, err := tree.Glob(pattern)
	if err != nil {
		return nil
	}
	for _, name := range names[:min(len(names), mostImports)] {
		if g, err := tree.Read(name); err == nil && len(g.Src) <= largest && !source.Binary(g.Src[:min(len(g.Src), sniffed)]) {
			all = append(all, g)
		}
	}
	slices.SortFunc(all, func(a, b *source.File) int { return strings.Compare(a.Name, b.Name) })
	return all
}
