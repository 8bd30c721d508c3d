package main

func markdown(p *pen) {
	p.f("# %s\n", p.sentence())
	p.until(func() {
		p.f("\n## %s %s\n\n", title(p.word()), p.word())
		for range p.n(1, 5) {
			p.f("%s %s %s\n", p.sentence(), p.sentence(), p.sentence())
		}
		if p.chance(30) {
			p.f("\n```sh\ncurl -s https://%s.example.com/%s | jq .%s\n```\n", p.kebab(), p.word(), p.word())
		}
	})
}

func jsonText(p *pen) {
	p.f("{\n")
	p.until(func() { p.f("  \"%s.%s.%d\": %q,\n", p.snake(), p.word(), p.n(0, 99999), p.sentence()) })
	p.f("  \"end\": true\n}\n")
}

// picture has the first bytes of a PNG and then noise.
func picture(p *pen) {
	p.f("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	p.want = p.want*3 + 100
	p.until(func() {
		x := p.rand.Uint64()
		for range 8 {
			p.text = append(p.text, byte(x))
			x >>= 8
		}
	})
}

func stylesheet(p *pen) {
	p.until(func() {
		p.f(".%s-%s:hover {\n  color: #%06x;\n  padding: %dpx;\n  transition: all %dms ease-in;\n}\n\n", p.word(), p.word(), p.n(0, 1<<24-1), p.n(0, 40), p.n(10, 900))
	})
}

func page(p *pen) {
	p.f("<!doctype html>\n<html lang=\"en\">\n<body>\n")
	p.until(func() {
		p.f("<section class=\"%s\">\n  <h2>%s</h2>\n  <p>%s %s</p>\n</section>\n", p.kebab(), p.sentence(), p.sentence(), p.sentence())
	})
	p.f("</body>\n</html>\n")
}

func table(p *pen) {
	p.f("id,%s,%s,%s\n", p.word(), p.word(), p.word())
	p.until(func() { p.f("%d,%s,%d.%02d,%s\n", p.n(1, 1<<30), p.kebab(), p.n(0, 999), p.n(0, 99), p.word()) })
}

func shell(p *pen) {
	p.f("#!/usr/bin/env bash\nset -euo pipefail\n\n")
	p.until(func() {
		p.f("# %s\n%s() {\n  local %s=\"$1\"\n  for f in \"$%s\"/*; do\n    echo \"%s $f\" >&2\n  done\n}\n\n", p.sentence(), p.snake(), p.word(), p.word(), p.word())
	})
}

func queries(p *pen) {
	p.until(func() {
		p.f("-- %s\nSELECT %s, %s FROM %s WHERE %s_id = %d ORDER BY %s;\n\n", p.sentence(), p.word(), p.word(), p.snake(), p.word(), p.n(1, 9999), p.word())
	})
}
