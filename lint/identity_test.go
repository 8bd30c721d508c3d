package lint_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
)

// shop is an nginx configuration with one finding of most kinds that depend on places: an inverted hop, two locations that lose their
// Connection header by lines of their own, a pool that is smaller than its servers.
const shop = `events {}
http {
    keepalive_timeout 50s;
    upstream app { server 10.0.0.1:3000; server 10.0.0.2:3000; keepalive 16; keepalive_timeout 120s; }
    upstream small { server 10.0.1.1:1; server 10.0.1.2:1; server 10.0.1.3:1; keepalive 2; }
    upstream plain { server 10.0.0.4:3000; }
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    server {
        listen 80;
        server_name shop.example;
        location / { proxy_pass http://app; }
        location /a { proxy_set_header Connection close; proxy_pass http://app; }
        location /b { proxy_set_header Connection close; proxy_pass http://app; }
        location /c { proxy_pass http://plain; }
        location /s { proxy_pass http://small; }
    }
    server {
        listen 81;
        server_name admin.example;
        location / { proxy_pass http://app; }
    }
}
`

const declaration = `version: 1
servers:
  checkout: { idle_timeout: 75s, hosts: ["10.0.0.1:3000"] }
settings: { nginx_version: "1.28.0" }
`

// shuffled is shop with its blocks in another order, other lines, and comments.
const shuffled = `# moved

events {}
http {
    server {
        listen 81;
        server_name admin.example;
        location / { proxy_pass http://app; }
    }

    server {
        server_name shop.example;
        listen 80;
        location /s { proxy_pass http://small; }
        location /c { proxy_pass http://plain; }
        location /b {
            proxy_set_header Connection close;
            proxy_pass http://app;
        }
        location /a {
            proxy_set_header Connection close;
            proxy_pass http://app;
        }
        location / { proxy_pass http://app; }
    }
    upstream plain { server 10.0.0.4:3000; }
    upstream app {
        server 10.0.0.1:3000;
        server 10.0.0.2:3000;
        keepalive 16;
        keepalive_timeout 2m;
    }
    upstream small { server 10.0.1.1:1; server 10.0.1.2:1; server 10.0.1.3:1; keepalive 2; }
    proxy_set_header Connection "";
    proxy_http_version 1.1;
    keepalive_timeout 50;
}
`

// scratch makes a git repository that holds files.
func scratch(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("git init: %v %s", err, out)
	}
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func findingsOf(t *testing.T, o lint.Options) []*finding.Finding {
	t.Helper()
	o.Panics = true
	r, err := lint.Run(o)
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

// below runs in a folder of files, from below it where sub is not "".
func below(t *testing.T, files map[string]string, sub string, paths ...string) []*finding.Finding {
	return findingsOf(t, lint.Options{Cwd: filepath.Join(scratch(t, files), sub), Paths: paths})
}

func TestNothingIsResurrected(t *testing.T) {
	files := map[string]string{"deploy/nginx.conf": shop, "timeoutlint.yaml": declaration}
	before := below(t, files, "")
	if len(before) < 5 {
		t.Fatalf("%d findings are too few to tell anything", len(before))
	}
	known := finding.NewBaseline(before)
	for name, now := range map[string][]*finding.Finding{
		"the same":                     below(t, files, ""),
		"from another folder":          below(t, files, "deploy", ".."),
		"with a PATH for each file":    below(t, files, "", "timeoutlint.yaml", "deploy/nginx.conf"),
		"lines moved, blocks reorderd": below(t, map[string]string{"deploy/nginx.conf": shuffled, "timeoutlint.yaml": declaration}, ""),
		"another file name":            below(t, map[string]string{"deploy/main.conf": shop, "timeoutlint.yaml": declaration}, ""),
		"another folder":               below(t, map[string]string{"web/conf/nginx.conf": shop, "timeoutlint.yaml": declaration}, ""),
		"renamed and reordered":        below(t, map[string]string{"web/main.conf": shuffled, "timeoutlint.yaml": declaration}, ""),
		"a second root": below(t, map[string]string{
			"deploy/nginx.conf": shop, "timeoutlint.yaml": declaration,
			"a/nginx.conf": "events {}\nhttp { server { listen 82; server_name other.example; return 204; } }\n",
		}, ""),
	} {
		var fresh []string
		for _, f := range known.New(now) {
			fresh = append(fresh, f.Rule.ID+" "+f.Message)
		}
		if len(fresh) > 0 {
			t.Errorf("%s: new are\n%s", name, strings.Join(fresh, "\n"))
		}
		if gone := finding.NewBaseline(now).Gone(before); len(gone) > 0 {
			t.Errorf("%s: %d of %d are gone", name, len(gone), len(before))
		}
	}
}

// TestFragmentsKeepTheirIdentity: files without a main file have no root of their own, wherever the run starts.
func TestFragmentsKeepTheirIdentity(t *testing.T) {
	fragment := "upstream app { server 10.0.0.1:3000; keepalive 16; keepalive_timeout 120s; }\n" +
		"server { listen 80; server_name a; location / { proxy_set_header X y; proxy_pass http://app; } }\n"
	files := map[string]string{"deploy/conf.d/a.conf": fragment, "timeoutlint.yaml": declaration}
	known := finding.NewBaseline(below(t, files, ""))
	if len(known.Entries) == 0 {
		t.Fatal("no findings")
	}
	for _, sub := range []string{"deploy", "deploy/conf.d"} {
		now := below(t, files, sub, "../"+strings.Repeat("../", strings.Count(sub, "/")))
		if diff := cmp.Diff(known, finding.NewBaseline(now)); diff != "" {
			t.Errorf("from %s:\n%s", sub, diff)
		}
	}
}

func TestWhatIsNewIsSeen(t *testing.T) {
	files := map[string]string{"nginx.conf": shop, "timeoutlint.yaml": declaration}
	known := finding.NewBaseline(below(t, files, ""))
	for name, c := range map[string]struct{ file, old, new, want string }{
		"the client's clock rises":           {"nginx.conf", "keepalive_timeout 120s", "keepalive_timeout 121s", "TL005 TL101"},
		"the server's falls":                 {"timeoutlint.yaml", "75s", "70s", "TL101"},
		"another location, a line of it own": {"nginx.conf", "location /c {", "location /d { proxy_set_header Connection close; proxy_pass http://app; }\nlocation /c {", "TL202"},
		"the line moves to another location": {"nginx.conf", "location /b {", "location /e {", "TL202"},
		"another upstream without a pool":    {"nginx.conf", "location /c {", "location /f { proxy_pass http://10.0.0.9:1; }\nlocation /c {", "TL204"},
		"another server behind the pool":     {"timeoutlint.yaml", "settings:", "  pay: { idle_timeout: 75s, hosts: [\"10.0.0.2:3000\"] }\nsettings:", "TL101"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := map[string]string{"nginx.conf": shop, "timeoutlint.yaml": declaration}
			changed[c.file] = strings.Replace(changed[c.file], c.old, c.new, 1)
			if changed[c.file] == files[c.file] {
				t.Fatal("nothing was changed")
			}
			fresh := known.New(below(t, changed, ""))
			var ids []string
			for _, f := range fresh {
				ids = append(ids, f.Rule.ID)
			}
			if slices.Sort(ids); strings.Join(ids, " ") != c.want {
				t.Errorf("new are %q, want %s", ids, c.want)
				for _, f := range fresh {
					t.Log(f.Message)
				}
			}
		})
	}
}

// TestDifferentFindingsDiffer: two findings of one run have one fingerprint only where their baseline entries count them.
func TestDifferentFindingsDiffer(t *testing.T) {
	broken := map[string]string{
		"nginx.conf": shop, "timeoutlint.yaml": declaration,
		"a/nginx.conf": "events {}\nhttp { server { listen 80 } }\n", "b/nginx.conf": "events {}\nhttp { server { listen 80 } }\n",
	}
	all := below(t, broken, "")
	seen := make(map[string]*finding.Finding)
	for _, f := range all {
		if g := seen[f.Fingerprint()]; g != nil {
			t.Errorf("one fingerprint for\n%s %s\n%s %s", f.Rule.ID, f.Message, g.Rule.ID, g.Message)
		}
		seen[f.Fingerprint()] = f
	}
	if !slices.ContainsFunc(all, func(f *finding.Finding) bool { return f.Rule.ID == "TL001" }) {
		t.Error("the broken files are not among the findings")
	}
}
