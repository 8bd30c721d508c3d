package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// predicted compares what the tool says about a configuration with what nginx of the version did with it.
func predicted(t *testing.T, version string, r row, o observation) {
	t.Helper()
	doc := show(t, o.dir, version)
	refusals := doc.refusals()
	if !o.verdict.Accepted {
		if unknown(o.verdict.Message) {
			return
		}
		if !doc.refusedAt(t, o.dir, o.verdict.File, o.verdict.Line) {
			t.Errorf("nginx refuses line %d of %s (%s), the tool %v", o.verdict.Line, o.verdict.File, o.verdict.Message, refusals)
		}
		return
	}
	for _, f := range refusals {
		t.Errorf("nginx accepts, the tool says: %s", f.Message)
	}
	var y tally
	for i, p := range r.probes {
		if p.unpredictable == "" {
			doc.compare(&y, p.seen(o.server, o.sights[i]))
		}
	}
	for _, wrong := range y.wrong {
		t.Error(wrong)
	}
}

// unknown tells whether nginx refuses for a name that it does not know. The tool cannot foresee that: the name may be
// that of a module.
func unknown(message string) bool { return strings.Contains(message, "unknown directive") }

// seen is what of an observation the tool is to predict.
func (p probe) seen(front string, see sight) seen {
	s := seen{server: p.server, location: p.location, block: p.block, slack: slack}
	if s.server == "" {
		s.server = front
	}
	if s.location == "" && !p.http2 { // the entry of the server itself is that of HTTP/2
		s.location = "/"
	}
	s.reuse, s.http, s.connection = see.reuse, see.protocol, see.connection
	if p.idle != "" {
		s.idle = &see.idle
		s.noHeader = see.keepAlive == "" && see.idle > slack && !p.http2
	}
	if seconds, ok := strings.CutPrefix(see.keepAlive, "timeout="); ok {
		if d, err := time.ParseDuration(seconds + "s"); err == nil {
			s.header = &d
		}
	}
	if see.pool != 0 {
		s.pool = &see.pool
	}
	return s
}

// TestColumns asks the tool about versions that are not installed: what it says must be what is known of them.
func TestColumns(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"1.22.1", "1.28.0", "1.29.6", "1.29.7", "1.31.5"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			for _, r := range rows {
				t.Run(r.name(), func(t *testing.T) { column(t, nginxtest.Nginx{Version: version}, r) })
			}
		})
	}
}

func column(t *testing.T, n nginxtest.Nginx, r row) {
	t.Helper()
	const front = "127.0.0.1:8001"
	addrs := map[string]string{}
	for name := range backends {
		addrs[name] = fmt.Sprintf("127.0.0.1:%d", 9001+len(addrs))
	}
	doc := show(t, nginxtest.Dir(t, r.written(front, addrs)), n.Version)
	if r.refusedBy(n) && unknown(r.refused) {
		return
	}
	if refused := len(doc.refusals()) > 0; refused != r.refusedBy(n) {
		t.Fatalf("nginx %s refuses: %v, the tool: %v", n.Version, r.refusedBy(n), refused)
	}
	if r.refusedBy(n) {
		return
	}
	var y tally
	for _, p := range r.probes {
		if p.unpredictable != "" {
			continue
		}
		see := sight{reuse: p.before, keepAlive: p.header}
		if n.AtLeast(firstPooled) {
			see.reuse = p.from
		}
		if p.idle != "" {
			see.idle, _ = time.ParseDuration(p.idle)
		}
		if p.pool != "" && see.reuse == reused {
			see.pool, _ = time.ParseDuration(p.pool)
		}
		doc.compare(&y, p.seen(front, see))
	}
	for _, wrong := range y.wrong {
		t.Error(wrong)
	}
}
