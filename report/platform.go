package report

import (
	"strings"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// What the formats for other people's platforms share: where a finding is shown, what is said of it, how far text may go on.

// project is where the source and the pages of timeoutlint are.
const project = "https://github.com/timeoutlint/timeoutlint"

// page is the address of a rule's page in the version that found something, else in the newest one.
func page(rule, version string) string {
	tag := "main"
	if strings.HasPrefix(version, "v") && !strings.ContainsAny(version, "-+") { // not a pre-release, not a commit between two releases
		tag = version
	}
	return project + "/blob/" + tag + "/docs/rules/" + rule + ".md"
}

// maxSentence is the number of characters after which a sentence is cut off where a platform shows it. A message quotes files, and a file can
// hold a name of a megabyte.
const maxSentence = 1000

// clip makes text visible and cuts it off after n characters, in time and memory that depend on n only.
func clip(s string, n int) string {
	cut := len(s) > utf8.UTFMax*n
	if cut {
		end := utf8.UTFMax * n
		for i := 1; i < utf8.UTFMax && !utf8.RuneStart(s[end]); i++ {
			end--
		}
		s = s[:end]
	}
	s = visible(s)
	count := 0
	for i := range s {
		if count++; count > n {
			return s[:i] + gap
		}
	}
	if cut {
		s += gap
	}
	return s
}

// spot is where a platform shows a finding.
type spot struct {
	file  *source.File // nil: there is no file at all
	at    source.Span
	whole bool // the file as a whole: the finding itself points nowhere
}

// spot gives the place of a finding. Platforms want one for each: a finding without one is shown where the first of its related places is,
// else at the file whose name comes first.
func (d *digest) spot(f *finding.Finding) spot {
	if file := d.Set.File(f.At.File); file != nil {
		return spot{file: file, at: f.At}
	}
	for _, r := range f.Related {
		if file := d.Set.File(r.At.File); file != nil {
			return spot{file: file, at: r.At}
		}
	}
	return spot{file: d.firstFile(), whole: true}
}

// firstFile is the file whose name comes first, nil where nothing was read.
func (d *digest) firstFile() (first *source.File) {
	for f := range d.Set.All() {
		if first == nil || f.Name < first.Name {
			first = f
		}
	}
	return first
}

// lines are the numbers of the first and the last line of a spot; both are 1 for a whole file.
func (s spot) lines() (first, last int) {
	if s.whole || s.file == nil {
		return 1, 1
	}
	first, last = s.file.Position(s.at.Start).Line, s.file.Position(s.at.End).Line
	return first, max(first, last)
}

// detail is what a finding says behind its message, a line each: where the other places are, why the two sides belong together, what to do.
func (d *digest) detail(f *finding.Finding) []string {
	var all []string
	say := func(word, text, at string) {
		switch {
		case text == "":
			text = word
		case word != "":
			text = word + ": " + text
		}
		if at != "" {
			text = strings.TrimPrefix(text+" ("+at+")", " ")
		}
		if text != "" {
			all = append(all, clip(text, maxSentence))
		}
	}
	related := f.Related[:min(len(f.Related), maxRelated)]
	for _, r := range related {
		say("", r.Message, place(d.Set, r.At))
	}
	if n := len(f.Related) - len(related); n > 0 {
		say("also", count(n, "further place"), "")
	}
	if f.Joined != nil {
		if text := joined(d, f.Joined); text != "" {
			say("joined", text, "")
		}
	}
	for _, h := range f.Help {
		if h != "" {
			say("help", h, "")
		}
	}
	return all
}

// oneLine is all that a finding says, for platforms that show one line.
func (d *digest) oneLine(f *finding.Finding) string {
	said := append([]string{clip(f.Message, maxSentence)}, d.detail(f)...)
	for i, s := range said {
		said[i] = strings.TrimRight(s, ";") // of a directive to paste
	}
	return strings.Join(said, "; ")
}

// title names the rule of a finding: TL101 client-outlives-server.
func title(f *finding.Finding) string { return f.Rule.ID + " " + f.Rule.Name }
