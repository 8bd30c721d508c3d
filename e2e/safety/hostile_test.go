//go:build linux

package safety

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a shape may cost at most. A repository of 20,000 files stays far below both; what comes nearest is a file of 100 MB.
const (
	mostMemory = 768 << 20
	mostCPU    = 20 * time.Second
)

// shape is input that somebody wrote to hurt.
type shape struct {
	name string
	make func(t testing.TB, dir string)
	args []string
	want string // somewhere in the report, besides the finding in the file next door
}

// TestHostileInput: whatever lies in a repository, the run ends in bounded time and memory with a status of its own, and the file next door is checked all the same.
func TestHostileInput(t *testing.T) {
	for _, s := range shapes {
		t.Run(strings.ReplaceAll(s.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "zz-next-door", "nginx.conf"), inverted)
			s.make(t, dir)
			o := call{dir: dir, args: append([]string{"check", "--format", "json", "--nginx-version", "1.26.0"}, s.args...)}.run(t)
			if o.peak > mostMemory {
				t.Errorf("%d MiB of memory; at most %d", o.peak>>20, mostMemory>>20)
			}
			if o.cpu > mostCPU {
				t.Errorf("%s of CPU time; at most %s", o.cpu, mostCPU)
			}
			if os.Getenv("SAFETY_FIGURES") != "" {
				t.Logf("%s: %s, %d MiB, exit %d", s.name, o.cpu, o.peak>>20, o.exit)
			}
			if t.Failed() {
				return
			}
			doc := o.document(t)
			if !doc.has("TL101", "zz-next-door/nginx.conf") {
				t.Errorf("the file next door was not checked\n%.2000s", o.stderr)
			}
			if !strings.Contains(o.stdout, s.want) {
				t.Errorf("the report does not say %q\n%.2000s", s.want, o.stdout)
			}
		})
	}
}
