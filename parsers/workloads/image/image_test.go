package image_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

func opened(t testing.TB, files ...string) (tree *source.Tree, dir string) {
	t.Helper()
	texts := map[string]string{}
	for _, name := range files {
		texts[name] = ""
	}
	return written(t, texts)
}

// written is like opened with content.
func written(t testing.TB, files map[string]string) (tree *source.Tree, dir string) {
	t.Helper()
	dir = golden.Folder(t, golden.Texts(files))
	return golden.Open(t, dir), dir
}

// What a script of the scan that a build or the start runs may change is not certain; what the scan itself puts there is.
func TestScriptsOfTheScan(t *testing.T) {
	tree, dir := written(t, map[string]string{
		"tune.sh":  "#!/bin/sh\nsed -i 's/65/5/' $1/nginx.conf\n",
		"fetch.sh": "#!/bin/sh\ncurl -O https://example.com/x\n",
		"a.conf":   "",
	})
	before := program.Files{{From: dir, To: "/build"}, {From: filepath.Join(dir, "a.conf"), To: "/etc/nginx/conf.d/a.conf"}}
	for _, c := range []struct{ script, at, want string }{
		{"/build/fetch.sh", "/etc/nginx/nginx.conf", "untouched"},
		{"/build/tune.sh /etc/nginx", "/etc/nginx/nginx.conf", "tune.sh may change it"},
		{"chmod +x tune.sh && ./tune.sh && ./tune.sh", "/etc/nginx/nginx.conf", "tune.sh may change it"},
		{"bash -eux tune.sh", "/etc/nginx/nginx.conf", "tune.sh may change it"},
		{"bash -eux tune.sh", "/etc/nginx/conf.d/a.conf", ""},
		{"bash -eux other.sh", "/etc/nginx/nginx.conf", "untouched"},
		{"sh -c 'echo x'", "/etc/nginx/nginx.conf", "untouched"},
	} {
		found, ok := image.Script{Text: c.script, Dir: "/build"}.Apply(tree, append(program.Files{}, before...)).Look(tree, c.at)
		if got := found.Open; !ok && c.want != "untouched" || ok && got != c.want {
			t.Errorf("%s\n%s: got %v %q, want %q", c.script, c.at, ok, got, c.want)
		}
	}
	for _, c := range []struct {
		put    string
		closed bool
	}{{"tune.sh", false}, {"fetch.sh", true}} {
		p := program.Program{Image: "nginx:1.27"}
		in, ok := image.Nginx(tree, &p, program.Files{{From: filepath.Join(dir, c.put), To: "/docker-entrypoint.d/40-" + c.put}})
		if !ok || in.Closed != c.closed {
			t.Errorf("%s at the start: closed %v", c.put, in.Closed)
		}
	}
}

func words(all ...string) (list []program.Word) {
	for _, w := range all {
		list = append(list, program.At(w, source.Span{}))
	}
	return list
}

// What a script leaves at a place: a file of the scan, nothing, or what is not known.
func TestScripts(t *testing.T) {
	tree, dir := opened(t, "a.conf", "conf.d/b.conf")
	before := program.Files{
		{From: filepath.Join(dir, "a.conf"), To: "/tmp/a.conf"},
		{From: filepath.Join(dir, "conf.d"), To: "/etc/nginx/conf.d"},
	}
	for _, c := range []struct{ script, at, want string }{
		{"", "/etc/nginx/conf.d/b.conf", "conf.d/b.conf"},
		{"", "/etc/nginx/conf.d/default.conf", "untouched"},
		{"rm -f /etc/nginx/conf.d/*", "/etc/nginx/conf.d/default.conf", "gone"},
		{"rm -rf /etc/nginx/conf.d", "/etc/nginx/conf.d/default.conf", "gone"},
		{"rm -rf /etc/nginx/conf", "/etc/nginx/conf.d/default.conf", "untouched"},
		{"rm conf.d/b.conf", "/etc/nginx/conf.d/b.conf", "gone"},
		{"cp /tmp/a.conf /etc/nginx/nginx.conf", "/etc/nginx/nginx.conf", "a.conf"},
		{"mv /tmp/a.conf /etc/nginx/conf.d", "/etc/nginx/conf.d/a.conf", "a.conf"},
		{"mv /tmp/a.conf /etc/nginx/conf.d", "/tmp/a.conf", "gone"},
		{"cp /opt/other.conf /etc/nginx/nginx.conf", "/etc/nginx/nginx.conf", "open"},
		{"envsubst '$X' < /tmp/a.conf > /etc/nginx/conf.d/default.conf", "/etc/nginx/conf.d/default.conf", "a.conf"},
		{"sed 's/>/</' /tmp/a.conf > /etc/nginx/nginx.conf", "/etc/nginx/nginx.conf", "open"},
		{"sed -i s/a/b/ /etc/nginx/nginx.conf", "/etc/nginx/nginx.conf", "open"},
		{"sed -i s/a/b/ /etc/nginx/conf.d/b.conf", "/etc/nginx/conf.d/b.conf", "conf.d/b.conf"},
		{"echo 'rm /etc/nginx/nginx.conf' # rm /etc/nginx/nginx.conf", "/etc/nginx/nginx.conf", "untouched"},
		{"chown -R nginx /etc/nginx && mkdir -p /etc/nginx/x", "/etc/nginx/nginx.conf", "untouched"},
		{"nginx -t 2>/etc/nginx/nginx.conf", "/etc/nginx/nginx.conf", "untouched"},
		{"if [ -f x ]; then rm $D/nginx.conf; fi", "/etc/nginx/nginx.conf", "gone"},
		{"rm $UNKNOWN/nginx.conf", "/etc/nginx/nginx.conf", "untouched"},
		{"curl -o /etc/nginx/nginx.conf https://example.com", "/etc/nginx/nginx.conf", "open"},
		{"'", "/etc/nginx/nginx.conf", "untouched"},
		{"a > > < |& ;; ((", "/etc/nginx/nginx.conf", "untouched"},
	} {
		script := image.Script{Text: c.script, Dir: "/etc/nginx", Env: map[string]program.Word{"D": program.At("/etc/nginx", source.Span{})}}
		found, ok := script.Apply(tree, append(program.Files{}, before...)).Look(tree, c.at)
		got := "gone"
		switch {
		case !ok:
			got = "untouched"
		case found.Open != "":
			got = "open"
		case found.Here != "":
			got, _ = filepath.Rel(dir, found.Here)
		}
		if filepath.ToSlash(got) != c.want {
			t.Errorf("%s\n%s: got %s, want %s", c.script, c.at, got, c.want)
		}
	}
}

func TestPackages(t *testing.T) {
	for script, want := range map[string]string{
		"apt-get update && apt-get install -y --no-install-recommends nginx=1.22.1-9 curl && rm x": "nginx=1.22.1-9 curl",
		"apk add --no-cache nginx \\\n  bash":                                                      "nginx bash",
		"DEBIAN_FRONTEND=noninteractive apt install a":                                             "a",
		"sudo yum -y install nginx":                                                                "nginx",
		"npm install nginx; echo apt-get install b":                                                "",
	} {
		if got := strings.Join(image.Script{Text: script}.Packages(), " "); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}

func TestNginx(t *testing.T) {
	tree, dir := opened(t, "default.conf", "t/default.conf.template", "t/sub/x.conf.template")
	here := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	fragment := program.Copy{From: here("default.conf"), To: "/etc/nginx/conf.d/default.conf"}
	templates := program.Copy{From: here("t"), To: "/etc/nginx/templates"}
	for name, c := range map[string]struct {
		p       program.Program
		mounts  program.Files
		version string
		closed  bool
		main    string
		puts    string // a path at which something of the scan lies
		none    bool
	}{
		"stock":                     {p: program.Program{Image: "nginx:1.27.2-alpine"}, version: "1.27.2", closed: true},
		"openresty":                 {p: program.Program{Image: "openresty/openresty:1.27.1.2"}, version: "openresty/1.27.1.2", closed: true},
		"an owner's":                {p: program.Program{Image: "acme/nginx:3"}, mounts: program.Files{fragment}, puts: fragment.To},
		"no nginx":                  {p: program.Program{Image: "node:20"}, none: true},
		"another image with files":  {p: program.Program{Image: "acme/web"}, mounts: program.Files{fragment}, puts: fragment.To},
		"another main file":         {p: program.Program{Image: "nginx:1.27", Command: words("nginx", "-c", "/cfg/n.conf", "-g", "daemon off;")}, version: "1.27", closed: true, main: "/cfg/n.conf"},
		"the main file named":       {p: program.Program{Image: "nginx:1.27", Command: words("nginx -c /etc/nginx/nginx.conf")}, version: "1.27", closed: true},
		"a script of its own":       {p: program.Program{Image: "nginx:1.27", Command: words("/start.sh")}, version: "1.27"},
		"a shell that does more":    {p: program.Program{Image: "nginx:1.27", Command: words("sh", "-c", "./render && nginx")}, version: "1.27"},
		"templates":                 {p: program.Program{Image: "nginx:1.27"}, mounts: program.Files{templates}, version: "1.27", closed: true, puts: "/etc/nginx/conf.d/default.conf"},
		"templates in folders":      {p: program.Program{Image: "nginx"}, mounts: program.Files{templates}, closed: true, puts: "/etc/nginx/conf.d/sub/x.conf"},
		"templates before 1.19":     {p: program.Program{Image: "nginx:1.18"}, mounts: program.Files{templates}, version: "1.18", closed: true},
		"templates, nginx directly": {p: program.Program{Image: "nginx:1.27", Entry: words("nginx", "-g", "daemon off;")}, mounts: program.Files{templates}, version: "1.27", closed: true},
		"filled in by the command": {
			p:      program.Program{Image: "nginx:1.27", Command: words("/bin/sh", "-c", "envsubst < /tmp/x > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'")},
			mounts: program.Files{{From: here("default.conf"), To: "/tmp/x"}}, version: "1.27", closed: true, puts: "/etc/nginx/conf.d/default.conf",
		},
		"a package":                         {p: program.Program{Build: &program.Build{Base: "debian:bookworm", Packages: words("curl", "nginx"), Command: words("nginx", "-g", "daemon off;")}}, version: "1.22.1", closed: true},
		"a package of another distribution": {p: program.Program{Build: &program.Build{Base: "alpine:3.20", Packages: words("nginx")}}},
		"a package and a supervisor":        {p: program.Program{Build: &program.Build{Base: "debian:12", Packages: words("nginx"), Command: words("supervisord")}}, version: "1.22.1"},
	} {
		in, ok := image.Nginx(tree, &c.p, c.mounts)
		if ok == c.none || ok && (in.Version != c.version || in.Closed != c.closed || in.Main != c.main) {
			t.Errorf("%s: %v %+v", name, ok, in)
		}
		if name == "templates before 1.19" || name == "templates, nginx directly" {
			if _, touched := in.Files.Look(tree, "/etc/nginx/conf.d/default.conf"); touched {
				t.Errorf("%s: the template is filled in", name)
			}
		}
		if found, _ := in.Files.Look(tree, c.puts); c.puts != "" && found.Here == "" {
			t.Errorf("%s: nothing at %s: %+v", name, c.puts, in.Files)
		}
	}
}

// Whatever a script holds, reading it ends.
func FuzzScript(f *testing.F) {
	for _, s := range []string{"rm -f /etc/nginx/conf.d/*", "a 2>&1 | b > /etc/nginx/x; c 'd' \"e\" && (f)", "\\\n\\", "envsubst < a > b", "${A:-${B}} $(c) `d`"} {
		f.Add(s)
	}
	tree, _ := opened(f)
	f.Fuzz(func(t *testing.T, text string) {
		script := image.Script{Text: text, Dir: "/etc/nginx", Env: map[string]program.Word{"A": program.At("x", source.Span{})}}
		for _, c := range script.Apply(tree, nil) {
			if !strings.HasPrefix(c.To, "/") {
				t.Fatalf("%q: %+v", text, c)
			}
		}
		script.Packages()
	})
}
