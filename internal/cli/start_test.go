package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// mostAtStart is how many allocations a package of this module may make before main: a table or two. What takes more is made when it is asked for, since the
// initialisation of all packages is paid by every run.
const mostAtStart = 300

// Allocations are the same in each run of a program, times are not.
func TestNothingHeavyBeforeMain(t *testing.T) {
	program := filepath.Join(t.TempDir(), "timeoutlint.exe")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/timeoutlint").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	cmd := exec.Command(program, "version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var trace bytes.Buffer
	cmd.Stderr = &trace
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, trace.String())
	}
	ours := regexp.MustCompile(`(?m)^init github\.com/timeoutlint/timeoutlint/(\S+) .* (\d+) allocs$`).FindAllStringSubmatch(trace.String(), -1)
	if len(ours) < 5 {
		t.Fatalf("the trace shows %d packages of ours:\n%s", len(ours), trace.String())
	}
	for _, m := range ours {
		if n, err := strconv.Atoi(m[2]); err != nil || n > mostAtStart {
			t.Errorf("%s makes %s allocations before main, %d are allowed: make it with sync.OnceValue or pattern.New", m[1], m[2], mostAtStart)
		}
	}
}
