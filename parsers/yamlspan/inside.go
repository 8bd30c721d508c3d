package yamlspan

import "bytes"

// Inside gives where in a file the text begins that a scalar holds, by the bytes of the scalar. A block (|) is its text as it stands, but for an indentation that is a blank to most languages; so is
// one that is folded (>), and one without any mark, where line endings mean no more than blanks: where there is no comment. why says, with what to do about it, why a text cannot be read where it stands.
func Inside(scalar []byte) (at int, why string) {
	if len(scalar) == 0 {
		return 0, ""
	}
	const write = "write it as a block, with | behind the key"
	switch scalar[0] {
	case '"', '\'':
		return 0, "it is in quotes: " + write
	case '|', '>':
		for at < len(scalar) && LineBreak(scalar[at:]) == 0 {
			at++
		}
	}
	if scalar[0] != '|' && bytes.IndexByte(scalar[at:], '#') >= 0 {
		return 0, "its lines are folded, and one may end as a comment: " + write
	}
	return at, ""
}
