package nginx_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
	"github.com/timeoutlint/timeoutlint/source"
)

// BenchmarkLocations reads one main file of so many locations, 100 in each server: syntax, checks, inheritance, pools. Several sizes show
// that the time grows with the file and no faster. "live" is the memory that the result keeps, the file apart.
func BenchmarkLocations(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 300_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			text := mainFile(n)
			measure(b, n, func() (*parsers.Input, error) { return inputOf(map[string][]byte{"nginx.conf": text}, "nginx.conf") })
		})
	}
}

// BenchmarkFragments reads files of conf.d as found in trees of many repositories: 27 locations each, of which every tenth passes to a
// name that other files define, too.
func BenchmarkFragments(b *testing.B) {
	for _, n := range []int{1_000, 5_000, 20_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			files, names := map[string][]byte{}, make([]string, n)
			for i := range n {
				names[i] = fmt.Sprintf("team%d/site%d.conf", i/100, i)
				files[names[i]] = fragmentFile(i)
			}
			measure(b, n*27, func() (*parsers.Input, error) { return inputOf(files, names...) })
		})
	}
}

func measure(b *testing.B, locations int, input func() (*parsers.Input, error)) {
	b.Helper()
	b.ReportAllocs()
	var before, after runtime.MemStats
	var kept chain.Fragment
	for b.Loop() {
		b.StopTimer()
		kept = chain.Fragment{}
		in, err := input()
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&before)
		b.StartTimer()
		kept = nginx.Parse(in)
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.StartTimer()
	}
	routes := 0
	for _, e := range kept.Endpoints {
		routes += len(e.Routes)
	}
	if routes < locations {
		b.Fatalf("%d routes of %d locations", routes, locations)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(locations), "live-B/location")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*locations), "ns/location")
	runtime.KeepAlive(kept)
}

// inputOf gives texts to the parser as if they were read from a folder.
func inputOf(texts map[string][]byte, names ...string) (*parsers.Input, error) {
	tree, err := source.Open(source.Options{})
	if err != nil {
		return nil, err
	}
	in := &parsers.Input{Tree: tree, Skip: func(*source.File, string) {}}
	for _, name := range names {
		in.Files = append(in.Files, parsers.File{File: tree.Set.Add(name, "/scan/"+name, texts[name], false), Claim: parsers.ByName})
	}
	return in, nil
}

func mainFile(locations int) []byte {
	var b bytes.Buffer
	b.WriteString("events {}\nhttp {\n    proxy_http_version 1.1;\n    proxy_set_header Connection \"\";\n")
	for i := range 50 {
		fmt.Fprintf(&b, "    upstream app%d { server 10.0.0.%d:8080; keepalive 16; keepalive_timeout 50s; }\n", i, i)
	}
	for i := range locations {
		if i%100 == 0 {
			if i > 0 {
				b.WriteString("    }\n")
			}
			fmt.Fprintf(&b, "    server {\n        listen 80;\n        server_name site%d.example.com;\n        keepalive_timeout %ds;\n", i/100, 30+i/100%50)
		}
		location(&b, i)
	}
	b.WriteString("    }\n}\n")
	return b.Bytes()
}

func location(b *bytes.Buffer, i int) {
	fmt.Fprintf(b, "        location /api/v1/resource%d {\n            proxy_pass http://app%d;\n            proxy_read_timeout 30s;\n", i, i%50)
	switch i % 5 {
	case 1:
		b.WriteString("            proxy_set_header Host $host;\n            proxy_set_header X-Real-IP $remote_addr;\n")
	case 2:
		fmt.Fprintf(b, "            keepalive_timeout %ds;\n", 10+i%7)
	}
	b.WriteString("        }\n")
}

func fragmentFile(i int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "upstream app%d { server 10.0.%d.%d:8080; keepalive 8; }\nupstream backend { server 127.0.0.1:%d; }\n", i, i/250%250, i%250, 1024+i%60000)
	b.WriteString("map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n")
	fmt.Fprintf(&b, "server {\n    listen 80;\n    server_name site%d.example.com;\n", i)
	for j := range 27 {
		switch j % 10 {
		case 0:
			fmt.Fprintf(&b, "    location /p%d { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection $connection_upgrade; }\n", j)
		case 1:
			fmt.Fprintf(&b, "    location /p%d { proxy_pass http://backend%d; }\n", j, j)
		default:
			fmt.Fprintf(&b, "    location /p%d { proxy_pass http://app%d; proxy_set_header Host $host; }\n", j, i)
		}
	}
	b.WriteString("}\n")
	return b.Bytes()
}
