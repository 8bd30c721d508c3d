package source

import "strings"

// longestQuote is how many characters of untrusted text a message quotes.
const longestQuote = 60

// Clip shortens untrusted text for a message: its first 60 characters, and three dots where there are more.
func Clip(text string) string {
	n := 0
	for i := range text {
		if n++; n > longestQuote {
			return text[:i] + "..."
		}
	}
	return text
}

// ClipLine is text in one line, every run of blanks a single one, and shortened to 60 characters with the dots.
func ClipLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > longestQuote {
		return string(r[:longestQuote-3]) + "..."
	}
	return text
}
