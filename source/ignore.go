package source

import (
	"strings"
)

// ignoreRule is one line of a .gitignore file.
type ignoreRule struct {
	negated bool
	dirOnly bool
	byName  bool   // compared with the last name of a path, not with all of it
	exact   bool   // no wildcard: text is the whole pattern
	suffix  bool   // * and then only text
	text    string // otherwise: what the path must begin with
	glob    wildcard
}

// ignoreFile is a .gitignore file, or .git/info/exclude.
type ignoreFile struct {
	rules []ignoreRule
	names map[string][]int // rules that are a plain name, ascending: most are
	other []int            // all others, ascending
	globs int              // of these the ones with wildcards, but for *suffix
}

// maxIgnoreBytes bounds the work that a hostile .gitignore can cause; real
// ones are a few KiB.
const (
	maxIgnoreBytes = 512 << 10
	maxIgnoreGlobs = 2_000 // patterns that have to be tried one by one for each name
)

var errIgnoreGlobs = &Error{Kind: TooLarge, Reason: "not applied: more than 2000 patterns with wildcards"}

func parseIgnore(src string) *ignoreFile {
	f := &ignoreFile{names: map[string][]int{}}
	src = strings.TrimPrefix(src, "\xef\xbb\xbf")
	for line := range strings.SplitSeq(src, "\n") {
		r, ok := parseIgnoreLine(strings.TrimSuffix(line, "\r"))
		if !ok {
			continue
		}
		if n := len(f.rules); r.byName && r.exact {
			f.names[r.text] = append(f.names[r.text], n)
		} else {
			f.other = append(f.other, n)
			if !r.exact && !r.suffix {
				f.globs++
			}
		}
		f.rules = append(f.rules, r)
	}
	return f
}

func parseIgnoreLine(p string) (r ignoreRule, ok bool) {
	if strings.HasPrefix(p, "#") {
		return r, false
	}
	p = trimBlanks(p)
	if p, r.negated = strings.CutPrefix(p, "!"); p == "" {
		return r, false
	}
	p, r.dirOnly = strings.CutSuffix(p, "/")
	r.byName = !strings.Contains(p, "/")
	p = strings.TrimPrefix(p, "/")
	if p == "" {
		return r, false
	}
	plain := strings.IndexAny(p, `*?[\`)
	if plain < 0 {
		r.exact, r.text = true, p
		return r, true
	}
	if r.byName && plain == 0 && p[0] == '*' && !strings.ContainsAny(p[1:], `*?[\`) {
		r.suffix, r.text = true, p[1:]
		return r, true
	}
	r.text = p[:plain]
	d := gitPath
	if r.byName {
		d = gitName
	}
	r.glob, ok = d.compile(p)
	return r, ok
}

// trimBlanks cuts trailing blanks, but not one behind a backslash. Tabs stay,
// as in git.
func trimBlanks(p string) string {
	end := 0
	for i := 0; i < len(p); i++ {
		if p[i] == ' ' {
			continue
		}
		if p[i] == '\\' && i+1 < len(p) {
			i++
		}
		end = i + 1
	}
	return p[:end]
}

func (r *ignoreRule) matches(path, name string, isDir bool) bool {
	if r.dirOnly && !isDir {
		return false
	}
	if r.byName {
		path = name
	}
	switch {
	case r.exact:
		return path == r.text
	case r.suffix:
		return strings.HasSuffix(path, r.text)
	}
	return strings.HasPrefix(path, r.text) && r.glob.match(path)
}

// judge finds the last rule that matches. The path is relative to the folder of
// the file, with slashes; name is its last part.
func (f *ignoreFile) judge(path, name string, isDir bool) (ignored, decided bool) {
	best := -1
	rules := f.names[name]
	for i := len(rules) - 1; i >= 0 && best < 0; i-- {
		if r := &f.rules[rules[i]]; isDir || !r.dirOnly {
			best = rules[i]
		}
	}
	for i := len(f.other) - 1; i >= 0 && f.other[i] > best; i-- {
		if f.rules[f.other[i]].matches(path, name, isDir) {
			best = f.other[i]
		}
	}
	if best < 0 {
		return false, false
	}
	return !f.rules[best].negated, true
}

// scope is the chain of ignore files that hold in a folder, innermost first.
type scope struct {
	file  *ignoreFile
	dir   string // folder of the file relative to the top of the repository; "" is the top
	outer *scope
}

// ignored judges a path relative to the top of the repository. That a folder
// above it is ignored is the caller's to know.
func (s *scope) ignored(path string, isDir bool) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	for ; s != nil; s = s.outer {
		rel := path
		if s.dir != "" {
			rel = path[len(s.dir)+1:]
		}
		if ignored, decided := s.file.judge(rel, name, isDir); decided {
			return ignored
		}
	}
	return false
}
