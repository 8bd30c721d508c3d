// Package nginx reads nginx configurations and says what is in force in them: which servers accept connections and how long they keep
// them, which upstreams connections go to, and whether those are pooled.
//
// The way of a configuration:
//
//	files ── sniff ── roots ── walk (includes, checks) ── scopes ── look-up (inheritance) ── routes, pools ── endpoints
//
// A root is a main file with all it includes, a dump of nginx -T, or the fragments below one PATH. Everything follows what nginx does, as read in
// its source and observed on running ones (testdata/nginx-truth.jsonl), for the version in force.
package nginx

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// Parser reads nginx configurations, dumps and fragments.
var Parser = parsers.Parser{Name: "nginx", Match: Match, Parse: Parse}

// Parse reads all claimed files: dumps first, then main files with what they include, then what is left as fragments.
func Parse(in *parsers.Input) chain.Fragment {
	p := &parse{in: in, trees: trees{}, prefixes: map[string]bool{}}
	var mains, rest []parsers.File
	for _, f := range in.Files {
		switch {
		case isDump(f.Src):
			p.dump(f)
		case p.main(f):
			mains = append(mains, f)
			p.prefixes[filepath.Dir(f.Path)] = true
		default:
			rest = append(rest, f)
			p.trees.forget(f.File)
		}
	}
	installed := p.installs()
	included := p.mains(slices.DeleteFunc(mains, func(f parsers.File) bool { return installed[f.Path] }))
	var fragments []parsers.File
	for _, f := range rest {
		if !included[f.Path] && !installed[f.Path] {
			fragments = append(fragments, f)
		}
	}
	p.fragments(fragments)
	p.texts(installed)
	return p.out
}

type parse struct {
	in    *parsers.Input
	trees trees
	out   chain.Fragment

	prefixes map[string]bool // folders of main files

	owners map[string][]*parsers.Install // by path, who has a file where nginx keeps its own, and a main file that is not known

	of map[*source.File]string // what the texts inside of other files are called, once one is asked for
}

// version is what is stated for a root: on the command line, by the root itself (a dump), beside its main file.
func (p *parse) version(own string, f *source.File) Version {
	stated := p.in.Settings.NginxVersion
	if stated == "" {
		stated = own
	}
	if near := p.in.Settings.VersionNear; stated == "" && near != nil && f.Path != "" {
		stated = near(f.Path)
	}
	return parsed(stated)
}

// versionOf is the version of an install: what the user says beside a file counts before what its image tells.
func (p *parse) versionOf(image string, f *source.File) Version {
	stated := p.in.Settings.NginxVersion
	if near := p.in.Settings.VersionNear; stated == "" && near != nil && f != nil && f.Path != "" {
		stated = near(f.Path)
	}
	if stated == "" {
		stated = image
	}
	return parsed(stated)
}

// parsed is a version as stated, an unknown one where it is none.
func parsed(stated string) Version {
	v, err := ParseVersion(stated)
	if err != nil {
		return Version{Product: "nginx"}
	}
	return v
}

// main reports whether a file holds what only a main file does.
func (p *parse) main(f parsers.File) bool {
	if slices.Contains(p.in.Settings.Mains, f.Path) {
		return true
	}
	if !slices.ContainsFunc(sections, func(name string) bool { return hasName(f.Text(), name) }) {
		return false
	}
	for d := range p.trees.of(f.File).tree.Top() {
		if d.HasBlock() && slices.Contains(sections, string(d.NameBytes())) {
			return true
		}
	}
	return false
}

// sections are the blocks that only a main file has.
var sections = []string{"http", "events", "stream"}

// hasName reports whether src holds a name as a word of its own: where it does not, no directive is called so. Most files hold none of the names
// that are looked for, and need not be parsed to know.
func hasName(src []byte, name string) bool {
	for {
		i := bytes.Index(src, []byte(name))
		if i < 0 {
			return false
		}
		end := i + len(name)
		if (i == 0 || !inName(src[i-1])) && (end == len(src) || !inName(src[end])) {
			return true
		}
		src = src[end:]
	}
}

// inName reports whether a byte beside a name makes it part of a longer word: http2, proxy_http_version, http://, $http_host.
func inName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == ':' || c == '/' || c == '$' || c == '.' || c == '-'
}

// mains reads main files, but for those that another one includes. They have nothing in common: each has the trees of its own files, and lets go of
// them at its end.
func (p *parse) mains(files []parsers.File) (included map[string]bool) {
	included = map[string]bool{}
	files = slices.DeleteFunc(files, p.broken)
	type one struct {
		fragment chain.Fragment
		read     map[string]bool
	}
	tops := make([]trees, len(files))
	for i, f := range files {
		tops[i] = trees{f.File: p.trees.of(f.File)}
		p.trees.forget(f.File)
	}
	var roots []chain.Fragment
	for r := range parsers.InOrder(p.in.Jobs, len(files), func() func(int) one {
		return func(i int) one {
			f := files[i].File
			d := &disk{tree: p.in.Tree, trees: tops[i], base: p.base(f), maps: p.in.Settings.Maps, read: map[string]bool{}}
			tops[i] = nil
			return one{p.root(f, d.trees.of(f), d, p.rootOf(f), p.version("", f)), d.read}
		}
	}) {
		roots = append(roots, r.fragment)
		for path := range r.read {
			included[path] = true
		}
	}
	for i, f := range files {
		if f.Path == "" || !included[f.Path] {
			p.out.Add(roots[i])
		}
	}
	return included
}

// base is the folder that relative includes start from.
func (p *parse) base(f *source.File) string {
	if p.in.Settings.NginxPrefix != "" {
		return p.in.Settings.NginxPrefix
	}
	if f.Path == "" || f.Host != nil {
		return "/etc/nginx"
	}
	return filepath.Dir(f.Path)
}

func (p *parse) rootOf(f *source.File) *chain.Root {
	return &chain.Root{Kind: "nginx", Dir: folder(f), File: f.Name, Canon: p.in.Tree.Canon(f.Path)}
}

// folder is where a file lies, as shown: a part in its host.
func folder(f *source.File) string {
	if f.Host != nil {
		return f.Host.Name
	}
	return path.Dir(f.Name)
}

// root reads one main file.
func (p *parse) root(f *source.File, parsed *file, files opener, root *chain.Root, v Version) chain.Fragment {
	w := p.newWalker(root, v, files)
	top := newScope(inMain, nil, source.Span{File: f.ID})
	w.main = top
	top.via = reading(f)
	w.block(top, parsed, parsed.tree.Top(), top.via, 0)
	w.syntaxErrors(parsed)
	if !w.hasEvents && !w.hasHoles && len(parsed.tree.Errors) == 0 && (path.Base(f.Name) == "nginx.conf" || f.Virtual) {
		w.refuse(source.Span{File: f.ID}, `no "events" section in configuration`)
	}
	return w.emit()
}

func (p *parse) newWalker(root *chain.Root, v Version, files opener) *walker {
	root.World, root.Assumed = v.world()
	return &walker{
		config: &config{
			root: root, version: v, eras: v.eras(),
			maps: definitions[*mapping]{}, assigned: map[string]bool{}, folders: map[source.FileID]string{},
		},
		store: newStore(), files: files, limits: p.in.Limits, told: map[chain.ProblemKind]int{}, seen: map[problemKey]bool{}, once: map[onceKey]source.Span{},
	}
}

// broken leaves out a file that only looked like nginx and does not parse, and templates whose braces do not balance.
func (p *parse) broken(f parsers.File) bool {
	tree := p.trees.of(f.File).tree
	for _, e := range tree.Errors {
		if e.Kind == syntax.TemplateUnbalanced || f.Claim == parsers.ByContent {
			p.skip(f.File, e.Msg)
			return true
		}
	}
	return false
}

// fragments reads the files that no main file includes as parts of one http {} that is not given.
func (p *parse) fragments(files []parsers.File) {
	root := &chain.Root{Kind: "nginx", Fragments: true}
	var w *walker
	for _, f := range files {
		if p.broken(f) {
			continue
		}
		d := &disk{tree: p.in.Tree, trees: p.trees, base: p.fragmentBase(f.File), maps: p.in.Settings.Maps, read: map[string]bool{}}
		if w == nil {
			w = p.newWalker(root, p.version("", f.File), d)
			root.Dir, root.Canon = folder(f.File), p.folderCanon(f.File)
			if f.Host != nil {
				root.File = path.Dir(f.Name)
			}
			w.main = newScope(inHTTP, nil, source.Span{File: f.ID})
			w.main.fragment = true
			w.prefixUnknown = p.in.Settings.NginxPrefix == ""
		}
		root.Dir = commonDir(root.Dir, folder(f.File))
		root.Canon = commonDir(root.Canon, p.folderCanon(f.File))
		w.files = d
		p.fragment(w, f)
		p.trees.forget(f.File)
	}
	if w != nil {
		out := w.emit()
		p.placed(root, out.Endpoints, files)
		p.out.Add(out)
	}
}

// folderCanon is the canonical name of the folder of a file, "." for the top.
func (p *parse) folderCanon(f *source.File) string {
	if f.Path == "" {
		return path.Dir(f.Name)
	}
	return path.Dir(p.in.Tree.Canon(f.Path))
}

// fragment reads one file at the level that its first blocks tell.
func (p *parse) fragment(w *walker, f parsers.File) {
	parsed := p.trees.of(f.File)
	w.folders[f.ID] = path.Dir(f.Name)
	sc := newScope(fragmentContext(parsed.tree), w.main, source.Span{File: f.ID})
	sc.fragment = true
	if sc.ctx == inServer {
		sc.args = []word{{text: f.Name}} // locations without their server: told by the file
		w.servers = append(w.servers, sc)
	}
	sc.via = reading(f.File)
	w.block(sc, parsed, parsed.tree.Top(), sc.via, 0)
	w.syntaxErrors(parsed)
}

func commonDir(a, b string) string {
	for a != b {
		longer := &a
		if len(b) > len(a) {
			longer = &b
		}
		up := path.Dir(*longer)
		if up == *longer {
			return "." // one of them is a top, the other is not below it
		}
		*longer = up
	}
	return a
}

// dump reads the output of nginx -T, with the version where nginx -V printed it too.
func (p *parse) dump(f parsers.File) {
	members, version := splitDump(f.Src)
	var files []*source.File
	for _, m := range members {
		files = append(files, p.in.Tree.Set.Add(m.name, "", m.src, true))
	}
	root := &chain.Root{Kind: "nginx", Dir: f.Name, File: files[0].Name, Canon: files[0].Name}
	p.out.Add(p.root(files[0], p.trees.of(files[0]), newDump(files, p.trees), root, p.version(version, files[0])))
}
