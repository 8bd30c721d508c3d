package terraform

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// files reads the folders of modules, each once for a root.
type files struct {
	in       *parsers.Input
	report   reporter
	broke    func(f source.FileID, at source.Span) // told of the first error in a file
	index    *index
	all      bool               // resources are parsed whether providers read them or not
	shared   map[string]int     // how many roots reach a folder
	modules  map[string]*module // by folder; nil: it holds no configuration
	manifest map[string]string  // folders of installed modules by the path of calls; nil: not read yet
}

// configNames are the endings of configuration files.
var configNames = []string{".tf", ".tofu", ".tf.json", ".tofu.json"}

// isConfig reports whether a file is part of a configuration. Editors' backups and dotfiles are not.
func isConfig(name string) bool {
	base := filepath.Base(name)
	if strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") || strings.HasPrefix(base, "#") {
		return false
	}
	return slices.ContainsFunc(configNames, func(end string) bool { return strings.HasSuffix(base, end) && base != end })
}

// isOverride reports whether a file is merged into the others: override.tf, NAME_override.tf.
func isOverride(name string) bool {
	stem := filepath.Base(name)
	for _, end := range []string{".json", ".tf", ".tofu"} {
		stem = strings.TrimSuffix(stem, end)
	}
	return stem == "override" || strings.HasSuffix(stem, "_override")
}

// inForce are the configuration files of a folder in the order in which they are read. Beside foo.tofu OpenTofu does not read foo.tf, and
// a folder that holds such files is taken as OpenTofu's.
func inForce(entries []source.Entry) []source.Entry {
	hidden := map[string]bool{}
	for _, e := range entries {
		base := filepath.Base(e.Path)
		if !isConfig(base) {
			continue
		}
		if stem, ok := strings.CutSuffix(base, ".tofu"); ok {
			hidden[stem+".tf"] = true
		} else if stem, ok := strings.CutSuffix(base, ".tofu.json"); ok {
			hidden[stem+".tf.json"] = true
		}
	}
	var plain, overrides []source.Entry
	for _, e := range entries {
		base := filepath.Base(e.Path)
		switch {
		case !isConfig(base) || hidden[base]:
		case isOverride(base):
			overrides = append(overrides, e)
		default:
			plain = append(plain, e)
		}
	}
	return append(plain, overrides...)
}

// module reads the configuration in a folder, nil if there is none that may be read.
func (fs *files) module(dir string) *module {
	if m, ok := fs.modules[dir]; ok {
		return m
	}
	if m := fs.index.modules[dir]; m != nil {
		fs.modules[dir] = m
		return m
	}
	fs.modules[dir] = nil
	entries, err := fs.in.Tree.Dir(dir)
	if err != nil {
		return nil
	}
	entries = inForce(entries)
	if len(entries) == 0 {
		return nil
	}
	m := newModule(dir)
	size := 0
	for _, e := range entries {
		f, err := fs.in.Tree.Read(e.Path)
		if err != nil {
			continue // the tree tells of files that cannot be read
		}
		if fs.templated(f) {
			continue
		}
		fs.load(m, f, isOverride(e.Path))
		size += len(f.Src)
	}
	fs.modules[dir] = m
	if fs.shared[dir] > 1 && fs.index.kept+size <= fs.index.most {
		fs.index.kept += size
		fs.index.modules[dir] = m
	}
	return m
}

// maxKept is how many bytes of configuration stay parsed for roots to come, which often call the same modules. Trees are some twenty times as
// large as their texts.
const maxKept = 2 << 20

// parse reads one file, unless it would take HCL's parser down.
func (fs *files) parse(f *source.File) *body {
	if !fs.safe(f) {
		return nil
	}
	if isJSON(f) {
		return parseJSON(f, fs.first(f))
	}
	return parseHCL(f, fs.first(f))
}

func isJSON(f *source.File) bool { return strings.HasSuffix(f.Name, ".json") }

func (fs *files) safe(f *source.File) bool {
	at, why := tooDeep(f.Src)
	if why != "" {
		fs.first(f)(source.Span{File: f.ID, Start: at, End: min(at+1, uint32(len(f.Src)))}, chain.SyntaxProblem, why, "")
	}
	return why == ""
}

// load adds a file to its module. Of a file whose blocks the scan finds only those are parsed that say something about connections, or that
// others can refer to; resources that nobody reads are parsed when something refers to them.
func (fs *files) load(m *module, f *source.File, override bool) {
	if isJSON(f) || override || fs.all {
		if b := fs.parse(f); b != nil {
			m.add(f, b, override)
		}
		return
	}
	chunks, ok := fs.index.of(f)
	if !ok || !fs.safe(f) {
		if !ok {
			if b := fs.parse(f); b != nil {
				m.add(f, b, override)
			}
		}
		return
	}
	for _, c := range chunks {
		switch {
		case c.typ == "resource" || c.typ == "data":
			if read, _ := wanted(c.label(0)); !read && len(c.labels) == 2 {
				x := fs.index // a later root may be the one that wants it
				m.later(f, c, func() *body { return x.now.parseChunk(f, c) })
				continue
			}
		case c.typ != "variable" && c.typ != "locals" && c.typ != "output" && c.typ != "module":
			continue
		}
		if b := fs.parseChunk(f, c); b != nil {
			m.add(f, b, override)
		}
	}
}

// first reports the first error of a file only: further blocks are mostly broken in the same way.
func (fs *files) first(f *source.File) reporter {
	return func(at source.Span, kind chain.ProblemKind, msg, help string) {
		if !fs.index.broken[f.ID] {
			fs.index.broken[f.ID] = true
			fs.report(at, kind, msg, help)
			fs.broke(f.ID, at)
		}
	}
}

func (fs *files) parseChunk(f *source.File, c chunk) *body {
	parsed, diags := hclsyntax.ParseConfig(f.Src[c.start:c.end], fileName(f.ID), hcl.Pos{Line: c.line, Column: 1, Byte: c.start})
	reportDiagnostics(f, diags, fs.first(f))
	if parsed == nil {
		return nil
	}
	return fromHCL(f, parsed.Body.(*hclsyntax.Body))
}
