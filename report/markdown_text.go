package report

import (
	"html"
	"strings"
	"unicode"
)

// Text from files in Markdown. Escaping characters is not enough: "\@all" still notifies everybody, "#12" still links to an issue, because
// platforms look for such things in the finished page, but never in code. So words that are nothing but letters, or a number, are written as they are, and
// every other word becomes code: which is what names of settings, files and endpoints should look like anyway.

// prose writes text for a line of Markdown; in a table a pipe would end the cell.
func prose(s string, table bool) string {
	return words(s, func(w string) string { return codeSpan(w, table) }, func(w string) string { return w })
}

// summaryText writes text for HTML, in which platforms find mentions and references as they do in Markdown.
func summaryText(s string) string {
	return words(s, func(w string) string { return "<code>" + html.EscapeString(w) + "</code>" }, html.EscapeString)
}

// words writes the words of visible text by plain where they cannot mean anything but themselves, and runs of others by code.
func words(s string, code, plain func(string) string) string {
	var b strings.Builder
	var run []string // words that wait to be written as one piece of code
	flush := func() {
		if len(run) > 0 {
			b.WriteString(code(strings.Join(run, " ")))
			run = nil
		}
	}
	for i, word := range strings.Fields(visible(s)) {
		before, core, after := split(word)
		listed := i == 0 && strings.Trim(after, ".)") != after // "1." would start a list
		isPlain := core == "" || isWord(core) || isNumber(core) && !listed
		if isPlain || before != "" {
			flush()
		}
		if i > 0 && len(run) == 0 {
			b.WriteByte(' ')
		}
		if isPlain {
			b.WriteString(plain(word))
			continue
		}
		b.WriteString(plain(before))
		if run = append(run, core); after != "" {
			flush()
			b.WriteString(plain(after))
		}
	}
	flush()
	return b.String()
}

// split takes a word apart from the quotes, brackets and marks around it.
func split(word string) (before, core, after string) {
	core = strings.TrimLeft(word, `("'`)
	before = word[:len(word)-len(core)]
	trimmed := strings.TrimRight(core, `,.;:?)"'`)
	return before, trimmed, core[len(trimmed):]
}

// isWord reports whether a word is letters, perhaps joined by hyphens and apostrophes, and neither the name of a commit nor, with the point that may follow,
// how an address begins.
func isWord(w string) bool {
	if strings.EqualFold(w, "www") {
		return false
	}
	last := '-'
	for _, r := range w {
		joint := r == '-' || r == '\''
		if joint && (last == '-' || last == '\'') || !joint && !unicode.IsLetter(r) {
			return false
		}
		last = r
	}
	return last != '-' && last != '\'' && (len(w) < 7 || strings.Trim(w, "abcdefABCDEF") != "")
}

// isNumber reports whether a word is a number of at most six digits, with points and a unit: 60s, 1.29.7, 98%.
func isNumber(w string) bool {
	digits := strings.TrimRight(w, "abcdefghijklmnopqrstuvwxyz%")
	if len(w)-len(digits) > 2 || digits == "" || len(digits) > 6 || digits[0] == '.' || digits[len(digits)-1] == '.' {
		return false
	}
	return strings.Trim(digits, "0123456789.") == "" && !strings.Contains(digits, "..")
}

// codeSpan is a word as code, between more backticks than it has in a row.
func codeSpan(w string, table bool) string {
	if table {
		// A pipe is escaped even in code, and the backslash goes away again; one behind a backslash cannot be written at all.
		w = strings.ReplaceAll(strings.ReplaceAll(w, `\|`, `\¦`), "|", `\|`)
	}
	fence := "`"
	for strings.Contains(w, fence) {
		fence += "`"
	}
	if strings.HasPrefix(w, "`") || strings.HasSuffix(w, "`") {
		w = " " + w + " "
	}
	return fence + w + fence
}

// codeBlock is lines as code that none of them can end.
func codeBlock(language, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(visible(strings.TrimRight(line, "\r\n")) + "\n")
	}
	fence := "```"
	for strings.Contains(b.String(), fence) {
		fence += "`"
	}
	return fence + language + "\n" + b.String() + fence + "\n"
}
