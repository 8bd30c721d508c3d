package presets

import (
	"testing"
)

// What the first question of a process costs: the family is decoded anew each time.
func BenchmarkFirstUse(b *testing.B) {
	for _, name := range []string{"nginx", "servers-python", "servers-jvm", "proxies", "edges"} {
		b.Run(name, func(b *testing.B) {
			src, err := data.ReadFile("data/" + name + ".yaml")
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				if _, _, err := open(name, src); err != nil {
					b.Fatal(err)
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
