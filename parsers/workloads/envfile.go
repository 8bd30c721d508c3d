package workloads

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// largestEnv is the size above which a file of variables is not read: people write some hundred lines.
const largestEnv = 1 << 20

// envFile reads a file of variables as compose does: .env, or one that env_file names. Such files hold secrets beside what matters, so reports never quote them.
func envFile(in *parsers.Input, path string) (variables, error) {
	f, err := in.Tree.Read(path)
	if err != nil {
		return nil, err
	}
	f.Private = true
	if len(f.Src) > largestEnv {
		return nil, &source.Error{Kind: source.TooLarge, Name: f.Name, Reason: "too large for a file of variables"}
	}
	return assignments(f), nil
}

// assignments are the variables of lines such as NAME=value, export NAME="a b" # comment. Values in double quotes and without quotes may refer to variables
// before them.
func assignments(f *source.File) variables {
	vars := variables{}
	src := string(f.Src)
	for at := 0; at < len(src); {
		end := lineEnd(src, at)
		name, _, ok := strings.Cut(src[at:end], "=")
		start := at + len(name) + 1
		name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")), "export "))
		if !ok || name == "" || nameLength(name) != len(name) {
			at = end + 1
			continue
		}
		value, from, to := assigned(src, start)
		w := program.At(value.text, source.Span{File: f.ID, Start: uint32(from), End: uint32(to)})
		if value.quote != '\'' {
			inner := vars.fill(value.text, 0)
			w.Text, w.From.Text = inner.text, inner.text
			if len(inner.open) > 0 {
				w.Text, w.From.Text, w.Open = "", "", inner.open[0]
			}
		}
		vars[name] = w
		at = lineEnd(src, to) + 1
	}
	return vars
}

// lineEnd is the offset of the line ending at or behind an offset, or of the end of the text.
func lineEnd(src string, at int) int {
	if n := strings.IndexByte(src[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(src)
}

// quotedText is a value with the quote that it stood in, 0 for none.
type quotedText struct {
	text  string
	quote byte
}

// assigned reads the value that begins at an offset: one in quotes may go on over lines.
func assigned(src string, at int) (v quotedText, from, to int) {
	for at < len(src) && (src[at] == ' ' || src[at] == '\t') {
		at++
	}
	if at < len(src) && (src[at] == '"' || src[at] == '\'') {
		quote := src[at]
		var b strings.Builder
		for i := at + 1; i < len(src); i++ {
			switch {
			case src[i] == quote:
				return quotedText{b.String(), quote}, at + 1, i
			case quote == '"' && src[i] == '\\' && i+1 < len(src):
				i++
				if src[i] == 'n' {
					b.WriteByte('\n')
					continue
				}
			}
			b.WriteByte(src[i])
		}
	}
	end := lineEnd(src, at)
	text := src[at:end]
	if strings.HasPrefix(text, "#") {
		text = ""
	}
	for _, comment := range []string{" #", "\t#"} {
		text, _, _ = strings.Cut(text, comment)
	}
	text = strings.TrimRight(text, " \t\r")
	return quotedText{text: text}, at, at + len(text)
}
