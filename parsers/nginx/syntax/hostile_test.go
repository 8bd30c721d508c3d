package syntax_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

func TestDeepNesting(t *testing.T) {
	const depth = 100_000
	src := strings.Repeat("a{", depth) + strings.Repeat("}", depth)
	tree := syntax.Parse([]byte(src), syntax.Options{})
	if len(tree.Errors) > 0 {
		t.Fatal(tree.Errors)
	}
	n := 0
	for d, ok := tree.First(); ok; d, ok = d.FirstChild() {
		if start, end := d.Span(); int(start) != 2*n || int(end) != len(src)-n {
			t.Fatalf("block %d spans %d to %d", n, start, end)
		}
		n++
	}
	if n != depth {
		t.Errorf("%d blocks of %d", n, depth)
	}
}

// Texts of a size must not take longer than in proportion to it, and no more
// memory than a small multiple.
func TestHostile(t *testing.T) {
	size := 100 << 20
	if testing.Short() {
		size = 1 << 20
	}
	// Four MiB are enough to tell linear from quadratic time.
	small := min(size, 4<<20)
	repeat := func(part string, size int) []byte { return bytes.Repeat([]byte(part), size/len(part)) }
	for name, src := range map[string][]byte{
		"one line":            repeat("listen 80; ", size),
		"one word":            repeat("x", size),
		"one comment":         append([]byte("#"), repeat("x", small)...),
		"one quote":           append([]byte("a '"), repeat("x;", small)...),
		"words only":          repeat("a ", small),
		"semicolons only":     repeat(";", small),
		"opening braces":      repeat("{", small),
		"closing braces":      repeat("}", small),
		"blocks":              repeat("a{", small),
		"quotes":              repeat("\"", small),
		"quotes and lines":    repeat("\"\n", small),
		"quotes of two kinds": repeat("\"x\n'y ", small),
		"backslashes":         repeat("\\", small),
		"dollars":             repeat("${", small),
		"NUL":                 repeat("\x00", small),
		"invalid UTF-8":       repeat("\xff\xfe ", small),
		"expressions":         repeat("{{", small),
		"expressions, lines":  repeat("a {{\n", small),
		"expressions, quotes": repeat("{{\"}}", small),
		"expressions alone":   repeat("{{a}}", small),
		"tags":                repeat("{%if%}", small),
		"ends of tags":        repeat("{%end%}", small),
		"notes":               repeat("a{#", small),
		"ruby":                repeat("<%", small),
		"terraform":           repeat("%{", small),
		"lua escapes":         append([]byte("x_by_lua_block {"), repeat("\\\"", small)...),
		"lua brackets":        append([]byte("x_by_lua_block {"), repeat("[=", small)...),
		"lua strings":         append([]byte("x_by_lua_block {"), repeat("\"'", small)...),
		"rows with braces":    append([]byte("map {"), repeat("a{b ", small)...),
	} {
		t.Run(name, func(t *testing.T) {
			for _, template := range []bool{false, true} {
				start := time.Now()
				tree := syntax.Parse(src, syntax.Options{Template: template})
				syntax.LooksTemplated(src)
				if took := time.Since(start); took > 30*time.Second {
					t.Errorf("took %v", took)
				} else {
					t.Logf("template %v: %v, %.1f bytes a byte", template, took, float64(tree.Memory())/float64(len(src)))
				}
				if tree.Memory() > 24*len(src) {
					t.Errorf("takes %d bytes for a text of %d", tree.Memory(), len(src))
				}
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("256 MiB are left out in short mode")
	}
	src := make([]byte, 256<<20)
	tree := syntax.Parse(src, syntax.Options{})
	if len(tree.Errors) != 1 || tree.Errors[0].Kind != syntax.TooLarge || tree.NumTokens() > 0 {
		t.Errorf("got errors %v and %d tokens", tree.Errors, tree.NumTokens())
	}
	if _, ok := tree.First(); ok {
		t.Error("there is a directive")
	}
}
