package clients_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/source"
)

// Each file of testdata holds timeoutlint.yaml files, those named config/... given as --config, and a section "chain": what was read, a line a value.
func TestGolden(t *testing.T) {
	golden.Archives(t, "testdata/*.txtar", "chain", func(_ *testing.T, a *txtar.Archive) string { return dump(readArchive(a)) })
}

// result is what was read, with the texts.
type result struct {
	set    *source.Set
	config *clients.Config
	err    error
}

// archive holds files in memory below /repo. Files that are not claimed by name are only there to be extended.
func readArchive(a *txtar.Archive) result {
	r := result{set: new(source.Set)}
	in := clients.Input{Rules: someRules}
	files := map[string]*source.File{}
	for _, f := range a.Files {
		if f.Name == "chain" {
			continue
		}
		path := filepath.Join("/repo", f.Name)
		file := r.set.Add(f.Name, path, f.Data, false)
		files[path] = file
		switch {
		case strings.HasPrefix(f.Name, "config/"):
			in.Configs = append(in.Configs, file)
		case clients.Match(f.Name):
			in.Files = append(in.Files, file)
		}
	}
	in.Open = func(path string) (*source.File, error) {
		if f := files[path]; f != nil {
			return f, nil
		}
		return nil, errors.New(path + ": no such file")
	}
	r.config, r.err = clients.Read(in)
	return r
}

// someRules knows two rules.
func someRules(name string) (id, near string, ok bool) {
	switch strings.ToLower(name) {
	case "tl101", "client-outlives-server":
		return "TL101", "", true
	case "tl204":
		return "TL204", "", true
	case "tl110", "tl1001":
		return "", "TL101", false
	}
	return "", "", false
}

func readText(text string) result {
	return readArchive(&txtar.Archive{Files: []txtar.File{{Name: "timeoutlint.yaml", Data: []byte(text)}}})
}

func dump(r result) string {
	if r.err != nil {
		return "error " + r.err.Error() + "\n"
	}
	var b strings.Builder
	f := r.config.Fragment
	for _, e := range f.Endpoints {
		fmt.Fprintf(&b, "%s %s", e.Kind, e.Local)
		if e.Product != "" {
			fmt.Fprintf(&b, " (%s)", e.Product)
		}
		fmt.Fprintf(&b, " %s\n", r.at(e.At))
		for _, s := range e.Accepts {
			r.side(&b, "accepts", s)
		}
		for _, s := range e.Connect {
			r.side(&b, "connects", s)
		}
		r.box(&b, e.Box)
	}
	for _, k := range f.Links {
		fmt.Fprintf(&b, "link %s %s, from %s to %s", k.Text, r.at(k.At), r.text(k.FromAt), r.text(k.ToAt))
		for _, v := range k.ViaAt {
			fmt.Fprintf(&b, ", via %s", r.text(v))
		}
		if k.Protocol != "" {
			fmt.Fprintf(&b, ", %s", k.Protocol)
		}
		b.WriteString("\n")
	}
	for _, x := range f.Facts {
		fmt.Fprintf(&b, "fact %d %s %s", x.Rule, r.at(x.At), x.Why)
		if x.Range != "" {
			fmt.Fprintf(&b, " [%s]", x.Range)
		}
		b.WriteString("\n")
	}
	for _, p := range f.Problems {
		fmt.Fprintf(&b, "problem %s %s\n", r.at(p.At), p.Msg)
		for _, s := range p.Also {
			fmt.Fprintf(&b, "  also %s %s\n", r.at(s.At), s.Note)
		}
	}
	for _, p := range r.config.Policies {
		r.policy(&b, p)
	}
	return b.String()
}

func (r result) side(b *strings.Builder, what string, s *chain.Side) {
	fmt.Fprintf(b, "  %s", what)
	if s.Protocol != "" {
		fmt.Fprintf(b, " %s", s.Protocol)
	}
	for _, a := range s.Addrs {
		fmt.Fprintf(b, " %s", a)
	}
	fmt.Fprintf(b, "%s\n", r.value(s.Idle))
	if len(s.Announce) > 0 {
		fmt.Fprintf(b, "    announces%s\n", r.value(s.Announce))
	}
	if h := s.Honours; h != nil {
		fmt.Fprintf(b, "    honours replace=%t margin=%s cap=%s\n", h.Replace, h.Margin, h.Cap)
	}
	if len(s.Response) > 0 {
		fmt.Fprintf(b, "    response%s\n", r.value(s.Response))
	}
	if len(s.Ping) > 0 {
		fmt.Fprintf(b, "    ping%s\n", r.value(s.Ping))
	}
	if s.Retries != "" {
		fmt.Fprintf(b, "    retries %s\n", s.Retries)
	}
	fmt.Fprintf(b, "    tcp %s", s.TCP.State)
	if s.TCP.State == chain.Known {
		fmt.Fprintf(b, " idle=%s interval=%s count=%d kernel=%t", s.TCP.Idle, s.TCP.Interval, s.TCP.Count, s.TCP.Kernel)
	}
	if s.TCP.From != nil {
		fmt.Fprintf(b, " %s %s", s.TCP.From.Kind, r.at(s.TCP.From.At()))
	}
	b.WriteString("\n")
}

func (r result) box(b *strings.Builder, x *chain.Box) {
	if x == nil {
		return
	}
	fmt.Fprintf(b, "  remembers%s\n", r.value(x.Idle))
	fmt.Fprintf(b, "    expiry=%q terminates=%t stateless=%t loose=%t balancing=%q direct=%d resets=%d", x.Expiry, x.Terminates, x.Stateless, x.Loose, x.Balancing, x.DirectReturn, x.ResetsUnknown)
	for _, key := range []string{"balancing", "direct_return", "idle_timeout", "loose", "on_expiry", "resets_unknown", "state", "terminates"} {
		if at, ok := x.At[key]; ok {
			fmt.Fprintf(b, " %s@%s", key, r.text(at))
		}
	}
	b.WriteString("\n")
}

func (r result) value(v chain.Value) string {
	var b strings.Builder
	for _, c := range v {
		fmt.Fprintf(&b, " | %s", c)
		o := c.From
		if o == nil {
			b.WriteString(" (no origin)")
			continue
		}
		fmt.Fprintf(&b, " %s %s %s", o.Kind, o.Setting, r.at(o.At()))
		if o.Note != "" {
			fmt.Fprintf(&b, " (%s)", o.Note)
		}
		for _, s := range o.Steps[min(1, len(o.Steps)):] {
			fmt.Fprintf(&b, " [%s %s]", s.Note, r.at(s.At))
		}
		if !o.Insert.IsZero() {
			p := r.set.File(o.Insert.File).Position(o.Insert.Start)
			fmt.Fprintf(&b, " insert %d:%d%q", p.Line, p.Column, o.Insert.EOL)
		}
	}
	return b.String()
}

func (r result) policy(b *strings.Builder, p clients.Policy) {
	fmt.Fprintf(b, "policy %s of %s given=%t nginx=%q fail_on=%q assume=%q", p.Dir, p.File.Name, p.Given, p.NginxVersion, p.FailOn, p.Assume)
	if p.Margin != nil {
		fmt.Fprintf(b, " margin=%s", *p.Margin)
	}
	b.WriteString("\n")
	for _, s := range p.Severities {
		fmt.Fprintf(b, "  rule %s %s %s\n", s.Rule, s.Severity, r.at(s.At))
	}
	for _, i := range p.Ignores {
		fmt.Fprintf(b, "  ignore rule=%q hop=%q endpoint=%q reason=%q %s", i.Rule, i.Hop, i.Endpoint, i.Reason, r.at(i.At))
		if !i.Until.IsZero() {
			fmt.Fprintf(b, " until %s %s", i.Until.Format("2006-01-02T15:04Z07:00"), r.text(i.UntilAt))
		}
		b.WriteString("\n")
	}
	for _, e := range p.Exclude {
		fmt.Fprintf(b, "  exclude %s in %s %s\n", e.Glob, e.Dir, r.at(e.At))
	}
	for _, n := range p.Nginx {
		fmt.Fprintf(b, "  nginx %s %v %s\n", n.Main, n.Map, r.at(n.At))
	}
	for _, v := range p.Variables {
		fmt.Fprintf(b, "  variables %s %v %s\n", v.Name, v.Files, r.at(v.At))
	}
}

func (r result) text(s source.Span) string { return fmt.Sprintf("%q", r.set.Text(s)) }

func (r result) at(s source.Span) string {
	f := r.set.File(s.File)
	if f == nil {
		return "-"
	}
	from, to := r.set.Position(s)
	if from.Line == to.Line {
		return fmt.Sprintf("%s:%d:%d-%d", f.Name, from.Line, from.Column, to.Column)
	}
	return fmt.Sprintf("%s:%d:%d-%d:%d", f.Name, from.Line, from.Column, to.Line, to.Column)
}
