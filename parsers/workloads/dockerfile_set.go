package workloads

import (
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// arguments reads ARG NAME[=DEFAULT] ...; outer are those that stand before the first FROM.
func (d *dockerBuild) arguments(in *instruction, vars, outer dockerScope) {
	for _, w := range in.words() {
		name, value, given := strings.Cut(w.text, "=")
		v := dockerVariable{}
		v.text, v.open = vars.fill(value, d.escape)
		if set, ok := d.o.Args[name]; ok {
			v = dockerVariable{text: set}
		} else if before, ok := outer[name]; !given && ok {
			v = before
		} else if !given {
			v.open = "the argument has no default"
		}
		vars[name] = v
	}
}

// environment reads ENV NAME=VALUE ... and the old ENV NAME VALUE.
func (d *dockerBuild) environment(in *instruction, s *stage) {
	words := in.words()
	if len(words) == 0 {
		return
	}
	if !strings.Contains(words[0].text, "=") {
		if len(words) > 1 {
			from, to := words[1].from, words[len(words)-1].to
			d.set(s, words[0].text, string(in.text[from:to]), in.at(from, to))
		}
		return
	}
	for _, w := range words {
		if name, value, ok := strings.Cut(w.text, "="); ok {
			d.set(s, name, value, in.at(w.from+len(name)+1, w.to))
		}
	}
}

func (d *dockerBuild) set(s *stage, name, value string, at source.Span) {
	text, open := s.vars.fill(value, d.escape)
	s.vars[name] = dockerVariable{text, open}
	w := program.At(text, at)
	w.Open = open
	s.env[name] = w
}

// folder reads WORKDIR; "" where it is not known.
func (d *dockerBuild) folder(in *instruction, s *stage) string {
	text, open := s.vars.fill(strings.TrimSpace(string(in.text)), d.escape)
	switch {
	case open != "" || text == "":
		return ""
	case path.IsAbs(text):
		return path.Clean(text)
	case s.dir == "":
		return path.Join("/", text)
	}
	return path.Join(s.dir, text)
}
