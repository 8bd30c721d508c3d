package nginx

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// file is a configuration file with its syntax tree.
type file struct {
	*source.File
	tree      *syntax.Tree
	templated bool
}

// word is one argument of a directive.
type word struct {
	text string
	at   source.Span
}

// entry is one modelled directive as written. Settings are stored sparsely: a block holds what is written in it, and
// everything else is looked up outwards.
type entry struct {
	spec  *spec
	scope *scope
	args  []word
	at    source.Span   // name to ; inclusive
	when  chain.Guard   // template tags around it
	via   *inclusion    // nil in the main file
	value time.Duration // of the first argument of a time
	hint  time.Duration // second argument of keepalive_timeout
	state chain.State   // Known, or Unresolved where the value is templated or refused
	why   string        // for Unresolved

	origin *chain.Origin
}

// hole is an include that could not be opened: it may set anything at its level.
type hole struct {
	text string
	at   source.Span
}

// inclusion is one file being read because another includes it.
type inclusion struct {
	parent *inclusion
	path   string
	at     source.Span // the include directive
	depth  int
}

// scope is one block with what is written in it.
type scope struct {
	ctx      context
	parent   *scope
	at       source.Span // from the name to the last argument: "location /api"
	block    source.Span // the whole block
	open     uint32      // offset behind the {
	args     []word
	entries  []*entry // modelled settings, in order
	headers  []*entry // proxy_set_header and grpc_set_header
	holes    []*hole
	children []*scope
	via      *inclusion
	when     chain.Guard
	fragment bool // the top of a fragment: what surrounds it is not known

	pass   *entry   // the *_pass written here
	names  []*entry // server_name
	listen []*entry
	sets   []*entry
	jumps  []*entry // try_files, error_page, rewrite ... last
	answer *entry   // return

	match match                 // of a location
	paths map[match]source.Span // locations written in this block, to find duplicates

	values map[*spec]chain.Value // what is in force here, kept for the blocks below
	found  map[*spec]*found
	header map[string]*headers
}

// config is one root after its files were read.
type config struct {
	root      *chain.Root
	version   Version
	main      *scope
	servers   []*scope
	streams   []*scope // server blocks of stream{}
	upstreams []*scope
	maps      map[string][]*mapping // by variable name without $; several only among fragments
	folders   map[source.FileID]string
	assigned  map[string]bool // variables that some set directive assigns
	problems  []chain.Problem
	facts     []chain.Fact
	hasEvents bool
	hasHoles  bool
}

// own gives the entry of a setting written in this very block, in any of them where templates repeat it.
func (s *scope) own(sp *spec) (first *entry, more []*entry) {
	for _, e := range s.entries {
		if e.spec != sp {
			continue
		}
		if first == nil {
			first = e
		} else {
			more = append(more, e)
		}
	}
	return first, more
}

// up is the block whose settings are inherited here.
func (s *scope) up() *scope { return s.parent }

// enclosing finds the nearest block of a context, itself included.
func (s *scope) enclosing(c context) *scope {
	for ; s != nil; s = s.parent {
		if s.ctx == c {
			return s
		}
	}
	return nil
}
