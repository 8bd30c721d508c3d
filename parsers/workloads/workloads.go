// Package workloads recognises the applications of a repository without their being declared: what Dockerfiles build, what compose, Kubernetes and
// Procfiles start, and what the applications' own files and code say of idle timeouts.
package workloads

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/code"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/configs"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/kubernetes"
	"github.com/timeoutlint/timeoutlint/source"
)

// Parser reads all that tells which server an application runs.
var Parser = parsers.Parser{Name: "workloads", Match: Match, Holds: Holds, Survey: Survey, Parse: Parse, Uses: true}

// format is one kind of file. A survey adds to what the scan knows of applications; declare gives the endpoints that the files start.
type format struct {
	match   func(name string, head []byte) parsers.Claim
	holds   func(name string, src []byte) bool // of what match claims BySearch
	survey  func(in *parsers.Input, files []*source.File)
	declare func(in *parsers.Input, files []*source.File) chain.Fragment
}

// formats are the kinds of files, one line each: what builds and configures before what starts it. Surveys run in this order, declarations in the reverse
// one: what starts an image needs to know how it is built, and which images nothing starts is known last.
var formats = []format{
	dockerfiles,
	{match: configs.Match, holds: configs.Holds, survey: configs.Survey},
	{match: code.Match, holds: code.Holds, survey: code.Survey},
	{match: configs.MatchProxy, declare: configs.Declare},
	manifests,
	compose,
	{match: kubernetes.Match, holds: kubernetes.Holds, survey: kubernetes.Survey, declare: kubernetes.Declare},
	procfiles,
	heroku,
}

// sniffed is how much of a file Match sees when a file is sorted again.
const sniffed = 8 << 10

// Match claims a file for the format that is surest of it.
func Match(name string, head []byte) parsers.Claim {
	_, claim := formatOf(name, head)
	return claim
}

func formatOf(name string, head []byte) (which int, claim parsers.Claim) {
	for i, f := range formats {
		if c := f.match(name, head); c > claim {
			which, claim = i, c
		}
	}
	return which, claim
}

// Holds reports whether a file that was claimed by search says anything that matters.
func Holds(name string, src []byte) bool {
	f, claim := formatOf(name, src[:min(len(src), sniffed)])
	return claim != parsers.No && formats[f].holds != nil && formats[f].holds(name, src)
}

// Survey reads what others build on: images, and what the applications' own files say.
func Survey(in *parsers.Input) {
	for i, files := range sorted(in) {
		if formats[i].survey != nil && len(files) > 0 {
			formats[i].survey(in, files)
		}
	}
}

// Parse gives the endpoints that the files declare.
func Parse(in *parsers.Input) (out chain.Fragment) {
	for i, files := range slices.Backward(sorted(in)) {
		if formats[i].declare != nil && len(files) > 0 {
			out.Add(formats[i].declare(in, files))
		}
	}
	return out
}

// sorted gives the claimed files by format.
func sorted(in *parsers.Input) [][]*source.File {
	byFormat := make([][]*source.File, len(formats))
	for _, f := range in.Files {
		if i, claim := formatOf(f.Name, f.Src[:min(len(f.Src), sniffed)]); claim != parsers.No {
			byFormat[i] = append(byFormat[i], f.File)
		}
	}
	return byFormat
}
