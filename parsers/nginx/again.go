package nginx

import (
	"iter"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// The locations of a server take several times the memory of its text, and are only needed once all files are read: upstreams and maps may
// stand behind them, and a variable is assigned by any server. So those of the first servers are kept, and of a root with more the others are
// checked, forgotten, and read once more when their turn comes: that takes less time than the memory would cost.

// keptBlocks is how many blocks inside of servers are kept of one root, some 12 MiB: hardly any root has more.
var keptBlocks = 1 << 14

// body is where the directives of a server stand whose blocks were forgotten.
type body struct {
	file   *file
	list   syntax.Seq
	via    *inclusion
	depth  int
	files  opener
	opened int // inclusions before it
}

// forget lets go of the blocks of a server that was read and checked, where many are kept already. Macros of templates are left alone: what is
// written in them belongs to other blocks.
func (w *walker) forget(server *scope, b body) {
	if w.blocks <= keptBlocks || w.macros != nil {
		return
	}
	for range server.blocks() {
		w.blocks--
	}
	server.children = nil
	server.special().again = &b
}

// readAgain reads the blocks of a server that were forgotten. Nothing is reported a second time.
func (w *walker) readAgain(server *scope) {
	b := server.again
	if b == nil {
		return
	}
	when := server.when
	*server = scope{ctx: server.ctx, insert: server.insert, at: server.at, parent: server.parent, via: server.via, args: server.args, rare: nothingRare}
	if len(when) > 0 {
		server.special().when = when
	}
	files, opened := w.files, w.opened
	w.files, w.opened, w.silent = b.files, b.opened, true
	w.block(server, b.file, b.list, b.via, b.depth)
	w.leave(server)
	w.files, w.opened, w.silent = files, opened, false
}

// blocks gives the blocks inside of one, at any depth.
func (s *scope) blocks() iter.Seq[*scope] {
	return func(yield func(*scope) bool) {
		for _, c := range s.children {
			if !yield(c) {
				return
			}
			for inner := range c.blocks() {
				if !yield(inner) {
					return
				}
			}
		}
	}
}
