package main

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// TestWays holds a small round of each way against what the table is there to show.
func TestWays(t *testing.T) {
	binary := nginxtest.Installed(t).Path
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	p := plan{nginx: binary, requests: 60, clients: 3, rounds: 1, limit: time.Minute}
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			r, err := w.measure(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if w.kept && r.connections > p.clients {
				t.Errorf("%d connections for %d clients: they were not reused", r.connections, p.clients)
			}
			if !w.kept && r.connections != p.requests {
				t.Errorf("%d connections for %d requests: expected one for each", r.connections, p.requests)
			}
			if w.kept && r.waiting != (waiting{}) {
				t.Errorf("%+v in TIME_WAIT: expected none", r.waiting)
			}
			if !w.kept && r.waiting.client+r.waiting.server == 0 {
				t.Error("no connection in TIME_WAIT")
			}
			if w.late && r.waiting.server > 0 {
				t.Errorf("%d in TIME_WAIT at an application that closes last", r.waiting.server)
			}
			if (r.cpu > 0) == w.direct {
				t.Errorf("nginx ran for %v", r.cpu)
			}
			if r.median <= 0 || r.median > r.elapsed {
				t.Errorf("a request took %v of %v", r.median, r.elapsed)
			}
		})
	}
	left, err := os.ReadDir(scratch)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRun(t *testing.T) {
	nginx := nginxtest.Installed(t)
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-nginx", nginx.Path, "-requests", "20", "-clients", "2", "-rounds", "1"}, &out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if !strings.Contains(text, "nginx/"+nginx.Version) {
		t.Errorf("the machine is not described: %s", text)
	}
	if got, want := strings.Count(text, "\n| nginx,")+strings.Count(text, "\n| direct,"), len(ways); got != want {
		t.Errorf("%d ways in the table, expected %d:\n%s", got, want, text)
	}
	err := run(t.Context(), []string{"-nginx", nginx.Path, "-limit", "1ms"}, &out)
	if err == nil {
		t.Error("a run of one millisecond was not stopped")
	}
}

func TestArguments(t *testing.T) {
	tests := map[string]struct{ args, want string }{
		"too many requests": {"-requests 10001", "-requests 10001: use 1 to 10000"},
		"no clients":        {"-clients 0", "-clients 0: use 1 to 64"},
		"too many rounds":   {"-rounds 10", "-rounds 10: use 1 to 9"},
		"a word":            {"fast", `unexpected argument "fast": there are flags only, see -h`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := planOf(strings.Fields("-nginx nginx " + test.args))
			if err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestCountTimeWaits(t *testing.T) {
	const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:8001 06 00000000:00000000 03:00000100 00000000     0        0 0 3 0
   2: 0100007F:8002 0100007F:1F90 06 00000000:00000000 03:00000100 00000000     0        0 0 3 0
   3: 0100007F:8003 0100007F:1F90 06 00000000:00000000 03:00000100 00000000     0        0 0 3 0
   4: 0100007F:8004 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 9 1 0
   5: 0100007F:8005 0100007F:1F91 06 00000000:00000000 03:00000100 00000000     0        0 0 3 0
   6: cut
`
	got, err := countTimeWaits(strings.NewReader(table), 8080)
	if err != nil {
		t.Fatal(err)
	}
	if want := (waiting{client: 2, server: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestReadAnswer(t *testing.T) {
	tests := map[string]struct{ answer, want string }{
		"complete":        {"HTTP/1.1 200 OK\r\ncontent-length: 3\r\nX: y\r\n\r\nok\n", ""},
		"without a body":  {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""},
		"an error":        {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", `answer "HTTP/1.1 502 Bad Gateway\r\n": expected HTTP/1.1 200`},
		"no length":       {"HTTP/1.1 200 OK\r\n\r\n", "answer without Content-Length: expected one"},
		"negative length": {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", `answer with Content-Length " -1": expected a number`},
		"cut":             {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", "EOF"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if err := readAnswer(bufio.NewReader(strings.NewReader(test.answer))); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestTable: counts are medians, ratios are taken within a round and not between rounds.
func TestTable(t *testing.T) {
	round := func(connections, scale int) result {
		d := time.Duration(scale) * time.Millisecond
		return result{connections: connections, waiting: waiting{client: connections, server: scale}, elapsed: d, median: d, cpu: d}
	}
	var out strings.Builder
	writeTable(&out, []way{{name: "a", note: "first"}, {name: "b", note: "second", direct: true}}, [][]result{
		{round(30, 4), round(30, 40), round(30, 400)},
		{round(1, 1), round(3, 20), round(2, 200)},
	})
	_, lines, _ := strings.Cut(out.String(), "--:|\n")
	want := "| a | first | 30 | 30 | 40 | 1 | 1 | 1 |\n" +
		"| b | second | 2 | 2 | 20 | 2.00 (2.00 to 4.00) | 0.50 (0.25 to 0.50) | no nginx |\n"
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	head, _, _ := strings.Cut(out.String(), "\n")
	if got := strings.Count(head, "|"); got != strings.Count(want, "|")/2 {
		t.Errorf("%s columns in the head", strconv.Itoa(got-1))
	}
}
