package syntax

// Kind says what a token is.
type Kind uint8

// The kinds of token. Everything between two tokens is blank.
const (
	Word         Kind = iota // a word without quotes
	DoubleQuoted             // a word in double quotes, quotes included
	SingleQuoted             // a word in single quotes, quotes included
	Semicolon                // the ; that ends a directive
	Open                     // the { that opens a block
	Close                    // the } that closes a block
	Comment                  // from # to the end of the line, without its line ending
	LuaCode                  // the content of a *_by_lua_block, without the blanks around it
	TemplateTag              // a control tag of a template, such as {% if x %}
	Stray                    // a byte that belongs to nothing, left over after an error
)

// String names the kind in lower case.
func (k Kind) String() string {
	return [...]string{
		"word", "double quoted word", "single quoted word", "semicolon", "open", "close",
		"comment", "lua code", "template tag", "stray",
	}[k]
}

// Token is one token with its half-open range of byte offsets in Tree.Src.
type Token struct {
	Kind       Kind
	Start, End uint32
}

// The packed form: four bits of kind below 28 bits of length, hence the limit
// on the size of a file. Punctuation is one byte long by its kind, which leaves
// the length of an Open free to hold the index of the token that closes it.
const (
	kindBits = 4
	kindMask = 1<<kindBits - 1
	maxBytes = 1<<(32-kindBits) - 1
)

type token struct {
	start uint32
	pack  uint32
}

func (t token) kind() Kind      { return Kind(t.pack & kindMask) }
func (t token) payload() uint32 { return t.pack >> kindBits }

func (t token) isWord() bool { return t.kind() <= SingleQuoted }

func (t token) end() uint32 {
	switch t.kind() {
	case Semicolon, Open, Close:
		return t.start + 1
	default:
		return t.start + t.payload()
	}
}
