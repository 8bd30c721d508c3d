package nginx_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/nginx"
)

func TestParseVersion(t *testing.T) {
	for _, c := range []struct {
		in    string
		shown string // as a user would write it, "nginx" if it is not known
		known bool
	}{
		{"", "nginx", false},
		{"1.24.0", "nginx 1.24.0", true},
		{"v1.24.0", "nginx 1.24.0", true},
		{"nginx/1.24.0", "nginx 1.24.0", true},
		{"NGINX/1.24.0", "nginx 1.24.0", true},
		{"1.28", "nginx 1.28", true},
		{"1.29", "nginx", false}, // on which side of 1.29.7?
		{"1.29.6", "nginx 1.29.6", true},
		{"1.30", "nginx 1.30", true},
		{"1", "nginx", false},
		{"angie/1.12.0", "angie 1.12.0", true},
		{"Angie/1.11", "angie 1.11", true},
		{"openresty/1.27.1.2", "openresty 1.27.1.2", true},
		{"openresty/1.29.8.1rc1", "openresty 1.29.8.1rc1", true},
		{"openresty/1.29", "nginx", false},
		{"tengine/3.2", "tengine 3.2", true},
		{"freenginx/1.27.2", "freenginx 1.27.2", true},
	} {
		v, err := nginx.ParseVersion(c.in)
		if err != nil || v.String() != c.shown || v.Known() != c.known {
			t.Errorf("ParseVersion(%q) is %v (known: %v), %v; want %s (known: %v)", c.in, v, v.Known(), err, c.shown, c.known)
		}
	}
	for _, wrong := range []string{"latest", "nginx", "nginx/", "nginx/stable", "caddy/2.8", "1.24.0 (Ubuntu)", "-1", ".5", "1,24", "v", "/"} {
		if v, err := nginx.ParseVersion(wrong); err == nil {
			t.Errorf("ParseVersion(%q) is %v, want an error", wrong, v)
		}
	}
}

// From which version, and in which fork, idle upstream connections are kept though nobody asks for it (facts/nginx.md sections 0 and 2).
func TestPoolsByVersion(t *testing.T) {
	const bare = "events {}\nhttp { upstream a { server b:1; } server { location / { proxy_pass http://a; } } }\n"
	const asked = "events {}\nhttp { upstream a { server b:1; keepalive 4; } server { location / { proxy_pass http://a; } } }\n"
	for _, c := range []struct {
		version     string
		bare, asked string // reuse in the world in force: no configuration at all, keepalive alone
	}{
		{"", "no", "no"},
		{"1.24.0", "no", "no"},
		{"1.29.6", "no", "no"},
		{"1.29.7", "yes", "yes"},
		{"1.30", "yes", "yes"},
		{"openresty/1.27.1.2", "no", "no"},
		{"openresty/1.29.2.1", "no", "no"},
		{"openresty/1.31.1.1", "yes", "yes"},
		{"tengine/3.1.0", "no", "no"},
		{"tengine/3.2.0", "yes", "yes"},
		{"angie/1.11.0", "no", "no"},
		{"angie/1.12.0", "no", "yes"}, // took HTTP/1.1 by default, not the pool
		{"freenginx/1.27.2", "no", "no"},
	} {
		for text, want := range map[string]string{bare: c.bare, asked: c.asked} {
			r := readFiles(t, c.version, map[string]string{"nginx.conf": text})
			for _, e := range r.fragment.Endpoints {
				for _, route := range e.Routes {
					if route.Pass == nil {
						continue
					}
					if got := route.Pass.Cases[0].Reuse.String(); got != want {
						t.Errorf("version %q: reuse %s, want %s, in\n%s", c.version, got, want, text)
					}
				}
			}
		}
	}
}
