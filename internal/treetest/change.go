package treetest

import (
	"bytes"
	"regexp"
	"strconv"

	"golang.org/x/tools/txtar"
)

const maxChanges = 24

var (
	numbers = regexp.MustCompile(`[0-9]+`)
	words   = regexp.MustCompile(`[A-Za-z_$][\w.$-]*`)
	// replacements stand for what a number or a word may be in somebody's files.
	replacements = []string{
		"0", "1", "60", "65s", "120000", "-1", "1e9", "99999999999999999999", "null", "true", "off", "", "default", "*", "${var.idle}", "$idle", "{{ .Values.idle }}", "{% if a %}", "\"\"", "app", "nginx", "alb", "127.0.0.1", "\xff",
	}
)

// Change makes other trees of a text, as the script says, four bytes a change: another tree beside it or below it, or a line taken out, doubled, moved,
// or with another number or word. A mutation of bytes seldom gives files that are still understood; one of the script does.
func Change(text, script []byte, trees [][]byte) []byte {
	a := txtar.Parse(text)
	for n := 0; len(script) >= 4 && n < maxChanges; n++ {
		where, with := int(script[1])<<8|int(script[2]), int(script[3])
		switch what := script[0] % 8; what {
		case 0, 1:
			for _, f := range txtar.Parse(trees[where%len(trees)]).Files {
				if what == 1 {
					f.Name = "m" + strconv.Itoa(with%3) + "/" + f.Name
				}
				a.Files = append(a.Files, f)
			}
		default:
			if len(a.Files) > 0 {
				f := &a.Files[with%len(a.Files)]
				f.Data = changed(f.Data, what, where, with)
			}
		}
		script = script[4:]
	}
	return txtar.Format(a)
}

// changed is a text with one line that is another.
func changed(text []byte, what byte, where, with int) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	at := where % len(lines)
	line := lines[at]
	lines = append([][]byte{}, lines...)
	switch what {
	case 2:
		lines[at] = nil
	case 3:
		lines[at] = append(bytes.Clone(line), line...)
	case 4:
		to := (at + 1 + with) % len(lines)
		lines[at], lines[to] = lines[to], line
	default:
		pattern := numbers
		if what > 5 {
			pattern = words
		}
		if found := pattern.FindAllIndex(line, -1); len(found) > 0 {
			place := found[(where+with)%len(found)]
			lines[at] = append(append(bytes.Clone(line[:place[0]]), replacements[with%len(replacements)]...), line[place[1]:]...)
		}
	}
	return bytes.Join(lines, nil)
}
