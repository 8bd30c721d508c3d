package syntax_test

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

func ExampleParse() {
	src := `
upstream app {
    server "10.0.0.1:8080";
    keepalive 16   # idle connections
}
`
	tree := syntax.Parse([]byte(src), syntax.Options{})
	for d := range tree.Top() {
		fmt.Println(d.Name(), d.Arg(0))
		for c := range d.Children() {
			start, end := c.ArgSpan(0)
			fmt.Printf("  %s %s (line %d, written %s)\n", c.Name(), c.Arg(0), c.Line(), src[start:end])
		}
	}
	for _, e := range tree.Errors {
		fmt.Printf("line %d: %s\n", e.Line, e.Msg)
	}
	// Output:
	// upstream app
	//   server 10.0.0.1:8080 (line 3, written "10.0.0.1:8080")
	//   keepalive 16 (line 4, written 16)
	// line 5: unexpected "}"
}
