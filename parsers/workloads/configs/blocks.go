package configs

import (
	"fmt"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// blocks follows the conditions under which the lines of a file count.
type blocks struct {
	file *source.File
	open []block
	deep bool // blocks were nested too deeply to be followed
}

// push opens a block.
func (b *blocks) push(one block) {
	if len(b.open) >= deepestPath {
		b.deep = true
		return
	}
	b.open = append(b.open, one)
}

// block is one that is open: its lines count where when holds.
type block struct {
	indent int
	when   chain.Guard
	before chain.Guard // that no earlier branch of the same if was taken
	local  bool        // the body of a function: what it assigns is not what the server reads
}

// guard is the condition of the next line; local says that it is inside a function.
func (b *blocks) guard() (when chain.Guard, local, possible bool) {
	possible = true
	for _, o := range b.open {
		both, ok := chain.And(when, o.when)
		when, local, possible = both, local || o.local, possible && ok
	}
	return when, local, possible
}

// enter opens a block that counts under a condition, which is quoted as it stands; word is the one that begins it.
func (b *blocks) enter(indent int, word token, condition []token) {
	when := b.condition(word, condition)
	before := chain.When(opposite(when[0]))
	if word.is("unless") {
		when, before = before, when
	}
	b.push(block{indent: indent, when: when, before: before})
}

// otherwise turns a block into the next branch of its if; a condition makes it one more.
func (b *blocks) otherwise(word token, condition []token) {
	if len(b.open) == 0 {
		return
	}
	o := &b.open[len(b.open)-1]
	o.when = o.before
	if len(condition) == 0 {
		return
	}
	if len(o.before) > 8 {
		condition = nil // a long chain of branches: their order is no longer kept
	}
	next := b.condition(word, condition)
	if both, ok := chain.And(o.before, next); ok {
		o.when = both
	}
	if both, ok := chain.And(o.before, chain.When(opposite(next[0]))); ok {
		o.before = both
	}
}

// condition is a guard of one atom, in the words of the file: those behind an if, or the line of another block.
func (b *blocks) condition(word token, tokens []token) chain.Guard {
	text := word.text
	if len(tokens) > 0 {
		text = source.ClipLine(string(b.file.Src[tokens[0].from:tokens[len(tokens)-1].to]))
	}
	if !slices.Contains([]string{"if", "elif", "elsif", "unless"}, word.text) || len(tokens) == 0 {
		if len(tokens) > 0 {
			text = word.text + " " + text
		}
		text = fmt.Sprintf("%s in line %d of %s is taken", text, b.file.Position(uint32(word.from)).Line, b.file.Name)
	}
	return chain.When(chain.Atom{Subject: text, Op: chain.Eq, Val: "yes"})
}

// leave closes the blocks that a line of this indentation is outside of.
func (b *blocks) leave(indent int) {
	for len(b.open) > 0 && b.open[len(b.open)-1].indent >= indent {
		b.open = b.open[:len(b.open)-1]
	}
}
