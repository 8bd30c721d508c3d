package rules

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// amend gathers the edits of one repair. A repair is whole or not made at all: one edit that cannot be made is the end of it.
type amend struct {
	*Pass
	edits  []finding.Edit
	has    map[finding.Edit]bool // of more than a few edits
	safety finding.Safety
	failed bool
	reach  reach
}

func (p *Pass) amend() *amend {
	return &amend{Pass: p, safety: finding.Safe}
}

// atMost lowers the safety of the repair.
func (a *amend) atMost(s finding.Safety) { a.safety = min(a.safety, s) }

// unsafe lowers the safety where one of the reasons holds.
func (a *amend) unsafe(reasons ...bool) {
	if slices.Contains(reasons, true) {
		a.atMost(finding.Unsafe)
	}
}

// fixes is the repair under the words in which the help line says it; none where it cannot be made.
func (a *amend) fixes(title string) []finding.Fix {
	if a == nil || a.failed || len(a.edits) == 0 {
		return nil
	}
	return []finding.Fix{{Title: title, Safety: a.safety, Edits: a.edits}}
}

// add takes an edit in, once. In a file that counts in several places, or that a program fills in, nothing is changed without a look.
func (a *amend) add(e finding.Edit, ok bool) {
	f := a.Set.File(e.At.File)
	if !ok || f == nil {
		a.failed = true
		return
	}
	a.unsafe(a.shared(e.At.File), a.template(f))
	if !a.knows(e) {
		a.edits = append(a.edits, e)
	}
}

// knows reports whether an edit is taken in already, and remembers it. There can be as many as locations, and mostly there are two.
func (a *amend) knows(e finding.Edit) bool {
	const few = 8
	if len(a.edits) < few {
		return slices.Contains(a.edits, e)
	}
	if a.has == nil {
		a.has = make(map[finding.Edit]bool)
		for _, k := range a.edits {
			a.has[k] = true
		}
	}
	known := a.has[e]
	a.has[e] = true
	return known
}

// directive writes a directive of nginx into the block of a place.
func (a *amend) directive(at source.Place, text string) {
	a.add(finding.Directive(a.Set.File(at.File), at.Span, text))
}

// word puts another word where one stands that is as it was read.
func (a *amend) word(at source.Span, was func(string) bool, text string) {
	a.add(finding.Edit{At: at, New: text}, was(a.Set.Text(at)))
}

// remove takes a text out, with its line where nothing else stands there.
func (a *amend) remove(at source.Span) {
	f := a.Set.File(at.File)
	if f == nil {
		a.failed = true
		return
	}
	a.add(finding.Removal(f, at), true)
}

// plain are words of nginx without quotes, variables and tags of templates.
var plain = pattern.New(`^[A-Za-z0-9_.]+$`)

// template is [template] asked once a file: there can be many edits in a large one.
func (p *Pass) template(f *source.File) bool {
	is, known := p.gathered.filled.Load(f)
	if !known {
		is = template(f)
		p.gathered.filled.Store(f, is)
	}
	return is == true
}

// template reports whether a file is, by its name or its text, the source of what a program writes: what stands there once may come out
// many times.
func template(f *source.File) bool {
	switch path.Ext(f.Name) {
	case ".j2", ".jinja", ".jinja2", ".erb", ".epp", ".tmpl", ".tpl", ".template", ".gotmpl", ".mustache", ".ctmpl":
		return true
	case ".tf", ".tofu", ".yaml", ".yml", ".json":
		return false
	}
	return bytes.Contains(f.Src, []byte("{{")) || bytes.Contains(f.Src, []byte("{%")) || bytes.Contains(f.Src, []byte("<%"))
}

// shared reports whether several servers, or several configurations, have settings from a file.
func (p *Pass) shared(id source.FileID) bool { return p.gathered.users()[id].many }

func (p *Pass) gatherUsers() map[source.FileID]users {
	all := make(map[source.FileID]users)
	for _, e := range p.Graph.Endpoints {
		use(all, e)
	}
	return all
}

// users are those who have settings from a file: the configurations whose blocks stand in it, and the servers of other files. One is kept to
// be told from the next.
type users struct {
	first any
	many  bool
}

func use(all map[source.FileID]users, e *chain.Endpoint) {
	if e.Root == nil || e.At.IsZero() {
		return
	}
	from := func(at source.Span) {
		var by any = e
		if at.File == e.At.File {
			by = e.Root
		}
		switch u := all[at.File]; {
		case u.first == nil:
			all[at.File] = users{first: by}
		case u.first != by && !u.many:
			all[at.File] = users{u.first, true}
		}
	}
	from(e.At)
	for _, s := range e.Accepts {
		for _, c := range s.Idle {
			from(c.From.At())
		}
	}
	for _, r := range e.Routes {
		from(r.At)
		if r.Pass == nil {
			continue
		}
		from(r.Pass.At)
		for _, c := range r.Pass.Cases {
			from(c.VersionBy.At())
			from(c.HeaderBy.At())
		}
	}
}

// literal writes a duration as the text of another one is written: in its unit, with or without its letter. ok is false where the text is
// no plain number of that duration: an expression, a variable.
func literal(text string, is, d time.Duration) (as string, ok bool) {
	quote := ""
	if len(text) > 1 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		quote, text = text[:1], text[1:len(text)-1]
	}
	grouped := strings.Contains(text, "_") // 65_000
	text = strings.ReplaceAll(text, "_", "")
	digits := strings.TrimRight(text, "smh")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 {
		return "", false
	}
	for _, u := range []struct {
		letters string
		unit    time.Duration
	}{{"s", time.Second}, {"ms", time.Millisecond}, {"m", time.Minute}, {"h", time.Hour}} {
		bare := digits == text
		if n > int64(1<<62)/int64(u.unit) || time.Duration(n)*u.unit != is || !bare && text != digits+u.letters {
			continue
		}
		switch {
		case d%u.unit == 0:
			as = strconv.FormatInt(int64(d/u.unit), 10) + text[len(digits):]
		case bare:
			return "", false
		default:
			as = nginxTime(d)
		}
		if grouped {
			as = thousands(as)
		}
		return quote + as + quote, true
	}
	return "", false
}

// thousands puts an underscore before each three digits from the right: 65_000.
func thousands(number string) string {
	for i := len(number) - 3; i > 0; i -= 3 {
		number = number[:i] + "_" + number[i:]
	}
	return number
}
