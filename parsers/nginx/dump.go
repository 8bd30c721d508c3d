package nginx

import (
	"bytes"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// member is one file of a dump.
type member struct {
	name string
	src  []byte
}

// mark is the line that nginx -T prints in front of each file. A comment of a file that is written the same way cannot be told from it.
var mark = pattern.New(`(?m)^# configuration file ((?:/|[A-Za-z]:[/\\])[^\r\n]*):\r?$`)

// isDump reports whether the text is the output of nginx -T, maybe behind what nginx -V or -t print on stderr.
func isDump(src []byte) bool {
	const name = "# configuration file "
	if !bytes.HasPrefix(src, []byte(name)) && !bytes.Contains(src, []byte("\n"+name)) {
		return false
	}
	at := mark().FindIndex(src)
	return at != nil && !looksLikeNginx(src[:at[0]])
}

var versionLine = pattern.New(`(?m)^(?:nginx version|Tengine version): *(?:nginx|([A-Za-z]+))/([0-9][0-9.]*)|^(Angie) version: *Angie/([0-9][0-9.]*)`)

// noise are lines that nginx prints on stderr, which 2>&1 mixes in.
var noise = pattern.New(`(?m)^(?:nginx: (?:\[[a-z]+\]|the configuration file|configuration file) |\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+: )[^\n]*\n?`)

// splitDump cuts a dump at its marks, of which it has one at least; each member loses the one line end that nginx adds.
func splitDump(src []byte) (members []member, version string) {
	marks := mark().FindAllSubmatchIndex(src, -1)
	if m := versionLine().FindSubmatch(src[:marks[0][0]]); m != nil {
		version = versionOf(m)
	}
	for i, m := range marks {
		end := len(src)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		_, text, _ := bytes.Cut(src[m[1]:end], []byte("\n"))
		text = bytes.TrimSuffix(noise().ReplaceAll(text, nil), []byte("\n"))
		members = append(members, member{name: string(src[m[2]:m[3]]), src: text})
	}
	return members, version
}

func versionOf(m [][]byte) string {
	switch {
	case len(m[3]) > 0:
		return "angie/" + string(m[4])
	case len(m[1]) > 0:
		return strings.ToLower(string(m[1])) + "/" + string(m[2])
	}
	return string(m[2])
}
