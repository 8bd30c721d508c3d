// Package parsers holds only the type that every input format implements: from files to endpoints.
package parsers

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Claim says how sure a parser is that a file is its own.
type Claim uint8

// The claims.
const (
	No        Claim = iota
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
	NginxPrefix string   // folder that stands for nginx's --prefix
	Maps        []PathMap

	// Vars are values of Terraform variables, "name=value", in the order of the command line; they win over VarFiles.
	Vars []string
	// VarFiles are absolute paths of Terraform variable files, in the order of the command line.
	VarFiles []string
	// VariableSets gives the sets of variables that are declared for a Terraform root module, by its absolute folder. It may be nil.
	VariableSets func(root string) []VariableSet
	// Env gives an environment variable, "" for none. It is asked for TF_VAR_ names only, and nil where the environment must not count.
	Env func(name string) string
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
	// Skip records that a claimed file was left out, and why.
	Skip func(f *source.File, reason string)
}

// Parser turns the files of one format into endpoints. Match sees a file's name as shown and its first bytes.
type Parser struct {
	Name  string
	Match func(name string, head []byte) Claim
	Parse func(in *Input) chain.Fragment
}
