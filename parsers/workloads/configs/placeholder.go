package configs

import (
	"strings"
)

// filled replaces what a value takes from elsewhere: ${NAME:default}, where sep stands between the two. lookup gives what the files themselves say for a name.
func filled(w said, sep string, lookup func(name string) (text string, ok bool)) said {
	if w.open != "" || !strings.Contains(w.text, "${") {
		return w
	}
	inner, whole := strings.CutPrefix(w.text, "${")
	inner, closed := strings.CutSuffix(inner, "}")
	if !whole || !closed || strings.ContainsAny(inner, "${}") {
		w.open = w.written + " is put together when the server starts"
		return w
	}
	name, other, given := strings.Cut(inner, sep)
	name, other = strings.TrimSpace(name), strings.Trim(strings.TrimSpace(other), "`")
	if text, known := lookup(name); known {
		w.text = text
		if strings.Contains(text, "${") {
			w.open = w.written + " is put together when the server starts"
		}
		return w
	}
	w.env, w.text, w.bare = variableOf(name), other, !given
	return w
}

// variableOf is the environment variable that a name in a placeholder is looked up as: server.keep-alive is SERVER_KEEPALIVE.
func variableOf(name string) string {
	if strings.ContainsAny(name, ".-") || strings.ToUpper(name) != name {
		name = strings.ToUpper(strings.NewReplacer(".", "_", "-", "").Replace(name))
	}
	return name
}
