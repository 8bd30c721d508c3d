package presets

import (
	_ "embed"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed commands.yaml
var commandData []byte

// commandsDoc is commands.yaml as it is written.
type commandsDoc struct {
	Wrappers    []string            `yaml:"wrappers"`
	Programs    []*programDoc       `yaml:"programs"`
	Conventions []string            `yaml:"conventions"`
	Managers    []string            `yaml:"managers"` // run the scripts of package.json
	Runtimes    []*programDoc       `yaml:"runtimes"` // run code, which may be any server
	Compiled    map[string][]string `yaml:"compiled"` // by the preset of the image that compiles them: the servers that such programs may be
}

type programDoc struct {
	Names   []string          `yaml:"names"`
	Preset  string            `yaml:"preset"`
	With    []string          `yaml:"with"`    // it is this one only with one of these words: next start
	Options map[string]string `yaml:"options"` // to options and settings of the preset
	Env     map[string]string `yaml:"env"`     // likewise; the command line wins
	More    string            `yaml:"more"`    // a variable that holds further options
	Files   []string          `yaml:"files"`   // options that name a file which can set it too
	Code    string            `yaml:"code"`    // what decides where nothing here does
	Generic bool              `yaml:"generic"` // other programs have variables of the same names
	Note    string            `yaml:"note"`    // on what the environment says

	Looks     []string          `yaml:"looks"`      // configuration files that are read where none is named
	FileFirst bool              `yaml:"file_first"` // they count before the environment
	Library   string            `yaml:"library"`    // what manifests call it
	Needs     string            `yaml:"needs"`      // it is this preset only where manifests name the library, and why
	Runs      []string          `yaml:"runs"`       // presets of the servers that the code which it runs may set up
	EnvSince  string            `yaml:"env_since"`  // the version from which on it reads the environment, "" for always
	Unheard   map[string]string `yaml:"unheard"`    // options and variables that it does not read, and why
}

var commands = sync.OnceValue(func() *commandsDoc {
	doc := new(commandsDoc)
	must("commands.yaml", decode(commandData, doc))
	return doc
})

// Word is a word of a command line or the value of a variable. Open says why it is not known, "" for a known one.
type Word struct{ Text, Open string }

// Process is how a container or a service is started.
type Process struct {
	Image string // name:tag, "" is not known
	Words []Word // entry point and command; none: what the image says
	Env   map[string]Word
}

// Started is what a process is known to serve with.
type Started struct {
	Ref     Ref    // preset and options
	Decided string // what sets the idle timeout, as written: "--keep-alive 75", "PUMA_PERSISTENT_TIMEOUT=75"; "" for the default
	Open    string // why the idle timeout is not certain all the same; "" if it is
	Note    string // what to know of what is written
	// Elsewhere is set where Open is about files and code alone: where they are known, it is certain.
	Elsewhere bool
	InEnv     bool // Decided stands in the environment
	// Config is the configuration file that the command line names, and Looks are those that are read where it names none, below the working directory.
	// FileFirst is set where they count before the environment.
	Config    string
	Looks     []string
	FileFirst bool
	Library   string            // what manifests call the product, "" where they do not tell its version
	Runs      []string          // presets of the servers that the code which is run may set up; none for a program that is a server itself
	Script    string            // the code that is run: dist/server.js; "" is not known
	Needs     string            // why it is this product only where manifests name Library; "" where it always is
	Reads     []string          // variables that can set it, in order
	EnvSince  string            // the version from which on the program reads the environment; "" is always
	Unheard   map[string]string // options and variables that the program does not read though others do, and why
	// Convention is set where no program is known, and a variable of a usual name says how long: Decided holds it, Seconds its value.
	Convention bool
	Seconds    float64
}

// Recognise finds the server that a process runs. ok is false where nothing tells.
func Recognise(p Process) (Started, bool) {
	p.Words = unwrap(p.Words, p.Env)
	p.Env = p.assigned()
	image := ImageOf(p.Image)
	program, rest := findProgram(p)
	if program != nil && program.Preset != "" {
		return image.dated(program.start(rest, p.Env)), true
	}
	if len(p.Words) == 0 {
		if s, ok := image.started(p.Env); ok {
			return s, true
		}
	}
	s, ok := byVariable(p, program != nil)
	if program != nil && (!ok || s.Convention) {
		runs := program.start(rest, nil)
		s.Runs, s.Script = runs.Runs, runs.Script
		if !ok {
			return runs, true
		}
	}
	return s, ok
}

// assigned is the environment with the assignments before a command: env KEEP=75 program.
func (p Process) assigned() map[string]Word {
	env := p.Env
	for _, w := range p.Words {
		name, value, ok := strings.Cut(w.Text, "=")
		switch {
		case ok && name != "" && !strings.ContainsAny(name, "-/ "):
			if env = maps.Clone(env); env == nil {
				env = map[string]Word{}
			}
			env[name] = Word{value, w.Open}
		case !slices.Contains(commands().Wrappers, path.Base(w.Text)) && !strings.HasPrefix(w.Text, "-"):
			return env
		}
	}
	return env
}

func programCalled(name string) *programDoc { return called(commands().Programs, name) }

func called(programs []*programDoc, name string) *programDoc {
	for _, p := range programs {
		if slices.Contains(p.Names, name) {
			return p
		}
	}
	return nil
}

// findProgram looks for the program behind those that only start others: sh -c, bundle exec, poetry run. Where there is none, it may be a runtime among
// these that runs a file of code.
func findProgram(p Process) (program *programDoc, rest []Word) {
	words := p.Words
	var runtime *programDoc
	var code []Word
	for i := 0; i < len(words); i++ {
		name := path.Base(words[i].Text)
		found := programCalled(name)
		if r := called(commands().Runtimes, name); r != nil && found == nil {
			runtime, code = r, words[i+1:]
		}
		switch {
		case found != nil && found.fits(words[i+1:]):
			return found, words[i+1:]
		case slices.Contains(commands().Wrappers, name), strings.HasPrefix(words[i].Text, "-"), strings.Contains(words[i].Text, "="):
			continue
		}
		end := slices.IndexFunc(words[i:], func(w Word) bool { return w.Text == "--" })
		if end < 0 {
			return runtime, code
		}
		i += end
	}
	return runtime, code
}

// Compiled gives the presets of the servers that a program may be which images of earlier stages compile: those of Go for golang:1.22. None where no
// image tells.
func Compiled(images []string) (runs []string) {
	for _, image := range images {
		for _, preset := range commands().Compiled[ImageOf(image).Preset] {
			if !slices.Contains(runs, preset) {
				runs = append(runs, preset)
			}
		}
	}
	return runs
}

func (p *programDoc) fits(rest []Word) bool {
	return len(p.With) == 0 || slices.ContainsFunc(rest, func(w Word) bool { return slices.Contains(p.With, w.Text) })
}
