package examples

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// change replaces a text in a file of an example.
type change struct{ file, old, now string }

// corrections are what the READMEs of the examples without a timeoutlint.yaml say is to be done.
var corrections = map[string][]change{
	"alb-ecs-node": {{"api/src/server.ts", "listen(3000);\n", "listen(3000);\nserver.keepAliveTimeout = 65_000;\n"}},
	"gclb-nginx-gunicorn": {
		{"nginx/reports.conf", "listen 8080;\n", "listen 8080;\n    keepalive_timeout 620s;\n"},
		{"app/gunicorn.conf.py", "threads = 8\n", "threads = 8\nkeepalive = 65\n"},
	},
	"compose-nginx-uvicorn":    {{"backend/.env.production", "\nKEEP_ALIVE_TIMEOUT=", "\nUVICORN_TIMEOUT_KEEP_ALIVE="}},
	"ingress-nginx-deployment": {{"shop/main.go", "ReadTimeout:  slow,\n", "ReadTimeout:  slow,\n\t\tIdleTimeout:  65 * time.Second,\n"}},
	"configmap-edge": {
		{"deploy/edge.yaml", "listen 80;\n", "listen 80;\n      keepalive_timeout 620s;\n"},
		{"deploy/api.yaml", "\"8080\"]", "\"8080\", --timeout-keep-alive, \"65\"]"},
	},
	"procfile-puma": {{"config/puma.rb", "threads 5, 5\n", "threads 5, 5\npersistent_timeout 65\n"}},
}

// TestCorrections wants each of them to have findings as it is, and none when its README was followed.
func TestCorrections(t *testing.T) {
	for name, changes := range corrections {
		t.Run(name, func(t *testing.T) {
			dir := copied(t, name)
			if out := transcript(t, "timeoutlint "+dir); !strings.Contains(out, "\n$ echo $?\n1\n") {
				t.Fatalf("it has no findings as it is:\n%s", out)
			}
			for _, c := range changes {
				file := filepath.Join(dir, filepath.FromSlash(c.file))
				text := read(t, file)
				if strings.Count(text, c.old) != 1 {
					t.Fatalf("%s does not hold %q once", c.file, c.old)
				}
				write(t, file, strings.Replace(text, c.old, c.now, 1))
			}
			out := transcript(t, "timeoutlint "+dir)
			if !strings.Contains(out, "\n$ echo $?\n0\n") || !strings.Contains(out, "✓") || strings.Contains(out, "unknown") {
				t.Errorf("followed, its README leaves:\n%s", out)
			}
		})
	}
}

// TestInitIsQuoted wants what a README quotes of a timeoutlint.yaml to be what init writes there, and the finding to be an error once its lines count.
func TestInitIsQuoted(t *testing.T) {
	const name = "gclb-nginx-gunicorn"
	_, quoted, _ := strings.Cut(read(t, filepath.Join(name, "README.md")), "```yaml\n")
	quoted, _, ok := strings.Cut(quoted, "```")
	if !ok {
		t.Fatalf("the README of %s quotes no timeoutlint.yaml", name)
	}
	dir := copied(t, name)
	transcript(t, "timeoutlint init "+dir)
	file := filepath.Join(dir, "timeoutlint.yaml")
	written := read(t, file)
	if !strings.HasSuffix(written, quoted) {
		t.Fatalf("init writes\n%s\nand the README of %s quotes\n%s", written, name, quoted)
	}
	const warning, certain = "warning[TL101]: google_compute_backend_service.web", "error[TL101]: google_compute_backend_service.web"
	if out := transcript(t, "timeoutlint "+dir); !strings.Contains(out, warning) {
		t.Errorf("no %s while the lines are comments:\n%s", warning, out)
	}
	write(t, file, strings.NewReplacer("# links:", "links:", "#   - ", "  - ").Replace(written))
	if out := transcript(t, "timeoutlint "+dir); !strings.Contains(out, certain) {
		t.Errorf("no %s once the join is declared:\n%s", certain, out)
	}
}

// copied puts an example's files into a folder of its own.
func copied(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(name)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
