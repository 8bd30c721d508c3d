package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// The race, on purpose. Between two ends lies a network that holds back everything, the end of a connection too. The
// server closes a connection that has been idle for serverIdle; a client that uses it again in the meantime has not
// heard of that, and its request is lost.
//
//	client                      network                      server
//	   |<---------- answer ---------  delay  ------------------|  0
//	   |   gap                                                 |
//	   |--- request ------------>     delay                    |
//	   |                 <------ end, delay -------------------|  serverIdle
//	   |                            -------------------------->|  too late
//
// A gap between serverIdle - 2*delay and serverIdle, seen from the client, is in the window; the middle of it leaves
// a busy machine as much room as the delay on either side.
const (
	serverIdle = 2 * time.Second
	delay      = 300 * time.Millisecond
	gap        = serverIdle - delay
	lanes      = 8 // connections that run the race at the same time, each in a pool of its own
	rounds     = 3 // gaps of each lane, plus one
)

// raceLost is what nginx writes about a connection that was closed under a request.
var raceLost = regexp.MustCompile(`upstream prematurely closed connection|\(104: Connection reset by peer\)`)

// TestRaceToUpstream loses requests between nginx and its upstream if, and only if, nginx keeps idle connections
// longer than the server does.
func TestRaceToUpstream(t *testing.T) {
	t.Parallel()
	n := nginxtest.Installed(t)
	for _, c := range upstreamRaces {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			backend := nginxtest.HTTP{Idle: serverIdle}.Start(t)
			front := nginxtest.NewPort(t)
			files := c.files(front, nginxtest.Relay(t, backend.Addr, delay))
			process := n.Start(t, c.dir(t, n.Version, files))

			var sent, lost atomic.Int32
			race(func(lane int) {
				// The second request follows at once: it is carried by the connection of the first, if that lives.
				for range 2 {
					sent.Add(1)
					status, err := post(front, fmt.Sprintf("/lane%d", lane))
					switch {
					case err != nil:
						t.Errorf("lane %d: %v", lane, err)
					case status == 502:
						lost.Add(1)
					case status != 200:
						t.Errorf("lane %d: status %d", lane, status)
					}
				}
			})
			t.Logf("%d of %d requests answered with 502, over %d connections", lost.Load(), sent.Load(), backend.Connections())
			if got := lost.Load() > 0; got != c.loses {
				t.Errorf("%d of %d requests lost, want some: %v", lost.Load(), sent.Load(), c.loses)
			}
			if got := raceLost.MatchString(process.ErrorLog(t)); got != c.loses {
				t.Errorf("nginx complains of connections closed under a request: %v, want %v", got, c.loses)
			}
			if len(backend.Requests()) <= backend.Connections() {
				t.Error("no connection was used twice: nothing has been shown")
			}
		})
	}
}

// TestRaceFromClient is the same in front of nginx: there nginx is the server, and a client keeps the connection.
func TestRaceFromClient(t *testing.T) {
	t.Parallel()
	n := nginxtest.Installed(t)
	for _, c := range clientRaces {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			front := nginxtest.NewPort(t)
			n.Start(t, c.dir(t, n.Version, c.files(front, "")))
			addr := nginxtest.Relay(t, front, delay)

			var sent, again, lost atomic.Int32
			kept := make([]*nginxtest.Client, lanes)
			race(func(lane int) {
				if kept[lane] != nil && !kept[lane].Closed() {
					again.Add(1)
				} else if kept[lane] = connect(t, addr); kept[lane] == nil {
					return
				}
				sent.Add(1)
				if _, err := kept[lane].Do(nginxtest.Ask{Method: "POST", Body: "x=1"}); err != nil {
					lost.Add(1)
					kept[lane] = nil
				}
			})
			t.Logf("%d of %d requests lost; %d went out on a kept connection", lost.Load(), sent.Load(), again.Load())
			if got := lost.Load() > 0; got != c.loses {
				t.Errorf("%d of %d requests lost, want some: %v", lost.Load(), sent.Load(), c.loses)
			}
			if again.Load() == 0 {
				t.Error("no connection was used twice: nothing has been shown")
			}
		})
	}
}

// race runs the lanes beside each other, round after round with the gap in between.
func race(round func(lane int)) {
	var all sync.WaitGroup
	for lane := range lanes {
		all.Go(func() {
			for i := range rounds {
				if i > 0 {
					time.Sleep(gap)
				}
				round(lane)
			}
		})
	}
	all.Wait()
}

func post(addr, path string) (status int, err error) {
	c, err := nginxtest.Dial(addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	answer, err := c.Do(nginxtest.Ask{Method: "POST", Path: path, Body: "x=1"})
	return answer.Status, err
}

func connect(t *testing.T, addr string) *nginxtest.Client {
	t.Helper()
	c, err := nginxtest.Dial(addr)
	if err != nil {
		t.Error(err)
		return nil
	}
	t.Cleanup(c.Close)
	return c
}

// raceCase is a hop in one of two orders: as its owner wrote it, and corrected, by hand or by timeoutlint fix.
type raceCase struct {
	name   string
	loses  bool
	repair bool                                         // fix the files before nginx reads them
	files  func(front, server string) map[string]string // timeoutlint.yaml says what no nginx file knows
}

var upstreamRaces = []raceCase{
	{"inverted", true, false, func(front, server string) map[string]string { return upstreamRace(front, server, "60s") }},
	{"repaired", false, true, func(front, server string) map[string]string { return upstreamRace(front, server, "60s") }},
	{"corrected", false, false, func(front, server string) map[string]string { return upstreamRace(front, server, "500ms") }},
}

// upstreamRace has a pool for each lane, all of the same server.
func upstreamRace(front, server, poolIdle string) map[string]string {
	var upstreams, locations strings.Builder
	for lane := range lanes {
		fmt.Fprintf(&upstreams, "upstream lane%d {\n  server %s;\n  keepalive 4;\n  keepalive_timeout %s;\n}\n", lane, server, poolIdle)
		fmt.Fprintf(&locations, "location /lane%d {\n%sproxy_pass http://lane%d;\n}\n", lane, k, lane)
	}
	return raceFiles(upstreams.String()+"server {\nlisten "+front+";\n"+locations.String()+"}\n",
		fmt.Sprintf("servers:\n  app: { idle_timeout: %v, hosts: [%q] }\n", serverIdle, server))
}

var clientRaces = []raceCase{
	{"inverted", true, false, func(front, _ string) map[string]string { return clientRace(front, serverIdle) }},
	{"repaired", false, true, func(front, _ string) map[string]string { return clientRace(front, serverIdle) }},
	{"corrected", false, false, func(front, _ string) map[string]string { return clientRace(front, 3*serverIdle) }},
}

// clientRace has one server, and a client that keeps idle connections for twice the time that the server of the
// inverted order does.
func clientRace(front string, idle time.Duration) map[string]string {
	return raceFiles(fmt.Sprintf("server {\nlisten %s;\nserver_name front.test;\nkeepalive_timeout %v;\nlocation / {\nreturn 200 ok;\n}\n}\n", front, idle),
		fmt.Sprintf("clients:\n  mobile-app: { idle_timeout: %v, to: nginx/server/front.test }\n", 2*serverIdle))
}

func raceFiles(http, declared string) map[string]string {
	return map[string]string{
		"paths.conf":       nginxtest.Paths,
		"nginx.conf":       "events {}\nhttp {\ninclude paths.conf;\n" + http + "}\n",
		"timeoutlint.yaml": "version: 1\n" + declared,
	}
}
