package rules_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
)

// crowds are configurations with n hops, or n findings, that have as much in common as nginx allows.
var crowds = map[string]func(b *strings.Builder, i int){
	"hops with clocks of their own": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "upstream u%d { server 127.0.0.1:%d; keepalive 8; keepalive_timeout 60s; }\n", i, 10000+i)
		fmt.Fprintf(b, "server { listen 127.0.0.1:%d; server_name s%d; keepalive_timeout 10s; return 200; }\n", 10000+i, i)
		fmt.Fprintf(b, "server { listen 80; server_name f%d; location / { proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_pass http://u%d; } }\n", i, i)
	},
	"hops with the same two clocks": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "upstream u%d { server 127.0.0.1:%d; keepalive 8; }\n", i, 10000+i)
		fmt.Fprintf(b, "server { listen 127.0.0.1:%d; server_name s%d; return 200; }\n", 10000+i, i)
		fmt.Fprintf(b, "server { listen 80; server_name f%d; location / { proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_pass http://u%d; } }\n", i, i)
	},
	"findings with causes of their own": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "upstream u%d { server 10.0.0.1:%d; keepalive 8; }\n", i, 10000+i)
		fmt.Fprintf(b, "server { server_name f%d; location / { proxy_set_header Connection close; proxy_pass http://u%d; } }\n", i, i)
	},
	"findings with one cause": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "upstream u%d { server 10.0.0.1:%d; keepalive 8; }\n", i, 10000+i)
		fmt.Fprintf(b, "server { server_name f%d; location / { proxy_http_version 1.1; proxy_set_header Connection $close; proxy_pass http://u%d; } }\n", i, i)
	},
	"pools that come to nothing": func(b *strings.Builder, i int) {
		fmt.Fprintf(b, "upstream u%d {\n server 10.0.0.1:%d;\n keepalive 8;\n least_conn;\n}\n", i, 10000+i)
		fmt.Fprintf(b, "server { server_name f%d; location / { proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_pass http://u%d; } }\n", i, i)
	},
	"locations of one pool": func(b *strings.Builder, i int) {
		if i == 0 {
			b.WriteString("upstream u { server 10.0.0.1:8080; keepalive 8; }\n")
		}
		fmt.Fprintf(b, "server { server_name f%d; location / { proxy_set_header X-Number %d; proxy_pass http://u; } }\n", i, i)
	},
}

// TestLinear: four times as many hops or findings take four times as much memory, in whole runs with the repairs (json) and without. Twice they
// are compared: what comes once for all hides a square in small numbers, and a limit that is reached shows in large ones only.
func TestLinear(t *testing.T) {
	for name, one := range crowds {
		t.Run(name, func(t *testing.T) {
			for _, format := range []string{"text", "json"} {
				var taken []float64
				for _, n := range []int{300, 1200, 4800} {
					taken = append(taken, allocated(t, one, n, format))
				}
				for i, a := range taken[1:] {
					if factor := a / taken[i]; factor > 4.6 {
						t.Errorf("%s: four times as many take %.1f times as much memory (%.1f MB)", format, factor, taken)
					}
				}
			}
		})
	}
}

// allocated is how many megabytes a run on a configuration with n members takes from the heap, all in all: a number that the machine has no part in.
func allocated(t *testing.T, one func(*strings.Builder, int), n int, format string) float64 {
	t.Helper()
	var b strings.Builder
	b.WriteString("events {}\nhttp {\nkeepalive_timeout 10s;\nmap $http_upgrade $close { default upgrade; '' close; }\n")
	for i := range n {
		one(&b, i)
	}
	b.WriteString("}\n")
	dir := extract(t, []finding.ExampleFile{{Name: "nginx.conf", Text: b.String()}})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run(t, dir, []string{"check", "--nginx-version", "1.28.0", "--format", format, "."})
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / 1e6
}
