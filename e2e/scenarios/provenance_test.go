package scenarios

import (
	"fmt"
	"strings"
	"testing"
)

// end is one end of a hop, stated in one of the ways in which a number comes about.
type end struct {
	origin   string // as the report calls it
	version  string // of a client: that of its nginx; upstreams have no keepalive_timeout before 1.15.3
	upstream string // of a client: the line in the block of its nginx; "" for a product in timeoutlint.yaml
	declared string // what timeoutlint.yaml says of it
	server   string // of a server: the line in its nginx
	where    string // the place that decides
	says     string // where the number comes from, in words; "" where the place shows the number itself
}

// The ways in which the two clocks of a hop are stated. The defaults of nginx are in order by themselves but for its old versions, in which
// nothing ended an idle upstream connection.
var (
	clientEnds = []end{
		{origin: "written", version: "1.28.0", upstream: "keepalive_timeout 2h;", where: "edge/nginx.conf:6"},
		{origin: "default", version: "1.14.2", upstream: "", where: "edge/nginx.conf:3", says: "client side: unlimited (keepalive_timeout not set: default of nginx 1.14.2"},
		{origin: "preset", version: "1.28.0", declared: "clients: { front: { preset: caddy } }", where: "timeoutlint.yaml:3", says: "client side: 120s (caddy: keepalive not set, default 120s)"},
	}
	serverEnds = []end{
		{origin: "written", server: "keepalive_timeout 20s;", where: "app/nginx.conf:4"},
		{origin: "default", server: "", where: "app/nginx.conf:3", says: "server side: 75s (keepalive_timeout not set: default of nginx 1."},
		{origin: "preset", declared: "servers: { back: { preset: jetty } }", where: "timeoutlint.yaml:4", says: "server side: 30s (jetty: jetty.http.idleTimeout not set, default 30s)"},
	}
)

// TestProvenance wants an inverted hop to be found whether its numbers are written, defaults, or presets, and the report to name where each
// comes from.
func TestProvenance(t *testing.T) {
	for _, client := range clientEnds {
		for _, server := range serverEnds {
			t.Run(client.origin+" and "+server.origin, func(t *testing.T) {
				d, text := check(t, join(t, client, server))
				if len(d.Hops) != 1 {
					t.Fatalf("hops %s, want one", d.Hops)
				}
				h := d.Hops[0]
				if h.Verdict != "violated" || h.Client.Origin != client.origin || h.Server.Origin != server.origin {
					t.Errorf("%s, want a violated hop with the origins %s and %s", h, client.origin, server.origin)
				}
				if len(d.Findings) != 1 || d.Findings[0].Rule != "TL101" {
					t.Fatalf("findings %s, want one TL101", d.Findings)
				}
				f := d.Findings[0]
				places := f.Location.String()
				for _, r := range f.Related {
					places += " " + r.Location.String()
				}
				for _, end := range []end{client, server} {
					if !strings.Contains(places, end.where) {
						t.Errorf("places %s, want %s among them", places, end.where)
					}
					if !strings.Contains(text, end.says) {
						t.Errorf("the report does not say %q:\n%s", end.says, text)
					}
				}
			})
		}
	}
}

// join writes the two ends and the link between them.
func join(t *testing.T, client, server end) (dir string) {
	t.Helper()
	dir = t.TempDir()
	link := [2]string{"front", "back"}
	if client.declared == "" {
		link[0] = "nginx/upstream/pool"
		save(t, dir, "edge/nginx.conf", fmt.Sprintf(`events {}
http {
    upstream pool {
        server unknown.example:8080;
        keepalive 16;
        %s
    }
    server {
        listen 443;
        location / { proxy_pass http://pool; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }
}
`, client.upstream))
	}
	if server.declared == "" {
		link[1] = "nginx/server/8080"
		save(t, dir, "app/nginx.conf", fmt.Sprintf(`events {}
http {
    server {
        %s
        listen 8080;
        return 204;
    }
}
`, server.server))
	}
	save(t, dir, "timeoutlint.yaml", fmt.Sprintf(`version: 1
settings: { nginx_version: %q }
%s
%s
links: [%s -> %s]
`, client.version, client.declared, server.declared, link[0], link[1]))
	return dir
}
