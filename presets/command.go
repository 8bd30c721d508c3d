package presets

import (
	"bytes"
	_ "embed"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

//go:embed commands.yaml
var commandData []byte

// commandsDoc is commands.yaml as it is written.
type commandsDoc struct {
	Wrappers    []string          `yaml:"wrappers"`
	Programs    []*programDoc     `yaml:"programs"`
	Images      map[string]string `yaml:"images"` // to the name of a program
	Conventions []string          `yaml:"conventions"`
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
}

var commands = sync.OnceValue(func() *commandsDoc {
	doc, err := decodeCommands(commandData)
	if err != nil {
		panic("presets: commands.yaml: " + err.Error()) // embedded, and its schema is tested
	}
	return doc
})

func decodeCommands(src []byte) (*commandsDoc, error) {
	d := yaml.NewDecoder(bytes.NewReader(src))
	d.KnownFields(true)
	doc := new(commandsDoc)
	if err := d.Decode(doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return doc, nil
}

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
	// Convention is set where no program is known, and a variable of a usual name says how long: Decided holds it, Seconds its value.
	Convention bool
	Seconds    float64
}

// Recognise finds the server that a process runs. ok is false where nothing tells.
func Recognise(p Process) (Started, bool) {
	p.Words = unwrap(p.Words, p.Env)
	image := ImageOf(p.Image)
	if program, rest := findProgram(p); program != nil {
		return image.dated(program.start(rest, p.Env)), true
	}
	if len(p.Words) == 0 {
		if s, ok := image.started(p.Env); ok {
			return s, true
		}
	}
	return byVariable(p)
}

func programCalled(name string) *programDoc {
	for _, p := range commands().Programs {
		if slices.Contains(p.Names, name) {
			return p
		}
	}
	return nil
}

// findProgram looks for the program behind those that only start others: sh -c, bundle exec, poetry run.
func findProgram(p Process) (program *programDoc, rest []Word) {
	words := p.Words
	for i := 0; i < len(words); i++ {
		name := path.Base(words[i].Text)
		found := programCalled(name)
		switch {
		case found != nil && found.fits(words[i+1:]):
			return found, words[i+1:]
		case slices.Contains(commands().Wrappers, name), strings.HasPrefix(words[i].Text, "-"), strings.Contains(words[i].Text, "="):
			continue
		}
		end := slices.IndexFunc(words[i:], func(w Word) bool { return w.Text == "--" })
		if end < 0 {
			return nil, nil
		}
		i += end
	}
	return nil, nil
}

func (p *programDoc) fits(rest []Word) bool {
	return len(p.With) == 0 || slices.ContainsFunc(rest, func(w Word) bool { return slices.Contains(p.With, w.Text) })
}
