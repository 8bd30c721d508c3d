package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// truth is a random configuration with what real versions of nginx did with it; one line of nginx-truth.jsonl.
type truth struct {
	ID     string
	Files  map[string]string
	Probes []truthProbe
	Truth  map[string]struct {
		Accepted bool
		Error    struct {
			File, Message, Class string
			Line                 *int
		}
		Probes []truthSight
	}
}

// truthProbe names a location that was asked.
type truthProbe struct {
	Server, Location, Block, Client, Request string

	Target *string
	At     struct { // the *_pass in force, if there is a target
		File string
		Line int
	}
}

// truthSight is what nginx did there.
type truthSight struct {
	Reuse             *bool
	BackendHTTP       *string  `json:"backend_http"`
	BackendConnection *string  `json:"backend_connection"`
	ClientConnection  *string  `json:"client_connection"`
	KeepAliveHeader   *string  `json:"keep_alive_header"`
	ClientIdle        *float64 `json:"client_idle_s"`
	ClientIdleOver    float64  `json:"client_idle_over_s"`
	UpstreamIdle      *float64 `json:"upstream_idle_s"`
}

// unforeseeable are the classes of refusals that depend on what was compiled in, on the file system, or on names that
// modules define.
var unforeseeable = []string{"unknown directive", "file", "variable", "other"}

// truthSlack is the precision of the recorded times (0.05 s) with room for the measuring machine.
const truthSlack = 110 * time.Millisecond

// TestTruth holds the tool against recorded runs of real versions of nginx.
func TestTruth(t *testing.T) {
	t.Parallel()
	all := readTruth(t)
	dirs := make([]string, len(all))
	for i, c := range all {
		dirs[i] = nginxtest.Dir(t, c.Files)
	}
	for _, version := range []string{"1.22.1", "1.29.6", "1.29.7", "1.31.5"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			results := make([]tally, len(all))
			var next sync.Mutex
			todo := 0
			var workers sync.WaitGroup
			for range runtime.GOMAXPROCS(0) {
				workers.Go(func() {
					for {
						next.Lock()
						i := todo
						todo++
						next.Unlock()
						if i >= len(all) {
							return
						}
						results[i] = all[i].replay(t, dirs[i], version)
					}
				})
			}
			workers.Wait()
			report(t, results)
		})
	}
}

// report sums up, and shows the first disagreements.
func report(t *testing.T, results []tally) {
	t.Helper()
	var sum tally
	for _, r := range results {
		sum.add(r)
	}
	for i, wrong := range sum.wrong {
		if i == 30 {
			t.Errorf("and %d more", len(sum.wrong)-i)
			break
		}
		t.Error(wrong)
	}
	compared := 0
	for _, kind := range slices.Sorted(maps.Keys(sum.compared)) {
		t.Logf("%s: %d compared", kind, sum.compared[kind])
		compared += sum.compared[kind]
	}
	t.Logf("%d of %d observations predicted", compared-len(sum.wrong), compared)
	if n := sum.compared[ambiguous]; n*100 > compared {
		t.Errorf("%d of %d predictions name several values: too many to say anything", n, compared)
	}
	for _, kind := range []string{"accepted", "refused", "reuse", "http", "connection header", "client idle", "keep-alive header"} {
		if sum.compared[kind] == 0 {
			t.Errorf("no %s was compared", kind)
		}
	}
}

// replay compares the prediction for one configuration and version, if that version was recorded.
func (c truth) replay(t *testing.T, dir, version string) (y tally) {
	t.Helper()
	recorded, ok := c.Truth[version]
	if !ok {
		return y
	}
	doc := show(t, dir, version)
	refusals := doc.refusals()
	var own tally
	switch {
	case recorded.Accepted:
		said := ""
		if len(refusals) > 0 {
			said = refusals[0].Message
		}
		own.compare("accepted", said == "", "nginx accepts, the tool says: %s", said)
	case !slices.Contains(unforeseeable, recorded.Error.Class):
		own.compare("refused", len(refusals) > 0, "nginx refuses (%s), the tool does not", recorded.Error.Message)
		if line := recorded.Error.Line; line != nil && len(refusals) > 0 {
			own.compare("position", doc.refusedAt(t, dir, recorded.Error.File, *line),
				"nginx refuses line %d of %s (%s), the tool %v", *line, recorded.Error.File, recorded.Error.Message, refusals)
		}
	}
	for i, see := range recorded.Probes {
		if c.Probes[i].Client != "h2" {
			c.Probes[i].compare(t, &own, doc, dir, see)
		}
	}
	y.compared = own.compared
	for _, wrong := range own.wrong {
		y.wrong = append(y.wrong, fmt.Sprintf("%s: %s", c.ID, wrong))
	}
	return y
}

func (p truthProbe) compare(t *testing.T, y *tally, doc document, dir string, see truthSight) {
	t.Helper()
	s := seen{server: p.Server, location: p.Location, block: p.Block, slack: truthSlack}
	if see.Reuse != nil {
		s.reuse = fresh
		if *see.Reuse {
			s.reuse = reused
		}
	}
	s.http, s.connection = text(see.BackendHTTP), text(see.BackendConnection)
	s.idle, s.pool = seconds(see.ClientIdle), seconds(see.UpstreamIdle)
	s.idleOver = *seconds(&see.ClientIdleOver)
	if header, ok := strings.CutPrefix(text(see.KeepAliveHeader), "timeout="); ok {
		if n, err := strconv.ParseFloat(header, 64); err == nil {
			s.header = seconds(&n)
		}
	}
	s.noHeader = see.KeepAliveHeader == nil && text(see.ClientConnection) == "keep-alive"
	doc.compare(y, s)
	if l := doc.find(p.Server, p.Location, p.Block); l != nil && l.Pass != nil && p.Target != nil {
		y.compare("pass", l.Pass.At.in(t, dir) == p.At.File && l.Pass.At.Line == p.At.Line,
			"%s: %s is proxied by line %d of %s, the tool says %+v", p.Request, p.Location, p.At.Line, p.At.File, l.Pass.At)
	}
}

func seconds(n *float64) *time.Duration {
	if n == nil {
		return nil
	}
	d := time.Duration(*n * float64(time.Second))
	return &d
}

func readTruth(t *testing.T) (all []truth) {
	t.Helper()
	file, err := os.Open("../parsers/nginx/testdata/nginx-truth.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c truth
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
