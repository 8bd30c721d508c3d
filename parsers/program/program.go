// Package program says how long a server that somebody starts keeps idle connections: from the command and the environment that it is started
// with, from the image that it runs in, and from what the application's own files say.
//
// A [Program] is one place that starts a process: a container of a task definition, a service of compose, a line of a Procfile. [Sources] is what the
// scan holds of applications beside those places: the Dockerfiles that build images, and the settings in files and code. [Program.Serve] brings them
// together. Which program is which product, and what its options mean, is data of package presets.
package program

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// Word is one word of a command line, or the value of a variable, and where it stands.
type Word struct {
	presets.Word
	From *chain.Origin // nil for what stands in no file of the scan
}

// At is a word that stands in a file as it is.
func At(text string, at source.Span) Word {
	return Word{presets.Word{Text: text}, &chain.Origin{Kind: chain.Written, Text: text, Steps: []chain.Step{{Role: chain.Decides, At: at}}}}
}

// Unknown is a word of which only the place is known, and why.
func Unknown(why string, at source.Span) Word {
	w := At("", at)
	w.Open = why
	return w
}

// Program is a process that a file starts.
type Program struct {
	Name string      // what the file calls it: a container, a service, a process type
	At   source.Span // where it is declared
	When chain.Guard // the worlds in which it is this one

	Image   string // as written, registry and tag included; "" is not known
	Entry   []Word // what replaces the image's ENTRYPOINT; nil: nothing does
	Command []Word // what replaces its CMD; nil: nothing does
	Env     map[string]Word
	Ports   []int  // on which others reach it
	Open    string // why it is not known how it is started, "" if it is
	// Ambient says why variables may be set that Env does not name, "" where none are: from a file that is not in the scan, say.
	Ambient string

	// Build is what builds its image, nil where the scan does not hold it.
	Build *Build
	// Tied is where the image is named, with what makes Build the one that builds it; zero where the file states it.
	Tied chain.Step
	// Folders are absolute folders of the application's own files, for what runs without an image: that of its Procfile.
	Folders []string
}

// Build is how an image is made: a Dockerfile, its final stage.
type Build struct {
	File *source.File
	At   source.Span // the FROM of the final stage
	Name string      // for messages: the name of its file as shown

	Base     string // image at the bottom of the final stage: node:20-alpine; "" is not known
	BaseOpen string // why it is not known
	BaseAt   source.Span
	Stages   []string // images of all stages before the final one, in order: golang:1.22

	Entry, Command []Word // of the image; nil: those of Base
	Env            map[string]Word
	Ports          []int  // EXPOSE
	Context        string // absolute folder that COPY reads from
	Copies         Files
	// Made are absolute files and folders that earlier stages take in to make what the final one copies from them; nil: all of Context may be.
	Made     []string
	WorkDir  string // absolute folder in the container that its command starts in, "" is that of Base
	Packages []Word // what commands of the build install with the distribution's package manager, as written: nginx, nginx=1.22.1-9

	// Images are the names of images that are stated to be built from it, without registry and tag: "image: team/api" beside "build: ." in compose.
	Images []string
	// Used is set when a program is known to run it: it is no server of its own then.
	Used bool
}

// Host is the name by which hops reach the servers of the image's containers: unique in a scan, and no name that a file could hold by chance.
func (b *Build) Host() string { return "image of " + b.Name }

// Copy is what a COPY or ADD, or a mount, puts where.
type Copy struct {
	From  string // absolute path here of a file or folder; "" where Stage or Open is set, and where what lies at To is taken away
	To    string // absolute path in the container, of the file or folder itself; a glob only of what is taken away
	Stage string // the stage or image that it comes from, of which nothing more is known; "" for what is in the scan
	At    source.Span
	Hides bool   // it is a mount: what lay below To before is not seen any more
	Open  string // why it is not known what lies at To: a command of the build writes it
}

// Setting is what one of the application's own files says of the idle timeout of a server that it starts or configures.
type Setting struct {
	Preset  string            // name in the catalogue: node, go, gunicorn
	Options map[string]string // of the preset, as this file states them: worker=gthread
	// Unclear are options that this file states in a way that cannot be known, with the reason; OptionEnv names the variables that replace options where
	// they are set. See Setting.optionsUnder.
	Unclear   map[string]string
	OptionEnv map[string]string
	Key       string      // the product's own name of the setting: keepAliveTimeout; "" where the file only shows that it starts such a server
	Value     chain.Value // nil where Key is ""; as it is where no option keeps it from counting
	// Reads are the environment variables that Value has cases for ([Unset], [IsSet]), and what becomes of their text. See [Setting.Under].
	Reads map[string]func(text string) (c chain.Case, ok bool)
	File  *source.File
	At    source.Span
	// Serves is set where the file itself starts the server: server.listen(), http.ListenAndServe(), uvicorn.run().
	Serves bool
	Ports  []int // on which it listens, none where that is not known
	// Aside says why it is evidently another server than the application's own: "it is for metrics"; "" if nothing says so.
	Aside string
	// Insert is where Key would be written where it is not, zero where nowhere is known.
	Insert source.Place
	// Set writes the setting as this file would have it for another idle timeout; nil: as the catalogue says.
	Set func(idle time.Duration) string
	// Note is what to know of it, "" for nothing.
	Note string
}

// Manifest is what tells which libraries and commands a folder's application has: package.json, go.mod, Gemfile, requirements.txt, pyproject.toml.
type Manifest struct {
	File     *source.File
	Folder   string          // absolute
	Name     string          // of the package, "" where it has none
	Requires map[string]Word // libraries by name, with the version as written
	Scripts  map[string]Word // commands by name, of package.json
}

// Sources is what a scan holds of applications, apart from the places that start them.
type Sources struct {
	Builds    []*Build
	Settings  []Setting
	Manifests []Manifest
	// Tree is the scan: a script that starts a server is read through it. It may be nil.
	Tree *source.Tree
	// Unread are absolute paths of code and configuration that was left out, as generated or too large, with the reason: what they say is not known.
	Unread map[string]string

	done *surveyed
}
