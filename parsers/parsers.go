// Package parsers holds only the type that every input format implements: from files to endpoints.
package parsers

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// Claim says how sure a parser is that a file is its own.
type Claim uint8

// The claims.
const (
	No        Claim = iota
	BySearch        // it is one if what it holds says so: see Parser.Holds
	ByContent       // it looks like it: if it then does not parse it is skipped, not an error
	ByName          // its name says so, or a PATH named it
)

// File is a file that a parser has claimed.
type File struct {
	*source.File
	Claim Claim
}

// PathMap reads files below From, an absolute path of the target machine, from To, a folder here.
type PathMap struct{ From, To string }

// Settings are what the user says about the input.
type Settings struct {
	NginxVersion string // "1.24.0", "angie/1.12", "openresty/1.27.1", for the whole run; "" is unknown
	// VersionNear gives the version that is declared for what lies beside a file, by its absolute path; "" is none. It may be nil.
	VersionNear func(path string) string
	Mains       []string // absolute paths of files that are main files of nginx, whatever they hold
	// Installs are the places where the scan shows nginx to run, with the version there and what of the scan lies where.
	Installs []Install
	// Texts are texts inside of files that may be the configuration of another program: the keys of ConfigMaps.
	Texts []Text
	// Placed are the files that the scan shows containers to see: the configuration of a proxy among them is that of the container.
	Placed      []Placed
	NginxPrefix string // folder that stands for nginx's --prefix
	Maps        []PathMap

	// Variables are what the command line gives Terraform variables, in its order: of several values of one variable the last counts.
	Variables []Variables
	// VariableSets gives the sets of variables that are declared for a Terraform root module, by its absolute folder. It may be nil.
	VariableSets func(root string) []VariableSet
	// Env gives an environment variable, "" for none. It is asked for TF_VAR_ names only, and nil where the environment must not count.
	Env func(name string) string
}

// Install is one nginx as an image or a container has it.
type Install struct {
	Image   string              // nginx:1.25-alpine, as written; it names the files that come with it
	Version string              // as in NginxVersion; "" is unknown
	At      source.Span         // where the image is named
	Comes   *presets.NginxFiles // where its configuration lies, and what it comes with
	Main    string              // the file that is read first where it is another one: nginx -c
	Files   program.Files       // what is put where
	// Closed is set where Files are all that was changed of the image: what they leave in place is as the image has it.
	Closed bool
	// Hosts are what others call the container: the name of a service. They are known only in the same Scope, "" is everywhere.
	Hosts []string
	Scope string
}

// Text is a text inside of a file.
type Text struct {
	*source.File        // as a part of its host: see source.Tree.Part
	Of           string // what it is, for messages: the key nginx.conf of ConfigMap web
	// Open says why its bytes cannot be taken as they stand in the host, with what to do about it; "" where they can. The part is the whole scalar then, and Holds what it stands for.
	Open  string
	Holds string
}

// Placed is a file or folder of the scan that a container sees.
type Placed struct {
	Path string // absolute
	// Proxy is set where the container's image is that of a proxy: the main file of its product in a folder is its own then. Else only a file that is put there by itself tells.
	Proxy bool
	// Hosts are what others call the container, in the same Scope only.
	Hosts []string
	Scope string
}

// Variables is one --var or one --var-file.
type Variables struct {
	Value string // "name=value"; "" for a file
	File  string // absolute path; "" for a value
}

// VarFiles are the files among [Settings.Variables], in their order.
func (s Settings) VarFiles() (paths []string) {
	for _, v := range s.Variables {
		if v.File != "" {
			paths = append(paths, v.File)
		}
	}
	return paths
}

// VariableSet is a named set of Terraform variable files, such as those of one environment: each set is judged by itself.
type VariableSet struct {
	Name  string
	Files []string // absolute paths, later ones win
}

// Input is what a parser is given: the files that it claimed, in order of their names, and the tree through which it reads
// others.
type Input struct {
	Tree     *source.Tree
	Files    []File
	Settings Settings
	// Sources is what the scan holds of applications: every Survey may add to it. For Parse it is there if the parser [Parser.Uses] it.
	Sources *program.Sources
	// Read is what a parser's Survey leaves to its Parse, so that nothing is read twice. It is nil where there was no survey, or it broke off.
	Read any
	// Jobs is how many goroutines may work at the same time; 0 and 1 are one. What is found must not depend on it.
	Jobs int
	// Limits are how much is taken in at most. What is left out for one of them is told as a problem, with its flag.
	Limits limits.Set
	// Skip records that a claimed file was left out, and why.
	Skip func(f *source.File, reason string)
}

// Parser turns the files of one format into endpoints. Match sees a file's name as shown and its first bytes.
type Parser struct {
	Name  string
	Match func(name string, head []byte) Claim
	// Holds looks through the whole of a file that was claimed [BySearch] and says whether it matters; where it does not, the file is dropped unparsed. It may be
	// nil where Match never claims so.
	Holds func(name string, src []byte) bool
	// Survey, if there is one, runs before the Parse of any parser and tells the others what they need to know: it adds to in.Sources and to in.Settings.
	Survey func(in *Input)
	// Parse makes endpoints of the files. It changes nothing of in but what it finds a use of in in.Sources.
	Parse func(in *Input) chain.Fragment
	// Uses says that Parse looks for applications in in.Sources, and marks there those that it found to run. Such parsers parse one after the other, in
	// their order; all others beside them.
	Uses bool
}
