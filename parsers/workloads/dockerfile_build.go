package workloads

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// buildOptions are how a Dockerfile is used. The zero value is docker build without options.
type buildOptions struct {
	Context string            // absolute folder that COPY reads from; "" is found out: see contextOf
	Target  string            // the stage that is wanted, "" is the last one
	Args    map[string]string // --build-arg
}

// stage is one FROM with what follows it.
type stage struct {
	name   string // in lower case, "" for none
	image  string // as written, variables filled in
	open   string // why that is not known
	from   *stage // the stage that it goes on from, nil for an image
	at     source.Span
	vars   dockerScope
	cmdSet bool // CMD stands in this very stage
	vague  bool // what it takes from the context is not certain

	env            map[string]program.Word
	entry, command []program.Word
	ports          []int
	files          program.Files
	dir            string
	packages       []program.Word
}

// dockerBuild reads one Dockerfile.
type dockerBuild struct {
	tree   *source.Tree
	o      buildOptions
	escape byte
	global dockerScope // ARG before the first FROM
	stages []*stage
}

// readDockerfile says what a Dockerfile builds. ok is false where it has no FROM, or not the stage that is asked for.
func readDockerfile(tree *source.Tree, f *source.File, o buildOptions) (b *program.Build, ok bool) {
	all := instructionsOf(f)
	if len(all) > maxInstructions {
		return nil, false
	}
	if o.Context == "" {
		o.Context = contextOf(tree, f, all)
	}
	d := &dockerBuild{tree: tree, o: o, escape: escapeOf(f), global: dockerScope{}}
	for i := range all {
		d.read(&all[i])
	}
	final := d.wanted()
	if final == nil {
		return nil, false
	}
	bottom := final
	for bottom.from != nil {
		bottom = bottom.from
	}
	b = &program.Build{
		File: f, At: final.at, Name: f.Name, Base: bottom.image, BaseOpen: bottom.open, BaseAt: bottom.at, Entry: final.entry, Command: final.command, Env: final.env,
		Ports: final.ports, Context: o.Context, Copies: final.files, WorkDir: final.dir, Packages: final.packages,
		Made: d.made(final),
	}
	for _, s := range d.stages {
		if s == final {
			break
		}
		if s.from == nil && s.image != "" {
			b.Stages = append(b.Stages, s.image)
		}
	}
	return b, true
}

func escapeOf(f *source.File) byte {
	r := lineReader{src: f.Src, escape: '\\'}
	r.directives()
	return r.escape
}

// wanted is the stage that is built.
func (d *dockerBuild) wanted() *stage {
	if d.o.Target != "" {
		return d.stage(d.o.Target)
	}
	if len(d.stages) == 0 {
		return nil
	}
	return d.stages[len(d.stages)-1]
}

// stage finds one by its name or number.
func (d *dockerBuild) stage(name string) *stage {
	for _, s := range slices.Backward(d.stages) {
		if s.name != "" && s.name == strings.ToLower(name) {
			return s
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(d.stages) {
		return d.stages[n]
	}
	return nil
}

// read does what one instruction says.
func (d *dockerBuild) read(in *instruction) {
	if in.name == "FROM" {
		d.from(in)
		return
	}
	if len(d.stages) == 0 {
		if in.name == "ARG" {
			d.arguments(in, d.global, nil)
		}
		return
	}
	s := d.stages[len(d.stages)-1]
	switch in.name {
	case "ARG":
		d.arguments(in, s.vars, d.global)
	case "ENV":
		d.environment(in, s)
	case "WORKDIR":
		s.dir = d.folder(in, s)
	case "EXPOSE":
		for _, w := range in.words() {
			text, open := s.vars.fill(w.text, d.escape)
			number, protocol, _ := strings.Cut(text, "/")
			if port, err := strconv.Atoi(number); err == nil && open == "" && protocol != "udp" && port > 0 && port < 1<<16 && !slices.Contains(s.ports, port) {
				s.ports = append(s.ports, port)
			}
		}
	case "CMD":
		s.command, s.cmdSet = in.command(), true
		if _, exec := in.list(); !exec && s.shellEntry() {
			s.command = nil
		}
	case "ENTRYPOINT":
		s.entry = in.command()
		if !s.cmdSet { // that of the image it is built on counts no more
			s.command = nil
		}
		if s.shellEntry() {
			s.command = nil
		}
	case "COPY", "ADD":
		d.copy(in, s)
	case "RUN":
		s.vague = s.vague || in.mountsContext()
		d.run(in, s)
	}
}

// shellEntry reports whether the entry point is a line for a shell, which ignores the command.
func (s *stage) shellEntry() bool {
	return len(s.entry) == 1 && strings.ContainsAny(s.entry[0].Text, " \t\n")
}

// from begins a stage: FROM [--platform=...] IMAGE [AS NAME].
func (d *dockerBuild) from(in *instruction) {
	s := &stage{vars: dockerScope{}, env: map[string]program.Word{}}
	d.stages = append(d.stages, s)
	_, words := options(in.words())
	if len(words) == 0 {
		s.at, s.open = in.whole(), "FROM names no image"
		return
	}
	s.at = in.at(words[0].from, words[0].to)
	s.image, s.open = d.global.fill(words[0].text, d.escape)
	if s.open == "" && strings.HasSuffix(s.image, ":") {
		s.open = "a variable of its tag has no value"
	}
	if s.open != "" || s.image == "" {
		if s.open == "" {
			s.open = "a variable that names it has no value"
		}
		s.image = ""
	}
	base := d.stageBefore(s.image)
	if len(words) > 2 && strings.EqualFold(words[1].text, "as") {
		s.name = strings.ToLower(words[2].text)
	}
	if base == nil {
		return
	}
	s.from, s.image = base, ""
	s.entry, s.command, s.dir, s.vague = base.entry, base.command, base.dir, base.vague
	s.ports, s.files, s.packages = slices.Clone(base.ports), slices.Clone(base.files), slices.Clone(base.packages)
	maps.Copy(s.env, base.env)
	for name, w := range base.env {
		s.vars[name] = dockerVariable{w.Text, w.Open}
	}
}

// stageBefore finds an earlier stage by its name: a number means an image here.
func (d *dockerBuild) stageBefore(name string) *stage {
	for _, s := range slices.Backward(d.stages[:len(d.stages)-1]) {
		if s.name != "" && s.name == strings.ToLower(name) {
			return s
		}
	}
	return nil
}

// run does what a script is known to do: move configurations of nginx, install packages.
func (d *dockerBuild) run(in *instruction, s *stage) {
	script := image.Script{Text: string(in.text), At: in.whole(), Dir: s.dir, Env: maps.Clone(s.env)}
	if script.Dir == "" {
		script.Dir = "/"
	}
	for name, v := range s.vars {
		if _, ok := script.Env[name]; !ok && v.open == "" {
			script.Env[name] = program.At(v.text, source.Span{})
		}
	}
	if list, ok := in.list(); ok {
		script.Text = ""
		for _, w := range list {
			script.Text += " " + strconv.Quote(w.text)
		}
	}
	for _, doc := range in.docs {
		script.Text = doc.text
	}
	if words := in.words(); len(words) > 0 && strings.HasPrefix(words[0].text, "--") {
		_, rest := options(words)
		if len(rest) > 0 && len(in.docs) == 0 {
			script.Text = string(in.text[rest[0].from:])
		}
	}
	s.files = script.Apply(d.tree, s.files)
	for _, name := range script.Packages() {
		if len(s.packages) == maxInstructions {
			break
		}
		s.packages = append(s.packages, program.At(name, in.whole()))
	}
}
