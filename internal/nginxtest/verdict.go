package nginxtest

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Verdict is the answer of `nginx -t`.
type Verdict struct {
	Accepted bool
	Refusal            // why not, if not accepted
	Warnings []Refusal // the [warn] lines, in order
}

// Refusal is one message of nginx with its position.
type Refusal struct {
	File    string // relative to the folder of the main file, with slashes; "" where nginx names none
	Line    int    // 1-based, as nginx counts; 0 where it names none
	Message string // without the position
}

// Test asks nginx whether it accepts the configuration in dir (nginx.conf there). It opens no port for longer than
// the question takes.
func (n Nginx) Test(t testing.TB, dir string) Verdict {
	t.Helper()
	cmd := exec.Command(n.Path, arguments(dir, "-t")...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s -t: %v", n.Path, err)
	}
	v := Verdict{Accepted: err == nil}
	for line := range strings.Lines(out.String()) {
		level, message := messageOf(dir, line)
		switch {
		case level == "warn":
			v.Warnings = append(v.Warnings, message)
		case level != "" && v.Message == "":
			v.Refusal = message
		}
	}
	if v.Accepted {
		v.Refusal = Refusal{}
	} else if v.Message == "" {
		t.Fatalf("%s -t refuses without a reason: %s", n.Path, out.String())
	}
	return v
}

var (
	messageLine = regexp.MustCompile(`^nginx: \[(warn|emerg|alert|crit|error)\] (.*)`)
	positionEnd = regexp.MustCompile(` in (/.*):(\d+)$`)
)

// messageOf cuts one line of the output of nginx. The level is "" for a line that is no message.
func messageOf(dir, line string) (level string, r Refusal) {
	m := messageLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
	if m == nil {
		return "", Refusal{}
	}
	r.Message = m[2]
	if p := positionEnd.FindStringSubmatchIndex(r.Message); p != nil {
		file := r.Message[p[2]:p[3]]
		r.Line, _ = strconv.Atoi(r.Message[p[4]:p[5]])
		r.Message = r.Message[:p[0]]
		if rel, err := filepath.Rel(dir, file); err == nil {
			file = filepath.ToSlash(rel)
		}
		r.File = file
	}
	return m[1], r
}
