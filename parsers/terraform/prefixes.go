package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// prefixed asks HCL's scanner, which keeps no stack, whether a run of signs is one of prefix operators: people draw lines in comments and
// in texts. It is given no more of each line's signs than it takes to tell, so that a file of signs does not become a token for each.
func prefixed(src []byte) (at uint32, why string) {
	cut, starts := make([]byte, 0, len(src)), []int{0} // of lines in src
	run := 0
	for i, c := range src {
		switch c {
		case '!', '-':
			if run++; run > maxPrefixes+1 {
				continue
			}
		case '\n':
			starts = append(starts, i+1)
			run = 0
		case ' ', '\t', '\r':
		default:
			run = 0
		}
		cut = append(cut, c)
	}
	tokens, _ := hclsyntax.LexConfig(cut, "", hcl.InitialPos)
	run = 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenBang, hclsyntax.TokenMinus:
			if run++; run > maxPrefixes {
				return uint32(starts[t.Range.Start.Line-1]), fmt.Sprintf("more than %d prefix operators in a row: the file is not read", maxPrefixes)
			}
		case hclsyntax.TokenNewline, hclsyntax.TokenComment:
		default:
			run = 0
		}
	}
	return 0, ""
}
