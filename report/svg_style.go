package report

import (
	"fmt"
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
)

// svgStyle gives the colours for light surroundings and, by media query, for dark ones. Plain classes without variables are what viewers
// know that are no browser. No meaning hangs on a colour: each has a word, and a shape or a pattern beside it.
const svgStyle = `
text{fill:#1b1f24;font:11px sans-serif}
.head{font:600 14px sans-serif}
.mono{font:11px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;white-space:pre}
.name,.value,.verdict{font-weight:600}
.name{font-size:12px}
.faint,.small,.tick{fill:#57606a}
.tick{font-size:9px;text-anchor:middle}
.bg{fill:#fff}
.frame,.panel{fill:#f6f8fa;stroke:#6e7781}
.panel{fill:#fff}
.dashed,.assumed .panel,.unknown .panel,.no-reuse .panel{stroke-dasharray:5 3}
.violated .panel{fill:#fff1ef;stroke:#c0271a;stroke-width:3}
.possible .panel{fill:#fff8e6;stroke:#9a6700;stroke-width:2}
.violated .verdict{fill:#c0271a}
.possible .verdict{fill:#7d5200}
.ok .verdict{fill:#1a7f37}
.grid{stroke:#d0d7de}
.limit{stroke:#1b1f24;stroke-dasharray:3 2}
.bar{fill:#0b5cad;stroke:#0b5cad}
.server{fill:#8c959f;stroke:#57606a}
.via{fill:url(#tl-dots);stroke:#8250df}
.perhaps{fill:url(#tl-thin);stroke:#57606a}
.open{fill:none;stroke:#57606a;stroke-dasharray:4 3}
.hollow,.off{fill:none}
.bar{pointer-events:all}
.grid,.limit{pointer-events:none}
.lost{fill:url(#tl-lost);stroke:#c0271a;stroke-width:1.5}
.possible .lost{fill:url(#tl-risk);stroke:#9a6700}
.line{fill:none;stroke:#57606a;stroke-width:1.5}
.line.assumed,.line.unknown,.line.no-reuse{stroke-dasharray:5 3}
.line.pass{stroke-dasharray:1 3}
.line.violated{stroke:#c0271a;stroke-width:3}
.line.possible{stroke:#9a6700;stroke-width:2.5}
.tip,.sign{fill:#57606a}
.tip.violated,.sign.violated,.ink-lost{fill:#c0271a}
.tip.possible,.sign.possible,.ink-risk{fill:#9a6700}
.sign.ok{fill:#1a7f37}
.mark{fill:none;stroke:#fff;stroke-width:2}
.ink-dots{fill:#8250df}
.ink-thin{fill:#57606a}
.under{fill:#fff}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.faint,.small,.tick{fill:#9da7b1}
.bg,.panel,.under{fill:#0d1117}
.frame{fill:#1b222c}
.frame,.panel{stroke:#7d8590}
.violated .panel{fill:#2b1212;stroke:#ff7b72}
.possible .panel{fill:#271e08;stroke:#d29922}
.violated .verdict{fill:#ff9a92}
.possible .verdict{fill:#e3b341}
.ok .verdict{fill:#56d364}
.grid{stroke:#30363d}
.limit{stroke:#e6edf3}
.bar{fill:#4493f8;stroke:#4493f8}
.server{fill:#6e7781;stroke:#b1bac4}
.via{fill:url(#tl-dots);stroke:#bc8cff}
.perhaps{fill:url(#tl-thin);stroke:#b1bac4}
.open{fill:none;stroke:#b1bac4}
.hollow,.off{fill:none}
.lost{fill:url(#tl-lost);stroke:#ff7b72}
.possible .lost{fill:url(#tl-risk);stroke:#d29922}
.line{stroke:#9da7b1}
.line.violated{stroke:#ff7b72}
.line.possible{stroke:#d29922}
.tip,.sign{fill:#9da7b1}
.tip.violated,.sign.violated,.ink-lost{fill:#ff7b72}
.tip.possible,.sign.possible,.ink-risk{fill:#d29922}
.sign.ok{fill:#56d364}
.mark{stroke:#0d1117}
.ink-dots{fill:#bc8cff}
.ink-thin{fill:#b1bac4}
}
`

// svgPatterns are what bars are filled with that are no plain clocks.
const svgPatterns = `<defs>
<pattern id="tl-lost" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="under" width="7" height="7"/><rect class="ink-lost" width="4" height="7"/></pattern>
<pattern id="tl-risk" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="under" width="7" height="7"/><rect class="ink-risk" width="3" height="7"/></pattern>
<pattern id="tl-thin" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="ink-thin" width="1" height="4"/></pattern>
<pattern id="tl-dots" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="ink-dots" cx="2" cy="2" r="1.5"/></pattern>
</defs>
`

// sign draws the verdict as a shape of its own around x, y: a disc with a tick, an octagon with a cross, a triangle, a ring.
func (p *picture) sign(v chain.Verdict, x, y int) {
	at := func(path string) string { return "M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + path }
	class := "sign " + string(v)
	switch v {
	case chain.OK:
		p.path(class, at("m-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0Z"))
		p.path("mark", at("m-4 0l3 3l5 -6"))
	case chain.Violated:
		p.path(class, at("m-3 -8h6l5 5v6l-5 5h-6l-5 -5v-6Z"))
		p.path("mark", at("m-3 -3l6 6m0 -6l-6 6"))
	case chain.Possible:
		p.path(class, at("m0 -9l9 16h-18Z"))
		p.path("mark", at("m0 -4v6m0 2v2"))
	default:
		p.raw(fmt.Sprintf(`<circle class="open" cx="%d" cy="%d" r="7"/>`+"\n", x, y))
		p.text("mono faint", x-3, y+4, signs[v])
	}
}
