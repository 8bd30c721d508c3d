package e2e

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/cli"
	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// dir writes the files of a case into a folder, and repairs them there if that is what the case is about.
func (c raceCase) dir(t *testing.T, version string, files map[string]string) string {
	t.Helper()
	dir := nginxtest.Dir(t, files)
	if !c.repair {
		return dir
	}
	var out bytes.Buffer
	if status := cli.Main([]string{"fix", "--nginx-version", version, dir}, strings.NewReader(""), &out, &out); status != 0 || !strings.Contains(out.String(), "TL101") {
		t.Fatalf("timeoutlint fix: exit status %d\n%s", status, out.String())
	}
	return dir
}

// TestRaceIsFlagged: the tool tells the configurations that lose requests from those that lose none.
func TestRaceIsFlagged(t *testing.T) {
	t.Parallel()
	for _, hop := range []struct {
		name  string
		cases []raceCase
		to    string // the server side of the hop; "" any
	}{
		{"to upstream", upstreamRaces, "app"},
		{"from client", clientRaces, "nginx/server/front.test"},
	} {
		for _, c := range hop.cases {
			t.Run(hop.name+" "+c.name, func(t *testing.T) {
				t.Parallel()
				dir := c.dir(t, "1.22.1", c.files("127.0.0.1:8001", "127.0.0.1:9001"))
				doc, exit := run(t, "check", "--format", "json", "--nginx-version", "1.22.1", dir)
				var races []toolFinding
				for _, f := range doc.Findings {
					if strings.HasPrefix(f.Rule, "TL10") {
						races = append(races, f)
					}
				}
				flagged := slices.ContainsFunc(races, func(f toolFinding) bool {
					return f.Rule == "TL101" && f.Severity == "error" && f.Hop != nil && f.Hop.To == hop.to
				})
				switch {
				case c.loses && (!flagged || exit != 1):
					t.Errorf("requests are lost, the tool says %v, exit %d", races, exit)
				case !c.loses && (len(races) > 0 || exit != 0):
					t.Errorf("no request is lost, the tool says %v, exit %d", doc.Findings, exit)
				}
			})
		}
	}
}
