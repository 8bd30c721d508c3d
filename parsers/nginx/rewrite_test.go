package nginx_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// eachFile rewrites the files that have no syntax errors: behind one of these, tokens are a guess.
func eachFile(rewrite func(text string, random *rand.Rand) string) func(map[string]string, *rand.Rand) map[string]string {
	return func(files map[string]string, random *rand.Rand) map[string]string {
		changed := map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			changed[name] = files[name]
			if len(syntax.Parse([]byte(files[name]), syntax.Options{}).Errors) == 0 {
				changed[name] = rewrite(files[name], random)
			}
		}
		return changed
	}
}

// edit replaces a range of a text.
type edit struct {
	start, end uint32
	text       string
}

func apply(text string, edits []edit) string {
	slices.SortFunc(edits, func(a, b edit) int { return int(a.start) - int(b.start) })
	var b strings.Builder
	at := uint32(0)
	for _, e := range edits {
		b.WriteString(text[at:e.start] + e.text)
		at = e.end
	}
	return b.String() + text[at:]
}

// commented puts short comments in front of tokens.
func commented(text string, random *rand.Rand) string {
	var edits []edit
	for token := range syntax.Parse([]byte(text), syntax.Options{}).Tokens() {
		if random.IntN(3) == 0 {
			edits = append(edits, edit{token.Start, token.Start, "\n# } ; \" {\n"})
		}
	}
	return apply(text, edits)
}

// quotedWords puts plain words in quotes.
func quotedWords(text string, random *rand.Rand) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:-$"
	var edits []edit
	for token := range syntax.Parse([]byte(text), syntax.Options{}).Tokens() {
		word := text[token.Start:token.End]
		if token.Kind == syntax.Word && strings.Trim(word, plain) == "" && random.IntN(2) == 0 {
			mark := string(`"'`[random.IntN(2)])
			edits = append(edits, edit{token.Start, token.End, mark + word + mark})
		}
	}
	return apply(text, edits)
}

// orderless are settings whose order in a block means nothing; keepalive is none of them, as it must stand behind the balancer.
var orderless = []string{
	"keepalive_timeout", "keepalive_requests", "keepalive_time", "client_header_timeout", "proxy_http_version", "proxy_read_timeout",
	"proxy_send_timeout", "proxy_connect_timeout", "proxy_socket_keepalive", "proxy_buffering", "fastcgi_keep_conn", "fastcgi_read_timeout",
	"server_name", "access_log", "proxy_pass", "fastcgi_pass", "grpc_pass", "memcached_pass",
}

// reordered turns the orderless settings of each block around.
func reordered(text string, _ *rand.Rand) string {
	var edits []edit
	var block func(list syntax.Seq)
	block = func(list syntax.Seq) {
		var slots []edit
		names := map[string]bool{}
		repeated := false
		for d := range list {
			if d.Kind() == syntax.Directives {
				block(d.Children())
			}
			if slices.Contains(orderless, d.Name()) && !d.HasBlock() {
				start, end := d.Span()
				slots = append(slots, edit{start, end, text[start:end]})
				repeated = repeated || names[d.Name()]
				names[d.Name()] = true
			}
		}
		if repeated || passesTwice(names) {
			return // the first of two counts, or is what nginx refuses
		}
		for i, slot := range slots {
			edits = append(edits, edit{slot.start, slot.end, slots[len(slots)-1-i].text})
		}
	}
	block(syntax.Parse([]byte(text), syntax.Options{}).Top())
	return apply(text, edits)
}

func passesTwice(names map[string]bool) bool {
	n := 0
	for name := range names {
		if strings.HasSuffix(name, "_pass") {
			n++
		}
	}
	return n > 1
}

// included gives the files that an include stands for, by the rules of nginx: relative to the main file's folder, sorted, a wildcard
// matching no leading dot.
func included(files map[string]string, arg string) (names []string) {
	arg = path.Clean(arg)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		ok, _ := path.Match(arg, name)
		if ok && !strings.HasPrefix(path.Base(name), ".") || name == arg {
			names = append(names, name)
		}
	}
	return names
}

// includes calls do for each include of a file, blocks and maps included.
func includes(text string, do func(d syntax.Directive)) {
	var walk func(list syntax.Seq)
	walk = func(list syntax.Seq) {
		for d := range list {
			if d.Name() == "include" && d.NumArgs() == 1 && d.Terminated() {
				do(d)
			}
			if d.HasBlock() {
				walk(d.Children())
			}
		}
	}
	walk(syntax.Parse([]byte(text), syntax.Options{}).Top())
}

// inlined writes all includes out; nil where one of them cannot be, or a file does not parse by itself.
func inlined(files map[string]string, _ *rand.Rand) map[string]string {
	if len(files) == 1 {
		return nil
	}
	ok := true
	var inline func(name string, depth int) string
	inline = func(name string, depth int) string {
		text := files[name]
		if depth > 10 || len(syntax.Parse([]byte(text), syntax.Options{}).Errors) > 0 {
			ok = false
			return ""
		}
		var edits []edit
		includes(text, func(d syntax.Directive) {
			start, end := d.Span()
			names := included(files, d.Arg(0))
			ok = ok && len(names) > 0
			var all strings.Builder
			for _, name := range names {
				all.WriteString("\n" + inline(name, depth+1) + "\n")
			}
			edits = append(edits, edit{start, end, all.String()})
		})
		return apply(text, edits)
	}
	whole := inline("nginx.conf", 0)
	if !ok {
		return nil
	}
	return map[string]string{"nginx.conf": whole}
}

// dumped prints a configuration as nginx -T does: each file once, where it is included first.
func dumped(files map[string]string) string {
	var b strings.Builder
	done := map[string]bool{}
	var file func(name string)
	file = func(name string) {
		if done[name] {
			return
		}
		done[name] = true
		fmt.Fprintf(&b, "# configuration file /etc/nginx/%s:\n%s\n", name, files[name])
		includes(files[name], func(d syntax.Directive) {
			for _, name := range included(files, d.Arg(0)) {
				file(name)
			}
		})
	}
	file("nginx.conf")
	return b.String()
}
