package program

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// decidedBy is the way of the word that decides: what the catalogue took a value from, "--keep-alive 75" or "PUMA_PERSISTENT_TIMEOUT=75".
func (l *launch) decidedBy(decided string) []chain.Step {
	name, value, assigned := strings.Cut(decided, "=")
	if w, ok := l.env[name]; ok && assigned && w.Text == value && w.From != nil {
		return w.From.Steps
	}
	if name, value, pair := strings.Cut(decided, " "); pair {
		for i, w := range l.words {
			if i > 0 && w.From != nil && w.Text == value && l.words[i-1].Text == name {
				return w.From.Steps
			}
		}
	}
	last := decided[strings.LastIndexAny(decided, " =")+1:]
	for _, fits := range []func(text string) bool{
		func(text string) bool { return text == decided },
		func(text string) bool { return text == last },
		func(text string) bool {
			return decided != "" && strings.ContainsAny(text, " ") && strings.Contains(text, last)
		}, // inside a script
	} {
		if w, ok := l.word(fits); ok {
			return w.From.Steps
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.env)) { // inside a variable that holds options
		if w := l.env[name]; decided != "" && w.From != nil && strings.Contains(w.Text, decided) {
			return w.From.Steps
		}
	}
	return []chain.Step{{Role: chain.Decides, At: l.At}}
}

// startedBy is the place of the program's name, or of the line that holds it.
func (l *launch) startedBy(s presets.Started) []chain.Step {
	at := l.At
	if w, ok := l.word(func(text string) bool {
		return slices.ContainsFunc(strings.Fields(text), func(f string) bool { return path.Base(f) == s.Ref.Name })
	}); ok {
		at = w.From.At()
	} else if len(l.words) > 0 && l.words[0].From != nil {
		at = l.words[0].From.At()
	}
	return []chain.Step{{Role: chain.DefaultOf, At: at}}
}

func (l *launch) word(fits func(text string) bool) (Word, bool) {
	for _, w := range l.words {
		if w.From != nil && fits(w.Text) {
			return w, true
		}
	}
	return Word{}, false
}
