// Package pattern holds regular expressions that are compiled when they are first asked for. The program knows about a hundred, a run needs a few, and
// compiling them all would take longer than many a run.
package pattern

import (
	"os"
	"regexp"
	"strings"
	"sync"
)

// New gives what compiles an expression in its first call and gives it back in each. One that does not compile panics: in tests at once, when the
// variable that holds it is made, so that it is found whether or not it is used.
func New(expression string) func() *regexp.Regexp {
	compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
	if inTest {
		compiled()
	}
	return compiled
}

// inTest is whether this is a program that go test has built.
var inTest = len(os.Args) > 0 && strings.HasSuffix(strings.TrimSuffix(os.Args[0], ".exe"), ".test")
