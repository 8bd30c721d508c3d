package nginx_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
)

// many is large enough that anything quadratic takes minutes.
const many = 50_000

func repeat(n int, format string, args ...func(i int) any) string {
	var b strings.Builder
	for i := range n {
		values := make([]any, len(args))
		for j, arg := range args {
			values[j] = arg(i)
		}
		fmt.Fprintf(&b, format, values...)
	}
	return b.String()
}

func index(i int) any { return i }

func next(i int) any { return i + 1 }

// in wraps what stands in a server.
func in(server string) string {
	return "events {}\nhttp {\nserver {\nlisten 80;\n" + server + "\n}\n}\n"
}

// hostile are texts that nobody writes, but that anybody can send in a pull request. perByte bounds all memory ever allocated for a byte of
// input; problem is a part of what is said about it.
var hostile = []struct {
	name, text string
	perByte    int
	problem    string
}{
	{"nested blocks", in(strings.Repeat("location /a {", 100_000) + strings.Repeat("}", 100_000)), 60, "nested more than 200 deep"},
	{"blocks that are never closed", "http {" + strings.Repeat("server {", 100_000), 60, "unexpected end of file"},
	{"nested ifs", in("location / {" + strings.Repeat("if ($a) {", 10_000) + "return 200;" + strings.Repeat("}", 10_001)), 60, `"if" directive is not allowed here`},
	{"NUL bytes", in("location /\x00 { keepalive_timeout \x00; }"), 5000, `keepalive_timeout`},
	{"invalid UTF-8", in("server_name \xff\xfe; \xc3\x28 on;"), 5000, "unknown directive"},
	{"server names", in("server_name " + repeat(100_000, "a%d.example ", index) + ";"), 60, ""},
	{"server_name lines", in(repeat(100_000, "server_name a%d.example;\n", index)), 60, ""},
	{"listen lines", in(repeat(many, "listen 127.0.0.1:%d http2;\n", index)), 60, "invalid port"},
	{"servers of an upstream", "events{}\nhttp {\nupstream a {\nkeepalive 10;\n" + repeat(100_000, "server 10.0.0.1:%d;\n", index) + "}\n}\n", 110, "invalid port"},
	{"settings of an upstream", "http {\nupstream a {\nserver b;" + repeat(many, "server c%d; keepalive_timeout 5;\n", index) + "}\n}\n", 100, "is duplicate"},
	{"one clock for each location", in(repeat(many, "location /a%d { keepalive_timeout 5s; proxy_pass http://b; }\n", index)), 90, ""},
	{"refused times", in(repeat(many, "location /a%d { keepalive_timeout x; }\n", index)), 120, ""},
	{"template conditions", in(repeat(many, "{%% if a%d %%}keepalive_timeout %d;{%% endif %%}\n", index, index)), 100, ""},
	{"template conditions on every level", in(repeat(150, "location /{{ a }} {"+strings.Repeat("{% if a %}keepalive_timeout 7;{% endif %}", 50)) + strings.Repeat("}", 150)), 400, ""},
	{"includes that are missing", in(repeat(many, "include /elsewhere/%d.conf;\nlocation /%d { proxy_pass http://a; }\n", index, index)), 150, ""},
	{"error pages to everywhere", in(repeat(many, "error_page 404 /e%d;\nlocation /e%d { return 404; }\n", index, index)), 120, ""},
	{"try_files against regular expressions", in(repeat(5000, "location ~ ^/a%d(b|c)+$ { try_files x /d%d; }\nlocation /d%d {}\n", index, index, index)), 400, ""},
	{"targets in variables", in(repeat(20_000, "if ($a) { set $b%d c; }\nset $d%d e;\nlocation /f%d { proxy_pass http://$b%d$d%d; }\n", index, index, index, index, index)), 150, ""},
	{"one variable set everywhere", in(repeat(20_000, "if ($a) { set $b c%d; }\nlocation /f%d { proxy_pass http://$b; }\n", index, index)), 150, ""},
	{"maps that multiply", "events{}\nhttp {" + repeat(100, "map $a%d $a%d { default $a%[1]d$a%[1]d$a%[1]d; }\n", next, index) + "server { location / { proxy_pass http://$a0; } } }", 800, ""},
	{"maps in a circle", "events{}\nhttp {\nmap $a $b { default $a; x $b; }\nmap $b $a { default $b$b; }\nserver { location / { proxy_pass http://$a; } } }", 5000, ""},
	{"maps with many rows", "events{}\nhttp {\nmap $host $a {" + repeat(20_000, "h%d b%d;\n", index, index) + "}\n" +
		repeat(5000, "server { server_name h%d; location / { proxy_pass http://$a; } }\n", index) + "}", 150, ""},
	{"maps with many patterns", "events{}\nhttp {\nmap $host $a {" + repeat(3000, "~^h%d$ b%d;\n", index, index) + "}\n" +
		repeat(2000, "server { server_name h%d; location / { proxy_pass http://$a; } }\n", index) + "}", 800, ""},
	{"stream relays", "events{}\nstream {" + repeat(20_000, "upstream a%d { server b:1; }\nserver { listen %d; proxy_pass a%d; }\n", index, next, index) + "}", 100, ""},
	{"header lines that never settle", in(repeat(20_000, "location /a%d { proxy_set_header Connection $b$c$d; proxy_pass http://e; }\n", index)), 120, ""},
	{"text bombs", "events{}\nhttp {" + repeat(14, "map $a%d $a%d { default $a%[1]d$a%[1]d; }\n", next, index) + "map $x $a14 { default " + strings.Repeat("y", 3000) +
		"; }\n" + "server { location / { proxy_pass http://$a0; } } }", 2000, ""},
}

func TestHostileTexts(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			got := parseWithin(t, c.text, c.perByte*len(c.text)+4<<20)
			if c.problem == "" {
				return
			}
			for _, p := range got.Problems {
				if strings.Contains(p.Msg, c.problem) && !p.At.IsZero() {
					return
				}
			}
			for _, f := range got.Facts {
				if strings.Contains(f.Why, c.problem) && !f.At.IsZero() {
					return
				}
			}
			t.Errorf("nothing with a position says %q; %d problems", c.problem, len(got.Problems))
		})
	}
}

func TestALineOf100MB(t *testing.T) {
	if testing.Short() {
		t.Skip("100 MB")
	}
	text := in("location / { return 200 " + strings.Repeat("x", 100<<20) + "; keepalive_timeout 5s; }\nlocation /b { keepalive_timeout 5 x; }")
	got := parseWithin(t, text, 200<<20)
	if len(got.Problems) == 0 || !strings.Contains(got.Problems[0].Msg, "too long parameter") {
		t.Errorf("problems %v: want the long word", got.Problems)
	}
	if len(got.Facts) != 1 || !strings.Contains(got.Facts[0].Why, `"x"`) {
		t.Errorf("facts %v: want the mistake behind the long line", got.Facts)
	}
}

// parseWithin parses one main file and fails where that takes more memory, or much more time, than it should.
func parseWithin(t *testing.T, text string, most int) chain.Fragment {
	t.Helper()
	input, err := inputOf(map[string][]byte{"nginx.conf": []byte(text)}, "nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	got := nginx.Parse(input)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(most) {
		t.Errorf("%d bytes allocated for %d of input, want at most %d", used, len(text), most)
	}
	if limit := 20 * time.Second; took > limit {
		t.Errorf("took %v, want at most %v", took, limit)
	}
	t.Logf("%.1f bytes allocated per byte, %v", float64(after.TotalAlloc-before.TotalAlloc)/float64(len(text)), took)
	return got
}
