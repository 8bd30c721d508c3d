package nginx

import (
	"path"
	"slices"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// texts reads the texts inside of other files that no nginx of the scan is known to read, as files of their names would be. Those in one place, such as the keys of a ConfigMap, are
// the fragments of one configuration.
func (p *parse) texts(installed map[string]bool) {
	var mains []parsers.File
	groups := map[string][]parsers.File{}
	for _, t := range p.in.Settings.Texts {
		f, claim := p.claim(t)
		switch {
		case installed[t.Path] || claim == parsers.No:
		case t.Open != "":
			p.in.Skip(t.Host, t.Of+" is not read as nginx configuration: "+t.Open)
		case p.main(f):
			mains = append(mains, f)
		default:
			groups[path.Dir(t.Path)] = append(groups[path.Dir(t.Path)], f)
		}
	}
	p.mains(mains)
	var places []string
	for place := range groups {
		places = append(places, place)
	}
	slices.Sort(places)
	for _, place := range places {
		p.fragments(groups[place])
	}
}

// claim tells by name and beginning whether a text is nginx's.
func (p *parse) claim(t parsers.Text) (parsers.File, parsers.Claim) {
	head := t.Text()
	if t.Open != "" {
		head = []byte(t.Holds)
	}
	f := parsers.File{File: t.File, Claim: Match(t.Name, head[:min(len(head), sniffed)])}
	return f, f.Claim
}

// sniffed is how much of a text is looked at to tell whether it is nginx's.
const sniffed = 8 << 10

// skip leaves a file out. A part is told by its host, in the words of who found it.
func (p *parse) skip(f *source.File, reason string) {
	if f.Host == nil {
		p.in.Skip(f, reason)
		return
	}
	if p.of == nil {
		p.of = map[*source.File]string{}
		for _, t := range p.in.Settings.Texts {
			p.of[t.File] = t.Of
		}
	}
	p.in.Skip(f.Host, p.of[f]+": "+reason)
}
