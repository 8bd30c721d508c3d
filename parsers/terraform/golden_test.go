package terraform_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// TestGolden reads each archive as a folder and compares what is found with its section "resources": one line for each case of each
// attribute, with guard, value, references, position and steps. The archive's comment gives the settings, one a line: "var a=b",
// "var-file x.tfvars", "set prod=env/prod.tfvars,b.tfvars", "env TF_VAR_a=b", "path sub".
func TestGolden(t *testing.T) {
	golden.Archives(t, "testdata/*.txtar", "resources", func(t *testing.T, a *txtar.Archive) string { return dump(t, a.Files, string(a.Comment)) })
}

// dump writes the files to a folder, reads it, and shows all that was found.
func dump(t *testing.T, files []txtar.File, settings string) string {
	t.Helper()
	in := open(t, golden.Folder(t, files), settings)
	var b strings.Builder
	for _, tree := range terraform.Read(in) {
		d := dumper{&b, in.Tree.Set}
		fmt.Fprintf(&b, "root %s\n", tree.Root.Dir)
		for _, r := range tree.Resources {
			d.resource(r)
		}
		for _, p := range tree.Problems {
			fmt.Fprintf(&b, "problem %s: %s\n", d.at(p.At), p.Msg)
		}
	}
	return b.String()
}

// open makes the input that the pipeline would make of a folder.
func open(t testing.TB, dir, settings string) *parsers.Input {
	t.Helper()
	set := parsers.Settings{}
	env := map[string]string{}
	o := source.Options{Cwd: dir}
	var sets []parsers.VariableSet
	for line := range strings.Lines(settings) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "var":
			set.Variables = append(set.Variables, parsers.Variables{Value: rest})
		case "var-file":
			set.Variables = append(set.Variables, parsers.Variables{File: filepath.Join(dir, rest)})
		case "env":
			name, val, _ := strings.Cut(rest, "=")
			env[name] = val
		case "path":
			o.Paths = append(o.Paths, rest)
		case "set":
			name, list, _ := strings.Cut(rest, "=")
			s := parsers.VariableSet{Name: name}
			for f := range strings.SplitSeq(list, ",") {
				s.Files = append(s.Files, filepath.Join(dir, f))
			}
			sets = append(sets, s)
		}
	}
	set.Env = func(name string) string { return env[name] }
	if len(sets) > 0 {
		set.VariableSets = func(string) []parsers.VariableSet { return sets }
	}
	tree, err := source.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	in := &parsers.Input{Tree: tree, Settings: set, Skip: func(*source.File, string) {}}
	files := tree.Sniffer()
	defer files.Close()
	for _, e := range tree.Walk() {
		head, err := files.Head(e, 8<<10)
		if err != nil {
			continue
		}
		claim := terraform.Match(e.Name, head)
		if claim == parsers.No {
			continue
		}
		f, err := files.Keep()
		if err == nil {
			in.Files = append(in.Files, parsers.File{File: f, Claim: claim})
		}
	}
	return in
}

type dumper struct {
	*strings.Builder
	set *source.Set
}

func (d dumper) at(s source.Span) string {
	f := d.set.File(s.File)
	if f == nil {
		return "-"
	}
	p, _ := d.set.Position(s)
	return fmt.Sprintf("%s:%d:%d", f.Name, p.Line, p.Column)
}

var modes = map[terraform.Mode]string{terraform.Managed: "resource", terraform.Data: "data", terraform.Opaque: "opaque"}

func (d dumper) resource(r *terraform.Resource) {
	fmt.Fprintf(d, "%s %s", modes[r.Mode], r.Address)
	if r.Mode == terraform.Opaque {
		fmt.Fprintf(d, " (%s %s)", r.Type, r.Version)
	}
	fmt.Fprintf(d, " %s%s\n", d.at(r.At), golden.When(r.When))
	d.block(&r.Block, "  ")
}

func (d dumper) block(b *terraform.Block, indent string) {
	if b.Open {
		fmt.Fprintf(d, "%s(open)\n", indent)
	}
	for _, name := range slices.Sorted(maps.Keys(b.Attrs)) {
		for _, c := range b.Attrs[name] {
			d.attr(name, c, indent)
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(b.Sub)) {
		for _, k := range b.Sub[typ] {
			fmt.Fprintf(d, "%s%s {} %s%s\n", indent, typ, d.at(k.At), golden.When(k.When))
			d.block(k, indent+"  ")
		}
	}
}

func (d dumper) attr(name string, c terraform.Case, indent string) {
	fmt.Fprintf(d, "%s%s = %s%s", indent, name, show(c.V), golden.When(c.When))
	if c.Why != "" {
		fmt.Fprintf(d, " (%s)", c.Why)
	}
	if c.Sensitive {
		fmt.Fprint(d, " sensitive")
	}
	for _, r := range c.Refs {
		fmt.Fprintf(d, " -> %s", r.Addr)
		if r.Attr != "" {
			fmt.Fprintf(d, "|%s", r.Attr)
		}
		if r.To == nil {
			fmt.Fprint(d, "?")
		}
	}
	roles := map[chain.Role]string{chain.Decides: "", chain.ReadBy: "read by ", chain.PassedBy: "passed by ", chain.DefaultOf: "default of "}
	for _, s := range c.From.Steps {
		fmt.Fprintf(d, " @ %s%s", roles[s.Role], d.at(s.At))
		if s.Note != "" {
			fmt.Fprintf(d, " %q", s.Note)
		}
	}
	fmt.Fprintln(d)
}

func show(v cty.Value) string {
	switch {
	case !v.IsKnown():
		return "?"
	case v.IsNull():
		return "null"
	case v.IsWhollyKnown():
		b, err := ctyjson.Marshal(v, v.Type())
		if err == nil {
			return string(b)
		}
	case v.Type().IsTupleType(), v.Type().IsListType(), v.Type().IsSetType():
		var parts []string
		for it := v.ElementIterator(); it.Next(); {
			_, e := it.Element()
			parts = append(parts, show(e))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case v.Type().IsObjectType(), v.Type().IsMapType():
		var parts []string
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			parts = append(parts, show(k)+":"+show(e))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return v.GoString()
}
