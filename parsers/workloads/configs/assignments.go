package configs

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// assignments are what a file of Python or Ruby sets, by name.
type assignments struct {
	file   *source.File
	names  map[string]term // what is certain so far
	wanted map[string]*history
}

func newAssignments(f *source.File, wanted ...string) *assignments {
	a := &assignments{file: f, names: map[string]term{}, wanted: map[string]*history{}}
	for _, name := range wanted {
		a.wanted[name] = &history{}
	}
	return a
}

// assign takes name = value, under a condition.
func (a *assignments) assign(name string, value []token, when chain.Guard) {
	t := evaluate(value, a.names)
	if h := a.wanted[name]; h != nil && len(value) > 0 {
		w := t.say(a.file.Src, value)
		w.at = span(a.file, value[0].from, value[len(value)-1].to)
		h.set(when, w)
	}
	if len(when) > 0 {
		t = unknown
	}
	a.names[name] = t
}

// doubt says that a line may set anything.
func (a *assignments) doubt(tokens []token) {
	at := span(a.file, tokens[0].from, tokens[len(tokens)-1].to)
	what := source.ClipLine(string(a.file.Src[at.Start:at.End]))
	for _, h := range a.wanted {
		h.doubt(what, said{at: at, written: what})
	}
	a.names = map[string]term{}
}
