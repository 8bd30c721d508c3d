package configs_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/configs"
	"github.com/timeoutlint/timeoutlint/source"
)

// declared is what the files of proxies declare, one side a line.
func declared(t testing.TB, texts map[string]string) (lines []string) {
	t.Helper()
	set := new(source.Set)
	var files []*source.File
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		src := []byte(texts[name])
		if configs.MatchProxy(name, src[:min(len(src), 8<<10)]) != parsers.No {
			files = append(files, set.Add(name, "", src, true))
		}
	}
	fragment := configs.Declare(&parsers.Input{Skip: func(f *source.File, reason string) { lines = append(lines, f.Name+" skipped: "+reason) }}, files)
	for _, e := range fragment.Endpoints {
		for _, s := range e.Accepts {
			lines = append(lines, e.Local+" accepts"+side(set, s))
		}
		for _, s := range e.Connect {
			lines = append(lines, e.Local+" connects"+side(set, s))
		}
		if e.Box != nil {
			lines = append(lines, e.Local+" relays "+e.Box.Idle.String())
		}
	}
	for _, f := range fragment.Facts {
		lines = append(lines, f.Why+" `"+set.Text(f.At)+"`")
	}
	return lines
}

func side(set *source.Set, s *chain.Side) string {
	var out strings.Builder
	for _, a := range s.Addrs {
		out.WriteString(" " + a.String())
	}
	out.WriteString(":")
	if s.Protocol != chain.HTTP1 && s.Protocol != chain.TCP {
		out.WriteString(" " + string(s.Protocol))
	}
	for i, c := range s.Idle {
		if i > 0 {
			out.WriteString(";")
		}
		out.WriteString(" " + c.String())
		if words := c.When.Words(); words != "" {
			out.WriteString(" " + words)
		}
		if c.From != nil && c.From.Kind == chain.Written {
			fmt.Fprintf(&out, " `%s`", set.Text(c.From.At()))
		} else if c.From != nil {
			out.WriteString(" (" + c.From.Note + ")")
		}
	}
	for _, p := range s.Reuse {
		out.WriteString(" reuse " + p.Reuse.String())
		for _, c := range p.Causes {
			out.WriteString(" (" + c.Note + ")")
		}
	}
	if len(s.Upgraded) > 0 {
		out.WriteString(" upgraded " + s.Upgraded.String())
	}
	return out.String()
}

func proxy(t *testing.T, name string, cases map[string]test) {
	t.Helper()
	for what, c := range cases {
		t.Run(what, func(t *testing.T) {
			if diff := cmp.Diff(c.want, declared(t, map[string]string{name: c.text})); diff != "" {
				t.Errorf("%s\n-want +got:\n%s", c.text, diff)
			}
		})
	}
}

const byPurge = "(no timer: every pool-purge-delay (5s) half of the idle connections are closed; most go within seconds, some last tens of seconds)"

func TestHAProxy(t *testing.T) {
	proxy(t, "haproxy.cfg", map[string]test{
		"defaults": {"global\n  daemon\ndefaults\n  mode http\n  timeout client 30s\n  timeout server 30s\nfrontend web\n  bind *:80\n  bind 10.0.0.5:8080,:::443 ssl # x\n  default_backend app\nbackend app\n  server a app1:8000 check\n  server b 10.0.0.7:8000 disabled\n",
			[]string{"haproxy/frontend/web accepts :80 10.0.0.5:8080 [::]:443: 30s `timeout client 30s`", "haproxy/backend/app connects app1:8000: absent " + byPurge}},
		"its own": {"defaults\n mode http\n timeout client 30s\n timeout http-request 5s\nlisten web\n bind :80\n timeout http-keep-alive 2000\n timeout tunnel 1h\n server a app\n",
			[]string{"haproxy/listen/web accepts :80: 2s `timeout http-keep-alive 2000` upgraded 3600s", "haproxy/listen/web connects app:80: absent " + byPurge + " upgraded 3600s"}},
		"http-request": {"defaults\n mode http\n timeout client 30s\n timeout http-request 5s\nfrontend web\n bind :80\n",
			[]string{"haproxy/frontend/web accepts :80: 5s `timeout http-request 5s`"}},
		"no timers": {"frontend web\n mode http\n bind :80\n",
			[]string{"haproxy/frontend/web accepts :80: absent (there is no default; without timeout http-keep-alive, timeout http-request counts, then timeout client)"}},
		"closing": {"defaults\n mode http\n option http-server-close\nbackend a\n server a x:1\nbackend b\n no option http-server-close\n server b y:1\n",
			[]string{"haproxy/backend/a connects x:1: absent " + byPurge + " reuse no (option http-server-close closes the connection to the server after each response)", "haproxy/backend/b connects y:1: absent " + byPurge}},
		"closing in front": {"frontend f\n mode http\n bind :80\n option httpclose\n default_backend a\nbackend a\n mode http\n server a x:1\n",
			[]string{"haproxy/frontend/f accepts :80: off `option httpclose`", "haproxy/backend/a connects x:1: absent " + byPurge + " reuse no (option httpclose closes the connection to the server after each response)"}},
		"named defaults": {"defaults a\n mode http\n timeout client 1s\ndefaults b\n mode http\n timeout client 2s\nfrontend f from a\n bind :1\nfrontend g\n bind :2\n",
			[]string{"haproxy/frontend/f accepts :1: 1s `timeout client 1s`", "haproxy/frontend/g accepts :2: 2s `timeout client 2s`"}},
		"tcp": {"listen db\n mode tcp\n bind :5432\n timeout client 10m\n timeout server 5m\n server a db:5432\n",
			[]string{"haproxy/listen/db accepts :5432: 300s `timeout server 5m`", "haproxy/listen/db connects db:5432: 300s `timeout server 5m`", "haproxy/listen/db relays 300s"}},
		"templates": {"defaults\n mode http\n timeout client {{ client | default('30s') }}\n{% if x %}\nfrontend f\n bind \"${ADDR}:80\"\n{% endif %}\n",
			[]string{"haproxy/frontend/f accepts ${addr}:80: unresolved `timeout client {{ client | default('30s') }}`"}},
		"sockets, families": {"listen f\n mode http\n bind unix@/run/h.sock\n bind ipv4@:8000-8010\n server a ipv4@1.2.3.4:80\n server-template w 3 app.service:90\n",
			[]string{"haproxy/listen/f accepts unix:/run/h.sock :8000: absent (there is no default; without timeout http-keep-alive, timeout http-request counts, then timeout client)", "haproxy/listen/f connects 1.2.3.4:80 app.service:90: absent " + byPurge}},
		"wrong":   {"frontend f\n mode http\n bind :99999\n timeout client soon\n", []string{"haproxy/frontend/f accepts: unresolved `timeout client soon`"}},
		"nothing": {"# empty\n", nil},
	})
}
