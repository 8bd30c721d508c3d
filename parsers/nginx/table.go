package nginx

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// context is a place where directives may stand, as a set of bits: a block is in one, a directive may be in several.
type context uint16

// The contexts. inIf and inServerIf are the two kinds of if block, which accept different directives.
const (
	inMain context = 1 << iota
	inEvents
	inHTTP
	inServer
	inLocation
	inIf
	inServerIf
	inLimitExcept
	inUpstream
	inStream
	inStreamServer
	inStreamUpstream
	inMail
	inMailServer
	inUnknown // a snippet whose surroundings are not known: everything may stand here
)

const contextLetters = "MEHSLIJXUTtuAa"

// namespace separates directives that share a name but not a meaning: keepalive_timeout of a server and of an upstream.
type namespace uint8

const (
	nsHTTP namespace = iota
	nsUpstream
	nsStream
	nsMail
	numNamespaces
)

func (c context) namespace() namespace {
	switch c {
	case inUpstream, inStreamUpstream:
		return nsUpstream
	case inStream, inStreamServer:
		return nsStream
	case inMail, inMailServer:
		return nsMail
	default:
		return nsHTTP
	}
}

// spec is one row of directives.tsv.
type spec struct {
	name     string
	contexts context
	min, max int // arguments; max < 0: no upper bound
	kind     valueKind
	words    []string // the values of an enumeration
	many     bool     // may stand more than once at one level
	inert    bool     // only its place and its number of arguments are checked
	since    string   // first version that knows it, "" for all
}

type valueKind uint8

const (
	textValue valueKind = iota
	msValue
	secValue
	numValue
	flagValue
	enumValue
	blockValue
)

//go:embed directives.tsv
var directivesTSV string

// table holds the known directives by namespace and name. Blocks and include are known in every namespace.
var table = sync.OnceValue(func() [numNamespaces]map[string]*spec {
	var t [numNamespaces]map[string]*spec
	for i := range t {
		t[i] = map[string]*spec{}
	}
	for line := range strings.Lines(directivesTSV) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		ns, s := parseSpec(line)
		s.inert = ns == nsHTTP && s.many && s.kind == textValue && !structural[s.name]
		t[ns][s.name] = s
		if ns == nsHTTP && (s.kind == blockValue || s.name == "include") {
			for other := nsUpstream; other < numNamespaces; other++ {
				if t[other][s.name] == nil {
					t[other][s.name] = s
				}
			}
		}
	}
	return t
})

// parseSpec reads one row; a malformed one is a mistake in the embedded file, which every test finds.
func parseSpec(line string) (namespace, *spec) {
	f := append(strings.Split(line, "\t"), "")
	if len(f) < 6 {
		panic(fmt.Sprintf("directives.tsv: too few columns: %q", line))
	}
	ns, name := nsHTTP, f[0]
	if prefix, rest, ok := strings.Cut(name, "/"); ok {
		ns = map[string]namespace{"upstream": nsUpstream, "stream": nsStream, "mail": nsMail}[prefix]
		name = rest
	}
	s := &spec{name: name, many: f[4] == "many", since: f[5], max: -1}
	for _, letter := range f[1] {
		s.contexts |= 1 << strings.IndexRune(contextLetters, letter)
	}
	low, high, isRange := strings.Cut(f[2], "-")
	low, open := strings.CutSuffix(low, "+")
	s.min, _ = strconv.Atoi(low)
	switch {
	case isRange:
		s.max, _ = strconv.Atoi(high)
	case !open:
		s.max = s.min
	}
	kinds := map[string]valueKind{"text": textValue, "ms": msValue, "sec": secValue, "num": numValue, "flag": flagValue, "block": blockValue}
	kind, ok := kinds[f[3]]
	if !ok {
		kind, s.words = enumValue, strings.Split(f[3], "|")
	}
	s.kind = kind
	return ns, s
}

// lookup finds a directive for a context. elsewhere is set where the name is known, but only in another context.
func lookup(c context, name []byte) (s *spec, elsewhere bool) {
	t := table()
	ns := c.namespace()
	if c == inUnknown {
		return t[nsHTTP][string(name)], false
	}
	if s = t[ns][string(name)]; s != nil {
		return s, s.contexts&c == 0
	}
	switch ns {
	case nsHTTP:
		return nil, t[nsUpstream][string(name)] != nil
	case nsUpstream:
		return nil, c == inUpstream && t[nsHTTP][string(name)] != nil
	default:
		return nil, false
	}
}
