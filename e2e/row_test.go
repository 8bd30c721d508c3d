package e2e

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// firstPooled is the first nginx that pools connections to every upstream block, speaks HTTP/1.1 to it and sends it
// no Connection header, all without being told to. It divides the two columns of every table here.
const firstPooled = "1.29.7"

// row is a small configuration with what nginx is known to do with it.
type row struct {
	id      string            // row in section 8 of the facts about nginx, or of section 5 or 6: "6 empty value"
	text    string            // the inside of http {}, with the placeholders of backends
	files   map[string]string // further files, by path
	since   string            // versions before it refuse the configuration; "": none does
	refused string            // part of the reason for a refusal; with since empty: every version refuses
	warned  string            // part of the warning that versions before 1.29.7 give; "": none is looked for
	probes  []probe
}

// refusedBy tells whether nginx of the version refuses the configuration.
func (r row) refusedBy(n nginxtest.Nginx) bool {
	return r.refused != "" && (r.since == "" || !n.AtLeast(r.since))
}

// probe is a kind of request that is made a few times, each on a client connection of its own, and what is known
// about it.
type probe struct {
	server, location, block string // where timeoutlint lists it; "" means the address of the listener, /, no block
	path                    string // alternatives are separated by blanks and taken in turn; "" means /
	ask                     nginxtest.Ask
	requests                int // 0 means 3

	before, from           reuse // before 1.29.7 and from there on
	beforeConns, fromConns int   // connections that the requests share; 0: not looked at

	status int    // of the last response; 0 means 200
	idle   string // after which nginx closes the idle client connection, "0s": with the response; "": not measured
	header string // value of the Keep-Alive header where idle is measured
	http2  bool   // nothing but idle is looked at, over HTTP/2, for which only the server's own setting counts
	pool   string // after which nginx closes the idle connection to the backend, if it is kept; "": not measured

	// unpredictable says why the configuration alone does not determine what is seen; timeoutlint is then not asked.
	unpredictable string
}

// reuse tells whether requests shared connections to a backend.
type reuse string

const (
	reused    reuse = "yes"
	fresh     reuse = "no"
	unreached reuse = "" // no request reached a backend
)

// one is the probes of a row with a single location /.
func one(before, from reuse) []probe { return []probe{{before: before, from: from}} }

// refusals is what every row with a refusal and no other observation has.
func refusals(id, text, reason string) row { return row{id: id, text: text, refused: reason} }

// Parts of which most configurations are made: an upstream with and without a pool, the way to it, and the two
// lines that let old versions use the pool.
const (
	pooled   = "upstream app {\n  server @app@;\n  keepalive 16;\n}\n"
	unpooled = "upstream app {\n  server @app@;\n}\n"
	pass     = "proxy_pass http://app;\n"
	k        = "proxy_http_version 1.1;\nproxy_set_header Connection \"\";\n"
)

// site is a server with the given content.
func site(lines ...string) string {
	return "server {\nlisten @front@;\n" + strings.Join(lines, "") + "}\n"
}

// at is a location with the given content.
func at(arguments string, lines ...string) string {
	return "location " + arguments + " {\n" + strings.Join(lines, "") + "}\n"
}

// root is a server whose only location is /.
func root(lines ...string) string { return site(at("/", lines...)) }

// stage is a row with its backends running and its files written.
type stage struct {
	dir      string
	front    string // address of nginx
	backends []*nginxtest.Backend
}

// backends are the placeholders of the configurations. @front@ is the address of nginx itself.
var backends = map[string]func(testing.TB) *nginxtest.Backend{
	"@app@":       nginxtest.HTTP{}.Start,
	"@second@":    nginxtest.HTTP{}.Start,
	"@stubborn@":  nginxtest.HTTP{IgnoreClose: true}.Start,
	"@old@":       nginxtest.HTTP{Answer10: true}.Start,
	"@fastcgi@":   nginxtest.FastCGI,
	"@memcached@": nginxtest.Memcached,
	"@uwsgi@":     nginxtest.UWSGI,
	"@scgi@":      nginxtest.SCGI,
	"@http2@":     nginxtest.HTTP2,
}

// raise starts the backends that a row names and writes its files.
func raise(t *testing.T, r row) stage {
	t.Helper()
	s := stage{front: nginxtest.NewPort(t)}
	addrs := map[string]string{}
	for name, start := range backends {
		if strings.Contains(r.text, name) {
			b := start(t)
			s.backends = append(s.backends, b)
			addrs[name] = b.Addr
		}
	}
	s.dir = nginxtest.Dir(t, r.written(s.front, addrs))
	return s
}

// written is the configuration with addresses in the place of the placeholders.
func (r row) written(front string, addrs map[string]string) map[string]string {
	put := []string{"@front@", front}
	for name, addr := range addrs {
		put = append(put, name, addr)
	}
	files := map[string]string{
		"paths.conf": nginxtest.Paths,
		"nginx.conf": strings.NewReplacer(put...).Replace("events {}\nhttp {\ninclude paths.conf;\n" + r.text + "}\n"),
	}
	maps.Copy(files, r.files)
	return files
}

func (p probe) paths() []string {
	if p.path == "" {
		return []string{"/"}
	}
	return strings.Fields(p.path)
}

func (p probe) count() int {
	if p.requests == 0 {
		return 3
	}
	return p.requests
}

func (p probe) wantStatus() int {
	if p.status == 0 {
		return http.StatusOK
	}
	return p.status
}
