package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// TestJobs reads roots that share modules, one of which is broken, with several numbers of goroutines.
func TestJobs(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("modules/edge/main.tf", "variable \"idle\" {}\nresource \"aws_lb\" \"x\" {\n  name = aws_s3_bucket.logs.bucket\n  idle_timeout = var.idle\n}\nresource \"aws_s3_bucket\" \"logs\" {\n  bucket = = \"logs\"\n}\n")
	write("modules/broken/main.tf", "resource \"aws_lb\" \"y\" {\n  idle_timeout = = 3\n}\n")
	for i := range 40 {
		write(fmt.Sprintf("roots/r%02d/main.tf", i), fmt.Sprintf("module \"edge\" {\n  source = \"../../modules/edge\"\n  idle = %d\n}\nmodule \"broken\" {\n  source = \"../../modules/broken\"\n}\n", i))
	}
	dump := func(jobs int) string {
		in := open(t, dir, "")
		in.Jobs = jobs
		var b strings.Builder
		broken := 0
		for _, tree := range terraform.Read(in) {
			fmt.Fprintln(&b, tree.Root.Dir)
			for _, r := range tree.Resources {
				fmt.Fprintln(&b, " ", r.Address, len(r.Attrs))
				for _, c := range r.Attrs["idle_timeout"] {
					fmt.Fprintln(&b, "   ", c.V.GoString(), c.Why)
				}
			}
			for _, p := range tree.Problems {
				broken++
				fmt.Fprintln(&b, "  !", in.Tree.Set.File(p.At.File).Name, p.At.Start, p.Msg)
			}
		}
		if broken != 2 {
			t.Errorf("%d jobs: %d problems, want one for each broken file:\n%s", jobs, broken, b.String())
		}
		return b.String()
	}
	want := dump(1)
	for _, jobs := range []int{0, 2, 3, 8} {
		for range 5 {
			if got := dump(jobs); got != want {
				t.Fatalf("%d jobs:\n%s\none job:\n%s", jobs, got, want)
			}
		}
	}
}
