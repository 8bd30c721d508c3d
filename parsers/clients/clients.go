package clients

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// Match reports whether a file of this name is a timeoutlint.yaml: timeoutlint.yaml, timeoutlint.yml, the same with a dot before it, and
// WHATEVER.timeoutlint.yaml.
func Match(name string) bool {
	base := path.Base(name)
	for _, own := range []string{"timeoutlint.yaml", "timeoutlint.yml"} {
		if base == own || strings.HasSuffix(base, "."+own) {
			return true
		}
	}
	return false
}

// SyntaxError says that a timeoutlint.yaml cannot be read at all: it is no YAML, or of a version that this tool does not know. The run ends.
type SyntaxError = yamlspan.SyntaxError

// Input is what a run has of timeoutlint.yaml files.
type Input struct {
	Files   []*source.File                               // found below the PATHs
	Configs []*source.File                               // given with --config: added last, their settings win
	Open    func(path string) (*source.File, error)      // reads a file that another one extends; nil: none can be read
	Rules   func(name string) (id, near string, ok bool) // knows rules by id or name, else the nearest one; nil: every name will do
}

// Config is what all timeoutlint.yaml files of a run say.
type Config struct {
	// Fragment holds the declared endpoints, their links, and what is wrong (kind ReferenceProblem) or without effect in the files. The ids that
	// links name may be anybody's: only the whole graph knows whether they exist.
	Fragment chain.Fragment
	Policies []Policy // one per file in the order of their names, those of --config behind them
}

// Read reads all files. Its error is a *[SyntaxError], or several of them joined: a file that is no YAML, or of an unknown version.
func Read(in Input) (*Config, error) {
	r := &reader{in: in, out: new(Config), seen: map[problemKey]bool{}, names: map[string]source.Span{}, own: map[string]*ownPreset{}, docs: map[string]*document{}}
	files := slices.Clone(in.Files)
	slices.SortStableFunc(files, func(a, b *source.File) int { return strings.Compare(a.Name, b.Name) })
	var roots []*document
	for _, f := range files {
		roots = append(roots, r.open(f, nil))
	}
	for _, f := range in.Configs {
		roots = append(roots, r.open(f, nil))
	}
	if len(r.faults) == 1 {
		return nil, r.faults[0]
	}
	if len(r.faults) > 1 {
		return nil, errors.Join(r.faults...)
	}
	for _, d := range r.read {
		r.ownPresets(d)
	}
	for _, d := range r.read {
		r.declare(d)
	}
	for i, d := range roots {
		p := r.policy(d)
		p.Given = i >= len(files)
		r.out.Policies = append(r.out.Policies, p)
	}
	return r.out, nil
}

// reader is one call of Read.
type reader struct {
	in     Input
	out    *Config
	faults []error
	seen   map[problemKey]bool
	docs   map[string]*document // by path, so that a file that several extend is read once
	read   []*document          // in the order in which their declarations count
	names  map[string]source.Span
	own    map[string]*ownPreset // by lower-case name

	guesses int // unknown presets so far
}

// problemKey tells faults apart: an aliased value is met as often as it is used.
type problemKey struct {
	at  source.Span
	msg string
}

func (r *reader) report(p problem) {
	key := problemKey{p.At, p.Msg}
	if !r.seen[key] {
		r.seen[key] = true
		r.out.Fragment.Problems = append(r.out.Fragment.Problems, p)
	}
}

// fact enters what is known of a setting, once: both sides of a proxy may read the same one.
func (r *reader) fact(f chain.Fact) {
	if key := (problemKey{f.At, f.Why}); !r.seen[key] {
		r.seen[key] = true
		r.out.Fragment.Facts = append(r.out.Fragment.Facts, f)
	}
}

func (r *reader) fault(at source.Span, msg string, also ...chain.Step) {
	r.report(problem{Kind: chain.ReferenceProblem, At: at, Msg: msg, Also: also})
}
