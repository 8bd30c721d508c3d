package chain

import (
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/source"
)

// EndpointKind says what part an endpoint plays on a path.
type EndpointKind string

// The kinds of endpoint.
const (
	Client    EndpointKind = "client"    // connects only
	Server    EndpointKind = "server"    // accepts only
	Proxy     EndpointKind = "proxy"     // accepts and connects
	Balancer  EndpointKind = "balancer"  // a provider's proxy
	Middlebox EndpointKind = "middlebox" // an L4 device that a hop passes through
	NginxIn   EndpointKind = "nginx-server"
	NginxOut  EndpointKind = "nginx-upstream"
	Address   EndpointKind = "address" // a host and port that nothing in the scan declares
)

// Root is one self-contained configuration: an nginx.conf with its includes, a Terraform root module, a dump.
type Root struct {
	Kind      string // nginx, terraform, ...
	Dir       string // folder relative to the working directory, / as separator
	File      string // its main file, relative to the working directory; "" for a folder
	Fragments bool   // files without their http {}: what surrounds them is not known
	Canon     string // Dir relative to the git top level, else to the PATH: the same wherever the tool is run from
	// Scope is the absolute path of the file that gives this root and its neighbours their host names, a compose file; "" for none. The same name
	// elsewhere is another host.
	Scope string
	Also  []string // further ones: of a configuration that containers of several such files read
	World Guard    // what is known or assumed about this root: the version in force
	// Assumed is set where World is an assumption, because nothing states the version.
	Assumed bool
	// Versions says which versions are stated where several are and none holds for all, "" otherwise.
	Versions string
}

// Endpoint is a thing that accepts connections, makes them, or both.
type Endpoint struct {
	ID      string // as shown; unique in a graph, given by [Graph.Name]
	Local   string // inside its root: nginx/upstream/app, aws_lb.public
	Canon   string // for fingerprints; given by [Graph.Name]
	Kind    EndpointKind
	Product string // nginx, alb, node, ...; "" where nobody says
	Root    *Root  // nil for what belongs to no root
	Aliases []Alias
	When    Guard
	// Guessed says that it may as well be another product, which stands under the opposite guard: what it breaks is possible at most.
	Guessed bool
	At      source.Span
	Accepts []*Side
	Connect []*Side
	Box     *Box     // of a middlebox
	Pool    *Pool    // of an nginx upstream
	Routes  []*Route // of an nginx server
}

// Prefixed reports whether the id tells the root as well, because several roots have endpoints of that name.
func (e *Endpoint) Prefixed() bool {
	return e.Local != "" && e.ID != e.Local && strings.HasSuffix(e.ID, ":"+e.Local)
}

// Bare is the canonical id without the place of the root: what is left when its files and folders are renamed.
func (e *Endpoint) Bare() string {
	if e.Root == nil {
		return e.Canon
	}
	return strings.TrimPrefix(e.Canon, e.Root.Canon+":")
}

// Protocol of a side. HTTP/2 only where it is declared or forced.
type Protocol string

// The protocols.
const (
	HTTP1     Protocol = "http/1.1"
	HTTP2     Protocol = "http/2"
	GRPC      Protocol = "grpc"
	FastCGI   Protocol = "fastcgi"
	Memcached Protocol = "memcached"
	UWSGI     Protocol = "uwsgi"
	SCGI      Protocol = "scgi"
	TCP       Protocol = "tcp"
	UDP       Protocol = "udp"
)

// Multiplexed reports whether the protocol announces the end of a connection (GOAWAY), which makes an inverted
// hop recoverable.
func (p Protocol) Multiplexed() bool { return p == HTTP2 || p == GRPC }

// Side is one face of an endpoint.
type Side struct {
	Owner    *Endpoint
	Idle     Value // how long an idle connection is kept
	Protocol Protocol
	Reuse    []Pooling // of a connect side: does it keep idle connections at all? empty: yes
	Announce Value     // of an accept side: the Keep-Alive: timeout= it sends; empty: none
	Honours  *Hint     // of a connect side: what it does with such a header; nil: ignores it
	TCP      Keepalive
	Response Value       // how long it waits for a response, or may take for one; empty: not stated
	Retries  string      // what it does when a reused connection breaks, in words; "" is not known
	Silence  bool        // Response counts the silence between two reads, not the whole response
	Upgraded Value       // how long an upgraded (WebSocket) connection through it may be silent; empty: not known
	Lifetime bool        // Upgraded counts the whole life of such a connection, whatever is sent
	Ping     Value       // how often the application sends something of its own over an upgraded connection; empty: not stated
	Addrs    []Addr      // accept: where it listens; connect: where it connects to, or only the port where the host is not known
	Via      []*Endpoint // connect: middleboxes that each of its connections passes, whatever it reaches
	At       []source.Span
	Set      func(idle time.Duration) string // what to write in the product's own words for another Idle, "" if it allows no such value; nil: not known
	Facts    []Fact                          // of an accept side: what is known of its settings beside Idle; [Graph.Add] takes them in
	Supposed *Supposed                       // of an accept side: what it is if something holds that nothing states; nil: nothing is supposed
	Advice   string                          // what to know before Idle is changed, or what to do instead; "" for nothing
}

// ID is what links call a connect side: its endpoint's id, or where the endpoint has several the alias of this one.
func (s *Side) ID() string {
	if len(s.Owner.Connect) > 1 {
		for _, a := range s.Owner.Aliases {
			if a.Side == s {
				return strings.TrimSuffix(s.Owner.ID, s.Owner.Local) + a.ID
			}
		}
	}
	return s.Owner.ID
}

// canon is ID for fingerprints.
func (s *Side) canon() string {
	id := s.ID()
	if id == s.Owner.ID {
		return s.Owner.Canon
	}
	return strings.TrimSuffix(s.Owner.Canon, s.Owner.Local) + strings.TrimPrefix(id, strings.TrimSuffix(s.Owner.ID, s.Owner.Local))
}

// Addr is one address of a side as written, with the place.
type Addr struct {
	Host string // lower case; "" or "*" for every interface; a path for a unix socket
	Port int    // 0: unknown
	Unix bool
	At   source.Span
	// Beside is set where Host is a loopback address that is shared with other containers, and names one of them: whatever accepts under that name
	// reaches this address.
	Beside string
}

// hostless reports whether only the port of an address is known: it joins nothing by itself.
func (a Addr) hostless() bool { return a.Host == "" && !a.Unix }

// Hint tells how a client applies a server's Keep-Alive: timeout= header.
type Hint struct {
	Replace bool          // the header replaces the client's own limit; else the lower of the two counts
	Margin  time.Duration // taken off the announced number
	Cap     time.Duration // upper bound of what is believed; 0: none
}

// Keepalive is the TCP keepalive of a side: the kernel's probes, not HTTP's. Its zero value is unknown.
type Keepalive struct {
	State          State // Absent: unknown; Off; Known
	Kernel         bool  // the times are those of the host's kernel: sysctl settings of the same scan replace them
	Idle, Interval time.Duration
	Count          int
	From           *Origin
}

// Reuse answers whether idle connections are kept and used again.
type Reuse uint8

// The answers.
const (
	ReuseUnclear Reuse = iota
	ReuseYes
	ReuseNo
)

var reuseText = [...]string{"unresolved", "yes", "no"}

func (r Reuse) String() string { return reuseText[r] }

// Pooling is whether a connect side reuses connections in the worlds that When admits, and why not.
type Pooling struct {
	When   Guard
	Reuse  Reuse
	Causes []Cause
}

// CauseKind names what keeps a pool from being used. Each kind is one rule's subject.
type CauseKind uint8

// The causes, in the order in which they are reported.
const (
	NoPool             CauseKind = iota // an upstream without keepalive
	DirectAddress                       // proxy_pass to an address: never pools
	KeepaliveOff                        // keepalive 0, the opt-out
	HTTPVersion                         // HTTP/1.0 is spoken
	ConnectionClose                     // the Connection header asks the server to close
	ConnectionMap                       // a map makes it ask so for plain requests
	BalancerLast                        // the balancing method stands behind keepalive and silently removes the pool
	KeepConn                            // fastcgi_keep_conn is off
	NeverKept                           // keepalive_timeout 0, keepalive_requests 0 or 1, keepalive_time 0
	PoolTooSmall                        // fewer slots than servers: each connection is evicted before its next use
	ProtocolNeverPools                  // uwsgi, scgi
	Undecided                           // depends on a request or on what cannot be read
)

// Cause is one reason why connections are not, or may not be, reused.
type Cause struct {
	Kind     CauseKind
	Possible bool   // it may apply: an include or the enclosing http {} could say otherwise
	Note     string // in words, without the place
	From     *Origin
}

// Pool is the idle-connection pool of an nginx upstream, for the world in force.
type Pool struct {
	Size    int  // slots per worker; 0: none
	Local   bool // private to each location
	Live    int  // servers that are neither down nor backup
	Spreads bool // the balancer goes round all of them, so that fewer slots than servers evict
	From    *Origin
	Balance string
	Causes  []Cause // why nothing stays in it, whoever asks: those of the block alone
}
