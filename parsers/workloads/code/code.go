package code

import (
	"bytes"
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// language is one language that servers are written in.
type language struct {
	name  string   // as messages call it
	ends  []string // of file names
	tests []string // ends of the names of files that are tests
	marks []mark   // a file in which none of these stands neither starts a server nor sets its idle timeout
	sets  []string // a file in which none of these stands sets no idle timeout
	read  func(x *extract) (unread string)
}

// mark is a set of words that all stand in a file.
type mark []string

// languages are what is read, one line each.
var languages = []language{
	{"Go", []string{".go"}, []string{"_test.go"}, goMarks, []string{"IdleTimeout", "ReadTimeout"}, readGo},
	{"JavaScript", []string{".js", ".mjs", ".cjs"}, jsTests, jsMarks, jsSets, readJS},
	{"TypeScript", []string{".ts", ".mts", ".cts"}, jsTests, jsMarks, jsSets, readJS},
	{"Python", []string{".py"}, []string{"_test.py", "conftest.py"}, pyMarks, pySets, readPython},
}

// largest is the size above which a file is taken for generated: code that people write is far smaller.
const largest = 1 << 20

// longestLine is the length above which a line shows that its file is a bundle or minified.
const longestLine = 10 << 10

// interpreters say of a file without an extension what it is written in, by the words of its first line: bin/www of express.
var interpreters = []struct{ word, end string }{{"node", ".js"}, {"bun", ".js"}, {"python", ".py"}}

// languageOf gives the language of a file by its name, or its first line, nil for what is no code, or is only run by tests.
func languageOf(name string, src []byte) *language {
	base := path.Base(name)
	if bytes.HasPrefix(src, []byte("#!")) && !strings.Contains(base, ".") {
		line, _, _ := bytes.Cut(src[:min(len(src), 80)], []byte("\n"))
		for _, by := range interpreters {
			if bytes.Contains(line, []byte(by.word)) {
				base += by.end
				break
			}
		}
	}
	if strings.HasSuffix(base, ".min.js") || strings.HasSuffix(base, ".d.ts") || strings.HasSuffix(base, ".d.mts") || strings.HasSuffix(base, ".d.cts") {
		return nil
	}
	for i := range languages {
		l := &languages[i]
		if !hasEnd(base, l.ends) {
			continue
		}
		if hasEnd(base, l.tests) || strings.HasPrefix(base, "test_") || inTests(path.Dir(name)) {
			return nil
		}
		return l
	}
	return nil
}

func hasEnd(name string, ends []string) bool {
	for _, end := range ends {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// inTests reports whether a folder holds tests by one of its names.
func inTests(dir string) bool {
	for name := range strings.SplitSeq(dir, "/") {
		switch name {
		case "test", "tests", "__tests__", "__mocks__", "spec", "specs", "e2e", "cypress":
			return true
		}
	}
	return false
}

// generatedGo is how Go's tools mark files that no one writes.
var generatedGo = []byte("// Code generated ")

// Match claims code by its name, to be searched for words that matter.
func Match(name string, head []byte) parsers.Claim {
	l := languageOf(name, head)
	if l == nil || l.name == "Go" && (bytes.HasPrefix(head, generatedGo) || bytes.Contains(head, []byte("\n// Code generated "))) {
		return parsers.No
	}
	return parsers.BySearch
}

// Holds reports whether a file says anything of a server. It only looks for words, so that most files cost no more than being read.
func Holds(name string, src []byte) bool {
	l := languageOf(name, src)
	return l != nil && l.holds(src)
}

func (l *language) holds(src []byte) bool {
	for _, m := range l.marks {
		if m.in(src) {
			return true
		}
	}
	return false
}

func (m mark) in(src []byte) bool {
	for _, word := range m {
		if !bytes.Contains(src, []byte(word)) { // the compiler keeps the conversion off the heap
			return false
		}
	}
	return true
}

// Survey adds what files say to what the scan knows of applications. A file that may set an idle timeout and cannot be read is left out with a reason.
func Survey(in *parsers.Input, files []*source.File) {
	spare := beside
	for _, f := range files {
		l := languageOf(f.Name, f.Src)
		if l == nil || !l.holds(f.Src) {
			continue
		}
		found, unread := l.settings(f, in.Tree, &spare)
		in.Sources.Settings = append(in.Sources.Settings, found...)
		if unread == "" || !l.maySet(f.Src) {
			continue
		}
		if in.Sources.Unread == nil {
			in.Sources.Unread = map[string]string{}
		}
		in.Sources.Unread[f.Path] = unread
		in.Skip(f, unread)
	}
}

// settings reads one file, or says why it is not read.
func (l *language) settings(f *source.File, tree *source.Tree, spare *int) (found []program.Setting, unread string) {
	if why := unreadable(f.Src); why != "" {
		return nil, why
	}
	x := &extract{file: f, src: f.Src, tree: tree, spare: spare}
	if why := l.read(x); why != "" {
		return nil, why
	}
	return x.found, ""
}

func (l *language) maySet(src []byte) bool {
	for _, word := range l.sets {
		if bytes.Contains(src, []byte(word)) {
			return true
		}
	}
	return false
}

// unreadable says why a file is not looked into, "" if it is.
func unreadable(src []byte) string {
	if len(src) > largest {
		return "code of more than 1 MiB, taken for generated"
	}
	for line := range bytes.Lines(src) {
		if len(line) > longestLine {
			return "a line of more than 10 KiB, taken for minified or bundled code"
		}
	}
	if source.Binary(src) {
		return "no text"
	}
	return ""
}

// extract is one file in the course of being read.
type extract struct {
	file  *source.File
	src   []byte
	tree  *source.Tree // may be nil
	found []program.Setting
	// spare is how many bytes of other files may still be looked at for what they declare, for all files of the scan together.
	spare *int
}

// beside is how much of the files around those with a server is looked at in one scan.
const beside = 32 << 20

// mostSettings is how many servers and settings one file may have: more is no code that people write, and each is evaluated.
const mostSettings = 200

const tooMany = "hundreds of settings of servers, taken for generated code"

// other reads another file of the application while that is not too much.
func (x *extract) other(path string) *source.File {
	if x.tree == nil || *x.spare <= 0 {
		return nil
	}
	f, err := x.tree.Read(path)
	if err != nil || len(f.Src) > largest {
		return nil
	}
	*x.spare -= len(f.Src)
	return f
}

func (x *extract) span(start, end int) source.Span {
	return source.Span{File: x.file.ID, Start: uint32(start), End: uint32(end)}
}
