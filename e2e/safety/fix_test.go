//go:build linux

package safety

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// repairable is a main file of nginx that fix changes, as large as wanted.
func repairable(padding int) string {
	return strings.Repeat("# "+strings.Repeat("x", 98)+"\n", padding/101) + inverted
}

// repaired is what fix makes of a text.
func repaired(t testing.TB, text string) string {
	t.Helper()
	dir := files(t, map[string]string{"nginx.conf": text})
	o := call{dir: dir, args: fixing}.run(t)
	now := content(t, filepath.Join(dir, "nginx.conf"))
	if now == text {
		t.Fatalf("fix changes nothing: the test shows nothing\n%s%s", o.stdout, o.stderr)
	}
	return now
}

var fixing = []string{"fix", "--unsafe", "--nginx-version", "1.26.0"}

func content(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	return string(text)
}

// leftBehind are the files on the way that a run did not remove.
func leftBehind(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, ".timeoutlint-*"))
	must(t, err)
	return names
}

// TestKilledWhileFixing: at whatever moment a fix is killed, each file holds its old text or its new one, and what may be left behind harms no later run.
func TestKilledWhileFixing(t *testing.T) {
	text := repairable(300_000)
	want := repaired(t, text)
	random := rand.New(rand.NewPCG(3, 4))
	began := time.Now()
	call{dir: files(t, map[string]string{"a/nginx.conf": text, "b/nginx.conf": text, "c/nginx.conf": text}), args: fixing}.run(t)
	whole := time.Since(began)
	var old, changed, cut, scratch int
	for range 50 {
		dir := files(t, map[string]string{"a/nginx.conf": text, "b/nginx.conf": text, "c/nginx.conf": text})
		wait := whole/3 + time.Duration(random.Int64N(int64(whole)))
		call{dir: dir, args: fixing, after: func(p *os.Process) {
			time.Sleep(wait)
			_ = p.Kill() // it may be over
		}}.run(t)
		before := old + changed
		for _, sub := range []string{"a", "b", "c"} {
			switch content(t, filepath.Join(dir, sub, "nginx.conf")) {
			case text:
				old++
			case want:
				changed++
			default:
				cut++
			}
			scratch += len(leftBehind(t, filepath.Join(dir, sub)))
		}
		if old+changed != before+3 {
			t.Errorf("killed after %s: a file is neither as it was nor as it was to be", wait)
		}
		call{dir: dir, args: fixing}.run(t)
		for _, sub := range []string{"a", "b", "c"} {
			if content(t, filepath.Join(dir, sub, "nginx.conf")) != want {
				t.Error("a second run does not end what the first began")
			}
		}
	}
	t.Logf("%d files as before, %d changed, %d broken, %d left behind", old, changed, cut, scratch)
}

// TestWhatIsLeftBehindIsNotRead: it would be a second copy of every server.
func TestWhatIsLeftBehindIsNotRead(t *testing.T) {
	dir := files(t, map[string]string{"nginx.conf": inverted, ".timeoutlint-ABCDEF": inverted, "sub/.timeoutlint-X": "server { listen 80; }"})
	doc := call{dir: dir, args: []string{"--format", "json"}}.run(t).document(t)
	if doc.Summary.Files != 1 || len(doc.Skipped) != 2 {
		t.Errorf("%d files, skipped %v", doc.Summary.Files, doc.Skipped)
	}
}

// fault is a repository in which fix cannot write.
type fault struct {
	spoil func(t *testing.T, dir string) // may be nil
	call  call
	want  string // said of the file
	skip  string // why it cannot be tried here
}

// TestFixUnderFault: what cannot be written stays as it was, byte for byte, the message says so, and the exit status is that of what is left.
func TestFixUnderFault(t *testing.T) {
	prlimit, noLimit := exec.LookPath("prlimit")
	unshare, noSpaces := exec.LookPath("unshare")
	if noSpaces == nil {
		noSpaces = exec.Command(unshare, "-r", "-m", "--", "true").Run()
	}
	reason := func(err error, what string) string {
		if err != nil {
			return what + ": " + err.Error()
		}
		return ""
	}
	nobody := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	asNobody := ""
	if os.Getuid() != 0 {
		nobody, asNobody = nil, ""
	}
	full := []string{unshare, "-r", "-m", "--", "sh", "-ec", `mount -t tmpfs -o size=320k none "$PWD"
cd "$PWD"
cp -a ../spare/. .
dd if=/dev/zero of=fill bs=1k count=1000 2>/dev/null || true
status=0; "$@" || status=$?
cp nginx.conf ../after
ls -A >../names
exit $status`, "sh"}
	readOnly := []string{unshare, "-r", "-m", "--", "sh", "-ec", `mount --bind "$PWD" "$PWD"
mount -o remount,ro,bind "$PWD"
cd "$PWD"
"$@"`, "sh"}
	for name, f := range map[string]fault{
		"a limit of file sizes": {call: call{under: []string{prlimit, "--fsize=4096", "--"}}, want: "cannot be written", skip: reason(noLimit, "no prlimit")},
		"a read-only file":      {spoil: func(t *testing.T, dir string) { must(t, os.Chmod(filepath.Join(dir, "nginx.conf"), 0o444)) }, want: "read-only"},
		"a read-only folder": {call: call{as: nobody}, spoil: func(t *testing.T, dir string) {
			must(t, os.Chmod(filepath.Join(dir, "nginx.conf"), 0o666))
			must(t, os.Chmod(dir, 0o555))
		}, want: "read-only", skip: asNobody},
		"another user's file":     {call: call{as: nobody}, want: "read-only", skip: map[bool]string{true: "", false: "not root: there is no other user"}[os.Getuid() == 0]},
		"a read-only file system": {call: call{under: readOnly}, want: "read-only", skip: reason(noSpaces, "no mount namespace")},
		"a full disk":             {call: call{under: full}, want: "cannot be written", skip: reason(noSpaces, "no mount namespace")},
		"a second name": {spoil: func(t *testing.T, dir string) {
			must(t, os.Link(filepath.Join(dir, "nginx.conf"), filepath.Join(dir, "..", "second")))
		}, want: "hard links"},
		"a link that leads out of it": {spoil: func(t *testing.T, dir string) {
			must(t, os.Rename(filepath.Join(dir, "nginx.conf"), filepath.Join(dir, "..", "away.conf")))
			must(t, os.Symlink("../away.conf", filepath.Join(dir, "nginx.conf")))
		}},
	} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			if f.skip != "" {
				t.Skip(f.skip)
			}
			text := repairable(200_000)
			above := t.TempDir()
			dir := filepath.Join(above, "repo")
			for _, sub := range []string{"repo", "spare"} {
				write(t, filepath.Join(above, sub, "nginx.conf"), text)
			}
			must(t, os.Chmod(filepath.Dir(above), 0o755))
			must(t, os.Chmod(above, 0o777))
			if f.spoil != nil {
				f.spoil(t, dir)
			}
			f.call.dir, f.call.args = dir, fixing
			o := f.call.run(t)
			must(t, os.Chmod(dir, 0o755))
			at, names := filepath.Join(dir, "nginx.conf"), leftBehind(t, dir)
			if name == "a full disk" {
				at = filepath.Join(above, "after")
				names = nil
				if left := content(t, filepath.Join(above, "names")); strings.Contains(left, ".timeoutlint-") {
					names = []string{left}
				}
			}
			if content(t, at) != text {
				t.Errorf("the file is not what it was\n%s%s", o.stdout, o.stderr)
			}
			if len(names) > 0 {
				t.Errorf("left behind: %q", names)
			}
			if f.want != "" && (!strings.Contains(o.stdout, "left alone nginx.conf") || !strings.Contains(o.stdout, f.want)) {
				t.Errorf("it does not say that the file was left alone: %q\n%s%s", f.want, o.stdout, o.stderr)
			}
			if f.want != "" && o.exit != 1 {
				t.Errorf("exit status %d, want 1: the finding is left", o.exit)
			}
		})
	}
}

// TestFixKeepsWhatAFileIs: mode, owner, attributes, line endings and links.
func TestFixKeepsWhatAFileIs(t *testing.T) {
	text := strings.ReplaceAll(inverted, "\n", "\r\n")
	want := repaired(t, text)
	if strings.Count(want, "\n") != strings.Count(want, "\r\n") {
		t.Error("a line without its CR")
	}
	dir := files(t, map[string]string{"available/nginx.conf": text, "enabled/x": ""})
	at, link := filepath.Join(dir, "available", "nginx.conf"), filepath.Join(dir, "enabled", "nginx.conf")
	must(t, os.Symlink("../available/nginx.conf", link))
	must(t, os.Chmod(at, 0o640))
	if os.Getuid() == 0 {
		must(t, os.Chown(at, 65534, 65533))
	}
	attributes := syscall.Setxattr(at, "user.origin", []byte("by hand"), 0)
	o := call{dir: dir, args: fixing}.run(t)
	if content(t, at) != want {
		t.Fatalf("not repaired\n%s%s", o.stdout, o.stderr)
	}
	if to, err := os.Readlink(link); err != nil || to != "../available/nginx.conf" {
		t.Errorf("the link became %q, %v", to, err)
	}
	info, err := os.Stat(at)
	must(t, err)
	stat, ok := info.Sys().(*syscall.Stat_t)
	if info.Mode() != 0o640 || !ok || os.Getuid() == 0 && (stat.Uid != 65534 || stat.Gid != 65533) {
		t.Errorf("mode %v, owner %+v", info.Mode(), stat)
	}
	if attributes == nil {
		value := make([]byte, 100)
		if n, err := syscall.Getxattr(at, "user.origin", value); err != nil || string(value[:n]) != "by hand" {
			t.Errorf("the attribute became %q, %v", value[:max(n, 0)], err)
		}
	}
}

// TestChangedWhileFixing: an editor that saves again and again while fix runs never finds its file cut or mixed with another text.
func TestChangedWhileFixing(t *testing.T) {
	const rounds = 25
	dir := files(t, map[string]string{"nginx.conf": inverted})
	at := filepath.Join(dir, "nginx.conf")
	version := func(n int) string { return fmt.Sprintf("# version %06d\n", n) + inverted }
	may := map[string]bool{inverted: true, repaired(t, inverted): true}
	const most = 2000
	body := strings.TrimPrefix(repaired(t, version(0)), "# version 000000\n")
	for n := range most {
		may[version(n)] = true
		may[fmt.Sprintf("# version %06d\n", n)+body] = true
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for n := range most {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
			next := filepath.Join(dir, "saving~")
			_ = os.WriteFile(next, []byte(version(n)), 0o644) // errors only spoil one round
			_ = os.Rename(next, at)
		}
	}()
	for range rounds {
		call{dir: dir, args: fixing}.run(t)
		if !may[content(t, at)] {
			t.Errorf("the file holds what nobody wrote:\n%s", content(t, at))
		}
	}
	close(stop)
	<-done
	if left := leftBehind(t, dir); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
