package terraform

import (
	"embed"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// Two thirds of the balancers in public configurations come from modules whose body is not in the repository. For the well-known ones a
// model stands in: a file of Terraform in our own words that creates what the module does, as far as connections go. A model's texts have
// no places; what one decides is told as a default of the module.

//go:embed models/*.hcl
var modelFiles embed.FS

// model is one stand-in, for versions from (included) to (not included).
type model struct {
	sources  []string
	from, to version
	name     string
	unlike   bool // other versions have other defaults: a commit does not tell which
	parse    func() *module
}

// models reads the heads of all files: "# source: ...", "# versions: from to" and "# unlike: what is not so in other versions".
var models = sync.OnceValue(func() (all []model) {
	names, err := fs.Glob(modelFiles, "models/*.hcl")
	if err != nil {
		panic(err) // the pattern is constant
	}
	for _, name := range names {
		src, err := modelFiles.ReadFile(name)
		if err != nil {
			panic(err) // it was just listed
		}
		m := model{name: name, to: version{math.MaxInt32}}
		for line := range strings.Lines(string(src)) {
			key, rest, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "# "), ": ")
			if !strings.HasPrefix(line, "# ") || !ok {
				break
			}
			switch f := strings.Fields(rest); {
			case key == "source":
				m.sources = f
			case key == "unlike":
				m.unlike = true
			case key == "versions" && len(f) > 1:
				m.from, m.to = parseVersion(f[0]), parseVersion(f[1])
			case key == "versions":
				m.from = parseVersion(f[0])
			}
		}
		m.parse = sync.OnceValue(func() *module { return parseModel(src) })
		all = append(all, m)
	}
	return all
})

// parseModel reads a stand-in. Its expressions have ranges without a file.
func parseModel(src []byte) *module {
	parsed, diags := hclsyntax.ParseConfig(src, "", hcl.InitialPos)
	if diags.HasErrors() {
		panic(diags) // a test parses them all
	}
	mod := newModule("")
	f := &source.File{Src: src}
	mod.add(f, fromHCL(f, parsed.Body.(*hclsyntax.Body)), false)
	for _, d := range mod.blocks {
		d.forget()
	}
	for _, v := range mod.variables {
		v.forget()
	}
	return mod
}

// forget removes the places of a body: a model has none.
func (b *block) forget() {
	b.at, b.insert = source.Span{}, source.Place{}
	for name, a := range b.attrs {
		a.at = source.Span{}
		b.attrs[name] = a
	}
	for _, k := range b.blocks {
		k.forget()
	}
}

// findModel gives the model for a source and a version constraint: of several that fit the newest. A commit tells no version, but Terraform refuses
// arguments that a module does not declare: then the model fits best that knows most of those that the call has. ok is false where there is none.
func findModel(src, constraint string, arguments map[string]attribute) (best model, ok bool) {
	src = registryForm(src)
	byCommit, most := commit().MatchString(constraint), 0
	if byCommit {
		constraint = ""
	}
	lo, hi := bounds(constraint)
	for _, m := range models() {
		for _, s := range m.sources {
			if !strings.EqualFold(s, src) || !m.from.less(hi) || !lo.less(m.to) {
				continue
			}
			known := 0
			if byCommit {
				known = m.knows(arguments)
			}
			if !ok || known > most || known == most && best.from.less(m.from) {
				best, ok, most = m, true, known
			}
		}
	}
	if best.unlike && byCommit {
		return model{}, false
	}
	return best, ok
}

// knows counts the arguments that the module has.
func (m *model) knows(arguments map[string]attribute) (n int) {
	variables := m.parse().variables
	for name := range arguments {
		if variables[name] != nil {
			n++
		}
	}
	return n
}

// commit is what selects a version of a repository without its number.
var commit = pattern.New(`^[0-9a-f]{7,40}$`)

// registryForm turns the address of a module's repository into its name in the registry:
// git::https://github.com/terraform-aws-modules/terraform-aws-alb.git is terraform-aws-modules/alb/aws.
func registryForm(src string) string {
	_, rest, onGitHub := strings.Cut(src, "github.com")
	if !onGitHub {
		return src
	}
	rest = strings.TrimLeft(rest, "/:")
	rest, sub, _ := strings.Cut(rest, "//")
	owner, repo, ok := strings.Cut(strings.TrimSuffix(rest, ".git"), "/")
	provider, name, ok2 := strings.Cut(strings.TrimPrefix(repo, "terraform-"), "-")
	if !ok || !ok2 || !strings.HasPrefix(repo, "terraform-") {
		return src
	}
	out := owner + "/" + name + "/" + provider
	if sub != "" {
		out += "//" + sub
	}
	return out
}

// version is a dotted number.
type version []int

func parseVersion(s string) version {
	var v version
	for p := range strings.SplitSeq(strings.TrimPrefix(strings.TrimSpace(s), "v"), ".") {
		n, err := strconv.Atoi(strings.TrimRight(p, "-abcdefghijklmnopqrstuvwxyz"))
		if err != nil {
			break
		}
		v = append(v, n)
	}
	return v
}

func (v version) less(w version) bool {
	for i := range max(len(v), len(w)) {
		if a, b := v.at(i), w.at(i); a != b {
			return a < b
		}
	}
	return false
}

func (v version) at(i int) int {
	if i < len(v) {
		return v[i]
	}
	return 0
}

// next is the first version behind all that share the first n numbers of v.
func (v version) next(n int) version {
	out := make(version, n)
	for i := range out {
		out[i] = v.at(i)
	}
	if n > 0 {
		out[n-1]++
	}
	return out
}

// bounds are the versions that a constraint lets through, the upper one not included. What is no version lets all through.
func bounds(constraint string) (lo, hi version) {
	hi = version{math.MaxInt32}
	for c := range strings.SplitSeq(constraint, ",") {
		c = strings.TrimSpace(c)
		op := c[:len(c)-len(strings.TrimLeft(c, "~>=<! "))]
		v := parseVersion(c[len(op):])
		if len(v) == 0 {
			continue
		}
		switch strings.TrimSpace(op) {
		case "", "=":
			lo, hi = v, v.next(max(len(v), 3))
		case ">=", ">":
			lo = v
		case "<":
			hi = v
		case "<=":
			hi = v.next(max(len(v), 3))
		case "~>":
			lo, hi = v, v.next(max(len(v)-1, 1))
		}
	}
	return lo, hi
}

// standIn makes the scope of a well-known module whose body is not at hand, nil for all others.
func (e *evaluator) standIn(inst *instance) *scope {
	src, constraint := e.sourceOf(inst)
	m, ok := findModel(src, constraint, inst.def.attrs)
	if !ok || inst.sc.depth >= maxModules {
		return nil
	}
	stand := inst.sc.stand
	if stand == nil {
		stand = &standPlace{name: src, at: inst.def.at, insert: inst.def.insert}
	}
	return &scope{
		mod: m.parse(), up: inst.sc, call: inst, addr: inst.addr, depth: inst.sc.depth + 1, root: inst.sc.root, stand: stand,
		memo: map[string]*memory{}, instances: map[string]*instance{},
	}
}

// standPlace is the module call that a model stands in for.
type standPlace struct {
	name   string
	at     source.Span
	insert source.Place
}

// settle gives the steps of a value that went through a model: those inside of it have no place, and one that it decides is a default of
// the module.
func (s *standPlace) settle(o *chain.Origin, setting string) {
	var steps []chain.Step
	for _, step := range o.Steps {
		if step.At.File != 0 {
			steps = append(steps, step)
		}
	}
	if len(o.Steps) > 0 && o.Steps[0].At.File != 0 {
		o.Steps = steps
		return
	}
	o.Kind, o.Text, o.Insert = chain.Default, "", s.insert
	if o.Note == "" {
		o.Note = setting + " not set: default of the module " + s.name
	}
	o.Steps = []chain.Step{{Role: chain.DefaultOf, At: s.at}}
}
