package workloads

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// variables are what compose fills in: what the project's .env says. The environment of the machine that runs compose is not known.
type variables map[string]program.Word

// filled is a text with its variables put in. What is not known of it is one opening for each variable, in order; the text has a mark there.
type filled struct {
	text string
	open []string
	from []chain.Step // where the variables are set
}

// mark stands for what is not known. No program can be given one; a file may hold it all the same, see unmarked.
const mark = '\x00'

// unmarked is a text as it stands in a file, in which nothing may look like a mark.
func unmarked(text string) string { return strings.ReplaceAll(text, string(mark), "\uFFFD") }

// deepestDefault bounds defaults in defaults: ${A:-${B:-${C}}}.
const deepestDefault = 8

// fill puts variables into a text as compose does: $NAME, ${NAME}, ${NAME:-default}, ${NAME-default}, ${NAME:?error}, ${NAME:+instead}; $$ is a dollar.
func (v variables) fill(text string, depth int) (out filled) {
	text = unmarked(text)
	if strings.IndexByte(text, '$') < 0 || depth > deepestDefault {
		return filled{text: text}
	}
	var b strings.Builder
	ends := closings(text)
	for i := 0; i < len(text); {
		if text[i] != '$' || i+1 == len(text) {
			b.WriteByte(text[i])
			i++
			continue
		}
		rest := text[i+1:]
		switch n := nameLength(rest); {
		case rest[0] == '$':
			b.WriteByte('$')
			i += 2
		case ends[i+1] > 0:
			v.put(&b, &out, text[i+2:ends[i+1]], depth)
			i = ends[i+1] + 1
		case n > 0:
			v.put(&b, &out, rest[:n], depth)
			i += n + 1
		default:
			b.WriteByte('$')
			i++
		}
	}
	out.text = b.String()
	return out
}

// put writes the value of one reference: NAME, NAME:-default and the like.
func (v variables) put(b *strings.Builder, out *filled, inside string, depth int) {
	n := nameLength(inside)
	name, op := inside[:n], inside[n:]
	w, set := v[name]
	known := set && w.Open == ""
	if strings.HasPrefix(op, ":") && known && w.Text == "" {
		set, known = false, false
	}
	op = strings.TrimPrefix(op, ":")
	other := filled{}
	if op != "" {
		other = v.fill(op[1:], depth+1)
	}
	switch {
	case n == 0:
		b.WriteString("${" + inside + "}")
	case strings.HasPrefix(op, "+") && known:
		b.WriteString(other.text)
		out.take(other)
	case strings.HasPrefix(op, "+") && !set: // as long as nobody sets it, nothing
	case known:
		b.WriteString(unmarked(w.Text))
		if w.From != nil {
			out.from = append(out.from, w.From.Steps...)
		}
	case strings.HasPrefix(op, "-") && !set:
		b.WriteString(other.text)
		out.take(other)
	default:
		reason := w.Open
		if reason == "" {
			reason = "the variable " + source.Clip(name) + " is not set here"
		}
		b.WriteByte(mark)
		out.open = append(out.open, reason)
	}
}

func (f *filled) take(other filled) {
	f.open = append(f.open, other.open...)
	f.from = append(f.from, other.from...)
}

func nameLength(s string) (n int) {
	for n < len(s) && (s[n] == '_' || s[n] >= 'A' && s[n] <= 'Z' || s[n] >= 'a' && s[n] <= 'z' || n > 0 && s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return n
}

// closings are the offsets of the braces that close others, by theirs.
func closings(text string) map[int]int {
	var open []int
	ends := map[int]int{}
	for i := range len(text) {
		switch text[i] {
		case '{':
			open = append(open, i)
		case '}':
			if len(open) > 0 {
				ends[open[len(open)-1]] = i
				open = open[:len(open)-1]
			}
		}
	}
	return ends
}

// word is a single value with its variables filled in.
func (v variables) word(n yamlspan.Node) program.Word {
	if n.IsZero() {
		return program.Word{}
	}
	if expression, open := n.Hole(); open {
		return program.Unknown("the template fills in "+source.Clip(expression), n.At())
	}
	f := v.fill(n.Text(), 0)
	w := program.At(f.text, n.At())
	w.From.Steps = slices.Concat(f.from, n.Steps(chain.Decides))
	for i := range w.From.Steps[1:] {
		w.From.Steps[i+1].Role = chain.ReadBy
	}
	if len(f.open) > 0 {
		w.Text, w.From.Text, w.Open = "", "", f.open[0]
	}
	return w
}

// text is a single value where only a known one is of use, "" else.
func (v variables) text(n yamlspan.Node) string { return v.word(n).Text }

// command is a command line: a list of words, or a text that compose takes apart itself, without a shell.
func (v variables) command(n yamlspan.Node) []program.Word {
	words := []program.Word{}
	if n.IsZero() {
		return words
	}
	if n.IsList() {
		for _, item := range n.Items() {
			words = append(words, v.word(item))
		}
		return words
	}
	if _, open := n.Hole(); open {
		return append(words, v.word(n))
	}
	f := v.fill(n.Text(), 0)
	at, whole := literal(n, f.text)
	line := v.word(n)
	counted, marks := 0, 0 // how many marks stand before an offset
	for _, piece := range pieces(f.text) {
		w := line
		w.Text, w.Open = piece.text, ""
		origin := *w.From
		origin.Text = piece.text
		if whole {
			place := at
			place.Start, place.End = at.Start+uint32(piece.from), at.Start+uint32(piece.to)
			origin.Steps = append([]chain.Step{{Role: chain.Decides, At: place}}, origin.Steps[1:]...)
		}
		if strings.IndexByte(piece.text, mark) >= 0 {
			marks += strings.Count(f.text[counted:piece.from], string(mark))
			counted = piece.from
			w.Text, origin.Text, w.Open = "", "", f.open[min(marks, len(f.open)-1)]
		}
		w.From = &origin
		words = append(words, w)
	}
	return words
}

// literal is the place of a value's text, if the file holds it as it is read: on one line, without escapes.
func literal(n yamlspan.Node, text string) (at source.Span, ok bool) {
	at = n.At()
	src := string(n.File().Src[at.Start:at.End])
	if len(src) == len(text)+2 && src[1:len(src)-1] == text {
		at.Start, at.End = at.Start+1, at.End-1
		return at, true
	}
	return at, src == text
}

// piece is a word of a command line with its bytes.
type piece struct {
	text     string
	from, to int
}

// pieces takes a command line apart at blanks, but for those in quotes or behind a backslash.
func pieces(line string) (all []piece) {
	var word strings.Builder
	from, quote := -1, byte(0)
	for i := 0; i <= len(line); i++ {
		if i == len(line) || quote == 0 && strings.IndexByte(" \t\r\n", line[i]) >= 0 {
			if from >= 0 {
				all = append(all, piece{word.String(), from, i})
				word.Reset()
			}
			from = -1
			continue
		}
		if from < 0 {
			from = i
		}
		switch c := line[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '\\' && quote != '\'' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
		default:
			word.WriteByte(c)
		}
	}
	return all
}
