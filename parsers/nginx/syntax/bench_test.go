package syntax_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// realistic writes a configuration of at least size bytes, in the proportions
// of ordinary ones: comments, indentation, quoted words, maps.
func realistic(size int) []byte {
	var b bytes.Buffer
	b.WriteString("worker_processes auto;\nevents { worker_connections 1024; }\nhttp {\n")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `
    # service %[1]d
    map $http_upgrade $upgrade_%[1]d {
        default upgrade;
        ''      "";
    }
    upstream service_%[1]d {
        zone service_%[1]d 64k;
        server 10.0.%[2]d.11:8080 max_fails=3 fail_timeout=10s;
        server 10.0.%[2]d.12:8080 max_fails=3 fail_timeout=10s;
        keepalive 32;
    }
    server {
        listen 443 ssl http2;
        server_name service-%[1]d.example.com www.service-%[1]d.example.com;
        ssl_certificate /etc/ssl/service-%[1]d.crt;
        ssl_certificate_key /etc/ssl/service-%[1]d.key;
        add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
        location / {
            proxy_pass http://service_%[1]d;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header Connection $upgrade_%[1]d;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_read_timeout 60s;
        }
        location ~* \.(?:css|js|png|jpe?g)$ {
            root /var/www/service-%[1]d/public;
            expires 7d;
            access_log off;
        }
        # redirect the old paths
        location = /old { return 301 https://service-%[1]d.example.com/new; }
    }
`, i, i%250)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name string
		opt  syntax.Options
	}{{"plain", syntax.Options{}}, {"template", syntax.Options{Template: true}}} {
		b.Run(c.name, func(b *testing.B) {
			src := realistic(10 << 20)
			var p syntax.Parser
			var tree *syntax.Tree
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				tree = p.Parse(src, c.opt)
			}
			b.ReportMetric(float64(tree.Memory())/float64(len(src)), "B/byte")
			if len(tree.Errors) > 0 {
				b.Fatal(tree.Errors)
			}
		})
	}
}

// BenchmarkParseFresh shows the cost of an arena that has to be made first.
func BenchmarkParseFresh(b *testing.B) {
	src := realistic(10 << 20)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		syntax.Parse(src, syntax.Options{})
	}
}

// BenchmarkWalk visits every directive and decodes its name.
func BenchmarkWalk(b *testing.B) {
	src := realistic(10 << 20)
	tree := syntax.Parse(src, syntax.Options{})
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if n := count(tree.First()); n < 100_000 {
			b.Fatal(n)
		}
	}
}

func count(d syntax.Directive, ok bool) int {
	n := 0
	for ; ok; d, ok = d.Next() {
		if len(d.NameBytes()) > 0 {
			n++
		}
		n += count(d.FirstChild())
	}
	return n
}
