package nginxtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Nginx is an nginx binary.
type Nginx struct {
	Path    string // of the executable
	Version string // as the binary tells it: "1.22.1"
}

// Installed finds the nginx on PATH. Without one the test is skipped, but fails where CI=true: a build server that
// silently leaves out the comparison with reality would prove nothing.
func Installed(t testing.TB) Nginx {
	t.Helper()
	path, err := exec.LookPath("nginx")
	if err != nil {
		// Debian keeps it in /usr/sbin, which is not on every user's PATH.
		path, err = exec.LookPath("/usr/sbin/nginx")
	}
	if err != nil {
		const missing = "nginx is not installed: install it (Debian: apt-get install nginx-light) to compare predictions with it"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	out, err := exec.Command(path, "-v").CombinedOutput()
	if err != nil {
		t.Fatalf("%s -v: %v: %s", path, err, out)
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		t.Fatalf("%s -v names no version: %q", path, out)
	}
	return Nginx{Path: path, Version: string(m[1])}
}

var versionLine = regexp.MustCompile(`nginx version: [^/\s]+/(\d+\.\d+\.\d+)`)

// AtLeast tells whether the binary is of the given version ("1.29.7") or later.
func (n Nginx) AtLeast(version string) bool {
	mine, other := numbers(n.Version), numbers(version)
	for i := range mine {
		if mine[i] != other[i] {
			return mine[i] > other[i]
		}
	}
	return true
}

func numbers(version string) (n [3]int) {
	for i, s := range strings.SplitN(version, ".", 3) {
		n[i], _ = strconv.Atoi(s)
	}
	return n
}

// Dir writes the files, by path relative to the folder, into a new folder that is removed with the test, and
// returns its absolute path. nginx.conf is the main file.
func Dir(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Paths is an include for the http block that keeps nginx away from the folders of the system, which a user other
// than root may not write, and switches the access log off.
const Paths = `access_log off;
client_body_temp_path tmp-body;
proxy_temp_path tmp-proxy;
fastcgi_temp_path tmp-fastcgi;
uwsgi_temp_path tmp-uwsgi;
scgi_temp_path tmp-scgi;
`

// arguments are those that every start of the binary has in common: the folder is the prefix, the main file is
// its nginx.conf, and what the binary would write to /var goes there too.
func arguments(dir string, more ...string) []string {
	return append([]string{
		"-p", dir + "/", "-c", filepath.Join(dir, "nginx.conf"), "-e", filepath.Join(dir, "error.log"),
		"-g", "daemon off; master_process off; pid nginx.pid;",
	}, more...)
}
