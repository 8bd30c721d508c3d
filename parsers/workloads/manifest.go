package workloads

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// manifests tell which libraries and commands an application has: its server's version, and what "npm start" runs.
var manifests = format{match: matchManifest, survey: surveyManifests}

// manifestKinds are the files that are read, by a glob of their names. Each fills in the name, the libraries and the commands.
var manifestKinds = []struct {
	name string
	read func(f *source.File, m *program.Manifest)
}{
	{"package.json", readPackage},
	{"go.mod", readGoMod},
	{"Gemfile", libraries(`(?m)^[ \t]*gem[ \t(]+["']([A-Za-z0-9_.-]+)["'][ \t]*(?:,[ \t]*["']([^"'\n]*)["'])?`)},
	{"Gemfile.lock", libraries(`(?m)^    ([A-Za-z0-9_.-]+) \(([^()\n]+)\)\r?$`)},
	{"requirements*.txt", libraries(requirement(`^[ \t]*`, `\r?$`))},
	{"pyproject.toml", readPyproject},
	{"poetry.lock", lockedPython},
	{"uv.lock", lockedPython},
	{"pdm.lock", lockedPython},
	{"Pipfile.lock", readPipfileLock},
}

var lockedPython = libraries(`(?m)^name = "([A-Za-z0-9_.-]+)"\r?\nversion = "([^"\n]+)"`)

// manifestKind gives what reads the manifest of a name, nil where it is none.
func manifestKind(name string) func(f *source.File, m *program.Manifest) {
	base := path.Base(name)
	for _, k := range manifestKinds {
		if k.name[0] != base[0] { // every file of a scan is asked about
			continue
		}
		if is, _ := path.Match(k.name, base); is {
			return k.read
		}
	}
	return nil
}

// requirement is the pattern of one of Python's requirements: gunicorn[gevent]==21.2.0 ; python_version > "3.8".
func requirement(before, behind string) string {
	return `(?m)` + before + `([A-Za-z0-9][A-Za-z0-9_.-]*)(?:\[[^\]\n]*\])?[ \t]*((?:[=<>~!]=?=?[ \t]*[A-Za-z0-9.*+!-]+[ \t]*,?[ \t]*)*)(?:[;#][^\n]*|[ \t]*--hash[^\n]*|[ \t]*\\)?` + behind
}

// largestManifest is the size above which a manifest is not read: lock files of big applications have a megabyte.
const largestManifest = 4 << 20

func matchManifest(name string, head []byte) parsers.Claim {
	if manifestKind(name) == nil || source.Binary(head) {
		return parsers.No
	}
	return parsers.ByName
}

func surveyManifests(in *parsers.Input, files []*source.File) {
	for _, f := range files {
		if len(f.Src) > largestManifest {
			in.Skip(f, "too large for a list of libraries")
			continue
		}
		m := program.Manifest{File: f, Folder: filepath.Dir(f.Path), Requires: map[string]program.Word{}, Scripts: map[string]program.Word{}}
		if read := manifestKind(f.Name); read != nil {
			read(f, &m)
		}
		in.Sources.Manifests = append(in.Sources.Manifests, m)
	}
}

// libraries reads a file in which each match of a pattern is a library with its version. The first mention counts.
func libraries(expression string) func(f *source.File, m *program.Manifest) {
	line := pattern.New(expression)
	return func(f *source.File, m *program.Manifest) { addMentioned(f, m, line(), 0, len(f.Src)) }
}

// addMentioned enters what a pattern finds between two offsets of a file: its first group is a library's name, its second the version as written.
func addMentioned(f *source.File, m *program.Manifest, line *regexp.Regexp, from, to int) {
	for _, at := range line.FindAllSubmatchIndex(f.Src[from:to], -1) {
		name := strings.ToLower(string(f.Src[from+at[2] : from+at[3]]))
		if _, twice := m.Requires[name]; twice {
			continue
		}
		v, span := "", source.Span{File: f.ID, Start: uint32(from + at[2]), End: uint32(from + at[3])}
		if len(at) > 5 && at[5] > at[4] {
			v = strings.TrimSpace(string(f.Src[from+at[4] : from+at[5]]))
			span.Start, span.End = uint32(from+at[4]), uint32(from+at[5])
		}
		m.Requires[name] = program.At(v, span)
	}
}

// readPackage reads a package.json. What is no JSON tells nothing.
func readPackage(f *source.File, m *program.Manifest) {
	root := jsonRoot(f)
	m.Name = root.Get("name").Text()
	for _, key := range []string{"dependencies", "optionalDependencies"} {
		for _, p := range root.Get(key).Pairs() {
			m.Requires[p.Key] = program.At(p.Value.Text(), p.Value.At())
		}
	}
	for _, p := range root.Get("scripts").Pairs() {
		m.Scripts[p.Key] = program.At(p.Value.Text(), p.Value.At())
	}
}

// readPipfileLock reads the versions that pipenv has locked.
func readPipfileLock(f *source.File, m *program.Manifest) {
	for _, p := range jsonRoot(f).Get("default").Pairs() {
		v := p.Value.Get("version")
		m.Requires[strings.ToLower(p.Key)] = program.At(v.Text(), v.At())
	}
}

func jsonRoot(f *source.File) (root yamlspan.Node) {
	docs, fault := yamlspan.LoadAll(f)
	if fault == nil && len(docs) > 0 && docs[0].Fault == nil {
		root = docs[0].Root
	}
	return root
}

var (
	goModule  = pattern.New(`(?m)^[ \t]*module[ \t]+"?([^\s"/]\S*?)"?[ \t]*(?://.*)?\r?$`)
	goRequire = pattern.New(`(?m)^(?:[ \t]*require)?[ \t]+([A-Za-z0-9_.~-]+\.[^\s]+)[ \t]+(v[0-9][^\s]*)`)
)

// readGoMod reads a go.mod.
func readGoMod(f *source.File, m *program.Manifest) {
	if at := goModule().FindSubmatch(f.Src); at != nil {
		m.Name = string(at[1])
	}
	addMentioned(f, m, goRequire(), 0, len(f.Src))
}

var (
	tomlSection  = pattern.New(`(?m)^[ \t]*\[([^\[\]\n]+)\][ \t]*(?:#.*)?\r?$`)
	tomlName     = pattern.New(`(?m)^[ \t]*name[ \t]*=[ \t]*["']([^"'\n]*)["']`)
	tomlList     = pattern.New(`(?m)^[ \t]*dependencies[ \t]*=[ \t]*\[`)
	pep508       = pattern.New(requirement(`["']`, `["']`))
	poetryDirect = pattern.New(`(?m)^[ \t]*["']?([A-Za-z0-9_.-]+)["']?[ \t]*=[ \t]*(?:\{[^}\n]*version[ \t]*=[ \t]*)?["']([^"'\n]*)["']`)
)

// readPyproject reads the dependencies of a Python project, as the standard and as Poetry has them.
func readPyproject(f *source.File, m *program.Manifest) {
	heads := tomlSection().FindAllSubmatchIndex(f.Src, -1)
	for i, at := range heads {
		from, to := at[1], len(f.Src)
		if i+1 < len(heads) {
			to = heads[i+1][0]
		}
		switch section := strings.TrimSpace(string(f.Src[at[2]:at[3]])); section {
		case "project", "tool.poetry":
			if name := tomlName().FindSubmatch(f.Src[from:to]); name != nil && m.Name == "" {
				m.Name = string(name[1])
			}
			if list := tomlList().FindIndex(f.Src[from:to]); list != nil && section == "project" {
				addMentioned(f, m, pep508(), from+list[1], listEnd(f.Src, from+list[1]))
			}
		case "tool.poetry.dependencies":
			addMentioned(f, m, poetryDirect(), from, to)
		}
	}
}

// listEnd is the offset of the bracket that closes a list of quoted texts, from inside of it.
func listEnd(src []byte, at int) int {
	quote := byte(0)
	for ; at < len(src); at++ {
		switch c := src[at]; {
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == ']':
			return at
		}
	}
	return at
}
