package cli_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// broken is a configuration with one finding.
const broken = "events {}\nhttp {\n    server {\n        listen 80\n    }\n}\n"

// terminal is an environment whose standard output is a terminal of so many columns, and maybe its standard error too.
type terminal struct {
	stdout, stderr bytes.Buffer
	columns        int
	env            map[string]string
}

func (x *terminal) run(dir string, stdin io.Reader, args ...string) int {
	return cli.Env{
		Cwd: dir, Stdin: stdin, Stdout: &x.stdout, Stderr: &x.stderr, Panics: true,
		Getenv:   func(name string) string { return x.env[name] },
		Terminal: func(io.Writer) (int, bool) { return x.columns, x.columns > 0 },
	}.Run(args)
}

func folder(t *testing.T, name, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestColours(t *testing.T) {
	for name, c := range map[string]struct {
		columns int
		env     map[string]string
		args    []string
		want    bool
	}{
		"a terminal":             {80, map[string]string{"TERM": "xterm"}, nil, true},
		"no terminal":            {0, nil, nil, false},
		"no terminal, always":    {0, nil, []string{"--color=always"}, true},
		"a terminal, never":      {80, nil, []string{"--color", "never"}, false},
		"NO_COLOR":               {80, map[string]string{"NO_COLOR": "1"}, nil, false},
		"NO_COLOR is empty":      {80, map[string]string{"NO_COLOR": ""}, nil, true},
		"NO_COLOR, always":       {80, map[string]string{"NO_COLOR": "1"}, []string{"--color=always"}, true},
		"TERM is dumb":           {80, map[string]string{"TERM": "dumb"}, nil, false},
		"TERM is dumb, always":   {80, map[string]string{"TERM": "dumb"}, []string{"--color=always"}, true},
		"JSON is never coloured": {80, nil, []string{"--color=always", "--format=json"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			x := terminal{columns: c.columns, env: c.env}
			if status := x.run(folder(t, "nginx.conf", broken), nil, c.args...); status != 1 {
				t.Errorf("exit status %d, want 1\n%s", status, x.stderr.String())
			}
			if got := strings.Contains(x.stdout.String(), "\x1b["); got != c.want {
				t.Errorf("coloured: %v, want %v\n%q", got, c.want, x.stdout.String())
			}
		})
	}
}

func TestAReportInAFileIsNotColouredForTheTerminal(t *testing.T) {
	x := terminal{columns: 80}
	dir := folder(t, "nginx.conf", broken)
	if status := x.run(dir, nil, "--output", "report.txt"); status != 1 || x.stdout.Len() > 0 {
		t.Errorf("exit status %d, standard output %q; want 1 and nothing", status, x.stdout.String())
	}
	text, err := os.ReadFile(filepath.Join(dir, "report.txt"))
	if err != nil || !bytes.Contains(text, []byte("error[TL001]")) || bytes.Contains(text, []byte{0x1b}) {
		t.Errorf("%q, %v", text, err)
	}
}

func TestTheWidthOfATerminalIsUsed(t *testing.T) {
	long := "events {}\nhttp {\n    server { " + strings.Repeat("proxy_set_header A b; ", 10) + "listen } " +
		strings.Repeat("server {} ", 20) + "\n}\n"
	dir := folder(t, "nginx.conf", long)
	widest := func(columns int) int {
		x := terminal{columns: columns, env: map[string]string{"NO_COLOR": "1"}}
		x.run(dir, nil, "--quiet")
		most := 0
		for line := range strings.Lines(x.stdout.String()) {
			if strings.Contains(line, " | ") {
				most = max(most, len(strings.TrimRight(line, "\n")))
			}
		}
		return most
	}
	if narrow, wide := widest(80), widest(200); narrow > 80 || wide <= 100 || wide > 200 {
		t.Errorf("source lines of up to %d of 80, and %d of 200 columns", narrow, wide)
	}
}

// slowly delays what is read.
type slowly struct {
	io.Reader
	by time.Duration
}

func (s slowly) Read(p []byte) (int, error) {
	time.Sleep(s.by)
	return s.Reader.Read(p)
}

func TestProgressShowsOnATerminalAfterAWhile(t *testing.T) {
	slow := slowly{strings.NewReader(broken), 400 * time.Millisecond} // read twice: the text, its end
	x := terminal{columns: 80}
	x.run(t.TempDir(), slow, "-")
	if got := x.stderr.String(); !strings.Contains(got, "\r\x1b[Ktimeoutlint: read 0 of 1") || !strings.HasSuffix(got, "\r\x1b[K") {
		t.Errorf("standard error %q: want a progress line that is wiped", got)
	}

	for name, x := range map[string]*terminal{
		"a quick run": {columns: 80},
		"no terminal": {},
		"TERM=dumb":   {columns: 80, env: map[string]string{"TERM": "dumb"}},
	} {
		in := io.Reader(strings.NewReader(broken))
		if name != "a quick run" {
			in = slowly{in, 300 * time.Millisecond}
		}
		if x.run(t.TempDir(), in, "-"); x.stderr.Len() > 0 {
			t.Errorf("%s: standard error %q", name, x.stderr.String())
		}
	}
}

// failing is a stream that cannot be written to.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestAStreamThatCannotBeWritten(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"nobody reads": {&os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}, 1, ""},
		"disk full":    {syscall.ENOSPC, 3, "timeoutlint: the report could not be written: no space left on device\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			status := cli.Env{
				Cwd: folder(t, "nginx.conf", broken), Stdout: failing{c.err}, Stderr: &stderr,
				Getenv: os.Getenv, Terminal: func(io.Writer) (int, bool) { return 0, false },
			}.Run([]string{"--format=json"})
			if status != c.status || stderr.String() != c.says {
				t.Errorf("exit status %d, says %q; want %d, %q", status, stderr.String(), c.status, c.says)
			}
		})
	}
}

// panicking stands for a bug in whatever writes.
type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic(errors.New("boom")) }

func TestAPanicDoesNotReachTheUser(t *testing.T) {
	var stderr bytes.Buffer
	status := cli.Env{
		Cwd: t.TempDir(), Stdout: panicking{}, Stderr: &stderr,
		Getenv: os.Getenv, Terminal: func(io.Writer) (int, bool) { return 0, false },
	}.Run([]string{"rules"})
	if status != 3 || !strings.HasPrefix(stderr.String(), "timeoutlint: internal error: boom; please report it") {
		t.Errorf("exit status %d, says %q", status, stderr.String())
	}
}

func TestMessagesDoNotCommandTheTerminal(t *testing.T) {
	for _, name := range []string{"\x1b[31mred", "two\nlines", "\u202egnp.exe", "\xff", "\x9b1m", "\r\x07"} {
		var x terminal
		if status := x.run(t.TempDir(), nil, name); status != 2 {
			t.Errorf("%q: exit status %d", name, status)
		}
		said := strings.TrimSuffix(x.stderr.String(), "\n")
		if strings.ContainsAny(said, "\x1b\n\r\x07\u202e\u009b") || !utf8.ValidString(said) || !strings.Contains(said, `\`) {
			t.Errorf("%q: says %q", name, said)
		}
	}
}

func TestHelpFitsIntoEightyColumns(t *testing.T) {
	for _, command := range []string{"", "check", "show", "explain", "rules", "completion", "version"} {
		var x terminal
		if status := x.run(t.TempDir(), nil, strings.Fields(command+" --help")...); status != 0 {
			t.Errorf("%s --help: exit status %d", command, status)
		}
		for line := range strings.Lines(x.stdout.String()) {
			if len(strings.TrimRight(line, "\n")) > 80 {
				t.Errorf("%s --help: %q", command, line)
			}
		}
	}
}
