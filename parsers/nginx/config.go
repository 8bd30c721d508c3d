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
	unopened  uint32 // offset of the first block that lacks its {

	// stands is the place of all that is in a file which comes with an image and lies nowhere in the scan, and shipped what it is called.
	stands  source.Span
	shipped string
}

// whole is the place of a file as a block.
func (f *file) whole() source.Span {
	if !f.stands.IsZero() {
		return f.stands
	}
	return source.Span{File: f.ID}
}

// holds reports whether a place lies in the file, of which several may be parts of one.
func (f *file) holds(at source.Span) bool {
	return at.File == f.ID && at.Start >= f.From && uint64(at.End) <= uint64(len(f.Src))
}

// word is one argument of a directive.
type word struct {
	text string
	at   source.Span
	odd  bool // it holds an expression of a template
}

// unresolved says why the word cannot be read as it stands, "" for a plain one.
func (w word) unresolved() string {
	if !w.odd {
		return ""
	}
	return unresolved(w.text)
}

// entry is one modelled directive as written. Settings are stored sparsely: a block holds what is written in it, and
// everything else is looked up outwards.
type entry struct {
	spec  *spec
	scope *scope
	args  []word
	at    source.Span // name to ; inclusive
	when  chain.Guard // template tags around it
	via   *inclusion
	state chain.State   // Known, or Unresolved where the value is templated or refused
	value time.Duration // of the first argument of a time
	hint  time.Duration // second argument of keepalive_timeout
	why   string        // for Unresolved

	origin  *chain.Origin
	repeats int // further ones in this block, under the tags of a template
}

// hole is an include that could not be opened, or an expression that stands for directives: it may set anything at its level.
type hole struct {
	text string
	at   source.Span
}

// inclusion is one file being read because another includes it.
type inclusion struct {
	parent  *inclusion
	path    string
	at      source.Span // the include directive; zero for the file that all begins with
	shipped string      // what a file is called that comes with an image; "" for one of the scan
}

// scope is one block with what is written in it. There are as many as locations, so what few of them have is kept apart.
type scope struct {
	ctx      context
	fragment bool        // the top of a fragment: what surrounds it is not known
	insert   uint32      // offset at which a missing setting would be written: behind the {, of an upstream at the }
	at       source.Span // from the name to the last argument: "location /api"
	parent   *scope
	via      *inclusion
	args     []word
	entries  []*entry // modelled settings, in order
	headers  []*entry // proxy_set_header and grpc_set_header
	children []*scope
	pass     *entry // the *_pass written here
	match    match  // of a location
	memos    []memo // what was looked up from here

	assignments *assignments // by variable, gathered when asked for
	*rare
}

// rare is what few blocks have.
type rare struct {
	when   chain.Guard // template tags around the block
	holes  []*hole
	names  []*entry // server_name
	listen []*entry
	sets   []*entry
	jumps  []*entry // try_files, error_page, rewrite ... last
	answer *entry   // return
	again  *body    // of a server whose blocks were forgotten

	paths map[string]*scope // locations written in this block, to find duplicates; while the block is read
	host  *host             // of a server

	foreign  bool // an upstream with directives of other modules, which may add servers
	scripted bool // an upstream whose servers a script chooses: those written are place holders
}

// nothingRare is shared by all blocks that have none of it, and never written to.
var nothingRare = &rare{}

func newScope(in context, parent *scope, at source.Span) *scope {
	return &scope{ctx: in, parent: parent, at: at, rare: nothingRare}
}

// special is the rare part of a block, for writing.
func (s *scope) special() *rare {
	if s.rare == nothingRare {
		s.rare = &rare{}
	}
	return s.rare
}

// partial reports whether the outermost block is not given: that of a fragment, or the place where a macro is used.
func (s *scope) partial() bool {
	for s.parent != nil {
		s = s.parent
	}
	return s.fragment
}

func (s *scope) addHole(text string, at source.Span) {
	r := s.special()
	r.holes = append(r.holes, &hole{text, at})
}

// memo keeps what was looked up from a block for one setting, for the blocks inside it that inherit it.
type memo struct {
	spec    *spec
	found   *found
	value   chain.Value
	headers *headers // where spec is one of the header directives
}

// remember gives the memo of a setting. It is valid until the next one is asked for.
func (s *scope) remember(sp *spec) *memo {
	for i := range s.memos {
		if s.memos[i].spec == sp {
			return &s.memos[i]
		}
	}
	s.memos = append(s.memos, memo{spec: sp})
	return &s.memos[len(s.memos)-1]
}

// config is one root after its files were read.
type config struct {
	root      *chain.Root
	version   Version
	eras      []era // of the version
	main      *scope
	servers   []*scope
	streams   []*scope // server blocks of stream{}
	upstreams []*scope
	maps      definitions[*mapping]    // by variable name without $
	assigned  map[string]bool          // variables that some set directive assigns
	captured  map[string]bool          // variables that the named groups of some regular expression assign
	folders   map[source.FileID]string // of fragments and what they include
	problems  []chain.Problem
	facts     []chain.Fact
	hasEvents bool
	hasHoles  bool
}

// own gives the entry of a setting written in this very block, the first of them where templates repeat it.
func (s *scope) own(sp *spec) *entry {
	for _, e := range s.entries {
		if e.spec == sp {
			return e
		}
	}
	return nil
}

// enclosing finds the nearest block of a context, itself included.
func (s *scope) enclosing(c context) *scope {
	for ; s != nil; s = s.parent {
		if s.ctx == c {
			return s
		}
	}
	return nil
}
