package terraform_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// expressions reads testdata/console: one expression a line, and its value as JSON in values.txt, "error" where Terraform refuses it.
func expressions(t *testing.T) (exprs, want []string) {
	t.Helper()
	read := func(name string) []string {
		b, err := os.ReadFile(filepath.Join("testdata/console", name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	}
	exprs = read("expressions.txt")
	if len(exprs) < 150 {
		t.Fatalf("only %d expressions", len(exprs))
	}
	return exprs, read("values.txt")
}

// wrap makes an error of an expression a value.
func wrap(expr string) string { return "try(jsonencode(" + expr + `), "error")` }

// TestExpressions holds the evaluator against values that terraform console gave (see TestConsole).
func TestExpressions(t *testing.T) {
	exprs, want := expressions(t)
	if len(exprs) != len(want) {
		t.Fatalf("%d expressions, %d values: run TestConsole with -update", len(exprs), len(want))
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/console")); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, x := range exprs {
		fmt.Fprintf(&b, "resource \"aws_lb\" \"e%d\" {\n  v = %s\n}\n", i, wrap(x))
	}
	if err := os.WriteFile(filepath.Join(dir, "expressions.tf"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	trees := terraform.Read(open(t, dir, ""))
	if len(trees) != 1 || len(trees[0].Resources) != len(exprs) {
		t.Fatalf("%d trees; problems %v", len(trees), trees[0].Problems)
	}
	for i, r := range trees[0].Resources {
		a := r.Attr("v")
		got := "unknown: " + a[0].Why
		if len(a) == 1 && a[0].V.IsKnown() && a[0].V.Type() == cty.String {
			got = a[0].V.AsString()
		}
		if got != want[i] {
			t.Errorf("%s\n got %s\nwant %s", exprs[i], got, want[i])
		}
	}
}

// TestConsole compares the recorded values with the terraform on PATH. With -update it records them.
func TestConsole(t *testing.T) {
	bin, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("no terraform on PATH")
	}
	exprs, want := expressions(t)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/console")); err != nil {
		t.Fatal(err)
	}
	wrapped := make([]string, len(exprs))
	for i, x := range exprs {
		wrapped[i] = wrap(x)
	}
	// A console without a terminal prints the last line's value only, so all go into one.
	cmd := exec.CommandContext(t.Context(), bin, "console")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader("base64encode(jsonencode(["+strings.Join(wrapped, ", ")+"]))\n")
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1")
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out.String(), stderr.String())
	}
	line, err := base64.StdEncoding.DecodeString(strings.Trim(out.String(), "\"\n"))
	if err != nil {
		t.Fatalf("%s: %v\n%s", out.String(), err, stderr.String())
	}
	var got []string
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(exprs) {
		t.Fatalf("%d values for %d expressions", len(got), len(exprs))
	}
	if *golden.Update {
		if err := os.WriteFile("testdata/console/values.txt", []byte(strings.Join(got, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%s\n got %s\nwant %s", exprs[i], got[i], want[i])
		}
	}
}
