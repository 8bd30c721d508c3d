package e2e

import (
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// TestUpgradedConnection (row 73): on a connection that has become a WebSocket, silence is bounded by
// proxy_read_timeout, and keepalive_timeout counts for nothing.
func TestUpgradedConnection(t *testing.T) {
	t.Parallel()
	n := nginxtest.Installed(t)
	s := raise(t, row{text: pooled + root(pass,
		"keepalive_timeout 3s;\nproxy_read_timeout 1s;\nproxy_set_header Upgrade $http_upgrade;\n",
		connection(`"upgrade"`))})
	n.Start(t, s.dir)
	measured(t, "1s", func() (time.Duration, bool) {
		c, answer := s.open(t, probe{ask: nginxtest.Ask{Fields: []string{"Connection: upgrade", "Upgrade: websocket"}}}, "/")
		defer c.Close()
		if answer.Status != 101 {
			t.Errorf("status %d, want 101", answer.Status)
		}
		return c.Idle(longest)
	})
}
