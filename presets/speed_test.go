package presets

import (
	"testing"
)

// What the first question of a process about a product costs: its entry is decoded anew each time.
func BenchmarkFirstUse(b *testing.B) {
	for _, name := range []string{"nginx", "gunicorn", "tomcat", "envoy", "alb"} {
		b.Run(name, func(b *testing.B) {
			at := index()[name]
			for b.Loop() {
				if p := (&product{family: at.family, name: at.name}).load(); p == nil {
					b.Fatal("no such product")
				}
			}
		})
	}
}

func BenchmarkNginx(b *testing.B) {
	known, err := ParseVersion("1.29.7")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, ok := Nginx("upstream/keepalive_timeout", known); !ok {
			b.Fatal("no such default")
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	p, _ := Lookup("gunicorn")
	ref := Ref{Name: "gunicorn", Version: "23", Options: map[string]string{"worker": "gthread"}}
	for b.Loop() {
		if _, err := p.Resolve(ref); err != nil {
			b.Fatal(err)
		}
	}
}
