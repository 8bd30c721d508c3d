package nginx

import (
	"fmt"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// The versions of nginx at which the behaviour that matters here changed (facts/nginx.md sections 0 and 2).
const (
	poolByDefault    = "1.29.7" // keepalive 32 local, proxy_http_version 1.1, no Connection header
	http2ToUpstream  = "1.29.4" // proxy_http_version 2
	poolIdleTimeout  = "1.15.3" // before: a pooled connection stays until the server closes it
	http2SingleClock = "1.19.7" // before: http2_idle_timeout
)

// Version is the nginx in force, or the lack of knowledge about it.
type Version struct {
	Product string // nginx, angie, openresty, tengine, freenginx
	Number  string // of the product, "" if unknown
	core    string // of the nginx it is made of
	traits  traits
}

// traits are the defaults that moved with 1.29.7. Angie took two of the three.
type traits struct {
	pool   bool // every upstream block keeps connections unless it says otherwise
	http11 bool // proxy_http_version is 1.1 and no Connection header is sent
}

// ParseVersion reads "1.24.0", "nginx/1.24.0", "angie/1.12.0", "openresty/1.27.1.2", "tengine/3.2". The empty string is an unknown version, and so is
// "1.29", which leaves open on which side of 1.29.7 it is.
func ParseVersion(s string) (Version, error) {
	v := Version{Product: "nginx"}
	if s == "" {
		return v, nil
	}
	number := s
	if product, rest, ok := strings.Cut(s, "/"); ok {
		v.Product, number = strings.ToLower(product), rest
	}
	number = strings.TrimPrefix(number, "v")
	if number == "" || number[0] < '0' || number[0] > '9' || strings.Trim(number, "0123456789.rcbeta-") != "" {
		return v, fmt.Errorf("nginx version %q is not a number such as 1.24.0 or angie/1.12.0", s)
	}
	v.Number = number
	switch v.Product {
	case "nginx", "freenginx":
		if number == "1.29" || number == "1" {
			return Version{Product: "nginx"}, nil
		}
		v.core = number
	case "openresty":
		if number == "1.29" || number == "1" {
			return Version{Product: "openresty"}, nil
		}
		v.core = strings.Join(strings.SplitN(number+"...", ".", 4)[:3], ".")
	case "angie":
		v.core = "1.27.0"
		v.traits.http11 = chain.CompareVersions(number, "1.12") >= 0
		return v, nil
	case "tengine":
		v.core = "1.24.0"
		if chain.CompareVersions(number, "3.2") >= 0 {
			v.core = "1.31.3"
		}
	default:
		return Version{}, fmt.Errorf("%q is no nginx that is known here: nginx, openresty, angie, tengine, freenginx", v.Product)
	}
	if v.Product != "freenginx" {
		modern := v.atLeast(poolByDefault)
		v.traits = traits{pool: modern, http11: modern}
	}
	return v, nil
}

// Known reports whether a version was stated.
func (v Version) Known() bool { return v.core != "" }

// String is the version as a user would write it.
func (v Version) String() string {
	if !v.Known() {
		return "nginx"
	}
	return v.Product + " " + v.Number
}

// preset is the version of nginx's core for the catalogue of defaults.
func (v Version) preset() presets.Version {
	core, err := presets.ParseVersion(v.core)
	if err != nil {
		return presets.Version{}
	}
	return core
}

// atLeast reports whether the nginx in force is the given one or a later one. An unknown version is taken to be just before
// 1.29.7, and reports what every version has.
func (v Version) atLeast(other string) bool {
	if !v.Known() {
		return chain.CompareVersions("1.29.6", other) >= 0
	}
	return chain.CompareVersions(v.core, other) >= 0
}

// mayKnow reports whether a directive or value that came with version since can be legal: an unknown version may be any.
func (v Version) mayKnow(since string) bool { return since == "" || !v.Known() || v.atLeast(since) }

// subject is what guards on the version of nginx speak about.
const subject = "nginx"

// world is what is known, or assumed, about the version of a root.
func (v Version) world() (w chain.Guard, assumed bool) {
	before := chain.When(chain.Atom{Subject: subject, Op: chain.Lt, Val: poolByDefault})
	switch {
	case !v.Known():
		return before, true
	case v.traits.pool:
		return chain.When(chain.Atom{Subject: subject, Op: chain.Ge, Val: poolByDefault}), false
	default:
		return before, false
	}
}

// era is one of the two worlds in which pools are judged: the version in force, and what an upgrade would bring.
type era struct {
	traits
	when chain.Guard
}

// eras gives the worlds to evaluate, the one in force first. A version from 1.29.7 on has only one, because nobody goes back, and so have
// the forks that did not follow: Angie leaves the pool off on purpose, and of freenginx no such version is known.
func (v Version) eras() []era {
	before := chain.When(chain.Atom{Subject: subject, Op: chain.Lt, Val: poolByDefault})
	after := era{traits{pool: true, http11: true}, chain.When(chain.Atom{Subject: subject, Op: chain.Ge, Val: poolByDefault})}
	switch {
	case v.traits.pool:
		return []era{after}
	case v.Product == "angie", v.Product == "freenginx":
		return []era{{v.traits, before}}
	}
	return []era{{v.traits, before}, after}
}
