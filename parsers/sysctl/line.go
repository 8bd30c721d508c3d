package sysctl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// maxNumbers bounds the numbers of one value; no setting that matters here has more than three.
const maxNumbers = 8

// read gives the numeric settings below net of one file, and the lines that sysctl cannot read.
func read(f *source.File) (settings []chain.Kernel, problems []chain.Problem) {
	offset := 0
	for line := range strings.Lines(string(f.Src)) {
		begin := offset
		offset += len(line)
		if begin == 0 {
			trimmed := strings.TrimPrefix(line, "\ufeff")
			begin += len(line) - len(trimmed)
			line = trimmed
		}
		key, value, where, ok := split(f.ID, begin, line)
		switch {
		case !ok:
			problems = append(problems, chain.Problem{
				Kind: chain.SyntaxProblem, At: where, Msg: "sysctl skips this line: it is no assignment", Help: "write KEY = VALUE",
			})
			continue
		case !strings.HasPrefix(key, "net."):
			continue
		}
		numbers := integers(value)
		if len(numbers) == 0 {
			if judged[key] && !strings.ContainsAny(value, "{$<%") { // a template's expression may become a number
				problems = append(problems, chain.Problem{
					Kind: chain.SyntaxProblem, At: where, Msg: "the kernel refuses " + key + " " + strconv.Quote(value) + ": it is no number", Help: help(key),
				})
			}
			continue
		}
		settings = append(settings, chain.Kernel{Name: key, Values: numbers, At: where})
	}
	return lastOfEach(settings), problems
}

// lastOfEach drops the settings that a later line of the same file replaces.
func lastOfEach(all []chain.Kernel) (kept []chain.Kernel) {
	seen := make(map[string]bool)
	for _, k := range slices.Backward(all) {
		if !seen[k.Name] {
			seen[k.Name] = true
			kept = append(kept, k)
		}
	}
	slices.Reverse(kept)
	return kept
}

// split takes one line apart. where is the value without the blanks around it, or the whole line where ok is false. What is not to be read
// (comments, blank lines, what excludes keys from a glob, template tags) has an empty key.
func split(id source.FileID, begin int, line string) (key, value string, where source.Span, ok bool) {
	text := strings.TrimSpace(line)
	start := begin + strings.Index(line, text)
	where = source.Span{File: id, Start: uint32(start), End: uint32(start + len(text))}
	if text == "" || strings.ContainsRune("#;{%<", rune(text[0])) {
		return "", "", where, true
	}
	left, right, assigned := strings.Cut(text, "=")
	key, minus := strings.CutPrefix(strings.TrimSpace(left), "-")
	if !assigned || key == "" {
		return "", "", where, minus
	}
	value = strings.TrimLeft(right, " \t")
	where.Start = where.End - uint32(len(value))
	if i := strings.IndexAny(value, "#;"); i >= 0 { // no comment to sysctl, but what the kernel reads ends there
		value = strings.TrimRight(value[:i], " \t")
		where.End = where.Start + uint32(len(value))
	}
	return dotted(strings.TrimSpace(key)), value, where, true
}

// dotted writes a key with dots. As sysctl reads it, the first separator decides: in net/ipv4/conf/eth0.1/mtu the dot belongs to a name.
func dotted(key string) string {
	if i := strings.IndexAny(key, "./"); i < 0 || key[i] == '.' {
		return key
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '/':
			return '.'
		case '.':
			return '/'
		}
		return r
	}, key)
}

// integers are the numbers of a value up to the first word that is none.
func integers(value string) (list []int64) {
	for word := range strings.FieldsSeq(value) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil || len(list) == maxNumbers {
			return list
		}
		list = append(list, n)
	}
	return list
}

// judged are the settings about which timeoutlint has something to say.
var judged = map[string]bool{
	"net.ipv4.tcp_keepalive_time": true, "net.ipv4.tcp_keepalive_intvl": true, "net.ipv4.tcp_keepalive_probes": true,
	"net.ipv4.ip_local_port_range": true, "net.ipv4.tcp_max_tw_buckets": true, "net.ipv4.tcp_tw_reuse": true,
}

func help(key string) string {
	switch key {
	case "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_keepalive_intvl":
		return "write whole seconds without a unit"
	case "net.ipv4.ip_local_port_range":
		return "write the first and the last port: 32768 60999"
	}
	return "write a whole number"
}
