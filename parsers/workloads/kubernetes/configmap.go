package kubernetes

import (
	"bytes"
	"slices"
	"strings"
)

// Most ConfigMaps are words for applications that nobody in a scan asks for, and YAML's parser is what manifests cost most. One that is plain beyond doubt is put off until somebody asks for it;
// where there is any doubt the parser decides, and says what is wrong.

// mayConfigure reports whether a text may be a configuration of nginx: that has a brace or a semicolon, or is a dump, which begins with a comment.
func mayConfigure(key, text string) bool {
	return strings.ContainsAny(text, "{;#") || strings.EqualFold(key, "nginx.conf")
}

// head are the lines that a ConfigMap begins with that is put off.
var head = [][]byte{[]byte("apiVersion: v1\n"), []byte("kind: ConfigMap\n"), []byte("metadata:\n")}

// putOff gives the name of a ConfigMap that need not be parsed yet: two blanks for each level, a key and a value in each line, and no value that may be a configuration or a template.
func putOff(document []byte) (name, namespace string, ok bool) {
	for _, line := range head {
		if document, ok = bytes.CutPrefix(document, line); !ok {
			return "", "", false
		}
	}
	data, labels := false, false // where a line stands
	for line := range bytes.Lines(document) {
		if line = bytes.TrimSuffix(line, []byte("\n")); len(line) == 0 {
			continue
		}
		pair := bytes.TrimLeft(line, " ")
		depth := len(line) - len(pair)
		if depth == 0 && !data && string(line) == "data:" {
			data, labels = true, false
			continue
		}
		if depth == 2 && !data {
			if labels = string(pair) == "labels:" || string(pair) == "annotations:"; labels {
				continue
			}
		}
		key, value, plain := plainPair(pair)
		if !plain || depth != 2 && (depth != 4 || !labels) || data && mayConfigure(string(key), "") {
			return "", "", false
		}
		if !data && depth == 2 && string(key) == "name" && name == "" {
			name = string(value)
		} else if !data && depth == 2 && string(key) == "namespace" && namespace == "" {
			namespace = string(value)
		}
	}
	return name, namespace, name != ""
}

// plainPair splits a line into a key and a value, if it has both without a doubt: words, or one text in quotes without an escape.
func plainPair(line []byte) (key, value []byte, ok bool) {
	const longestKey = 253 // of a ConfigMap; YAML's own bound is 1,024
	key, value, ok = bytes.Cut(line, []byte(": "))
	if !ok || len(key) > longestKey || !isWord(key) {
		return nil, nil, false
	}
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		text := value[1 : len(value)-1]
		return key, text, !slices.ContainsFunc(text, func(c byte) bool { return c < ' ' || c > '~' || c == value[0] || strings.IndexByte(`\{;#<`, c) >= 0 })
	}
	for word := range bytes.SplitSeq(value, []byte(" ")) {
		if !isWord(word) {
			return nil, nil, false
		}
	}
	return key, value, true
}

// isWord reports whether a text means itself to YAML wherever it stands.
func isWord(text []byte) bool {
	return len(text) > 0 && text[0] != '-' && !slices.ContainsFunc(text, func(c byte) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && c != '-' && c != '_' && c != '.' && c != '/'
	})
}

// asked is the object with what was put off.
func (o *object) asked() *object {
	if o != nil && o.later != nil {
		o.root, o.later = o.later(), nil
	}
	return o
}
