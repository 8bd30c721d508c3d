package program

import (
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// decidedBy is the way of the word that decides: what the catalogue took a value from, "--keep-alive 75" or "PUMA_PERSISTENT_TIMEOUT=75".
func (p *Program) decidedBy(decided string) []chain.Step {
	name, value, assigned := strings.Cut(decided, "=")
	if w, ok := p.Env[name]; ok && assigned && w.Text == value && w.From != nil {
		return w.From.Steps
	}
	last := decided[strings.LastIndexAny(decided, " =")+1:]
	for _, fits := range []func(text string) bool{
		func(text string) bool { return text == decided },
		func(text string) bool { return text == last },
		func(text string) bool {
			return decided != "" && strings.ContainsAny(text, " ") && strings.Contains(text, last)
		}, // inside a script
	} {
		if w, ok := p.word(fits); ok {
			return w.From.Steps
		}
	}
	for _, w := range p.Env { // inside a variable that holds options
		if decided != "" && w.From != nil && strings.Contains(w.Text, decided) {
			return w.From.Steps
		}
	}
	return []chain.Step{{Role: chain.Decides, At: p.At}}
}

// startedBy is the place of the program's name.
func (p *Program) startedBy(s presets.Started) []chain.Step {
	at := p.At
	if w, ok := p.word(func(text string) bool { return path.Base(text) == s.Ref.Name }); ok {
		at = w.From.At()
	}
	return []chain.Step{{Role: chain.DefaultOf, At: at}}
}

func (p *Program) word(fits func(text string) bool) (Word, bool) {
	for _, words := range [][]Word{p.Command, p.Entry} {
		for _, w := range words {
			if w.From != nil && fits(w.Text) {
				return w, true
			}
		}
	}
	return Word{}, false
}
