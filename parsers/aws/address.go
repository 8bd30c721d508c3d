package aws

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// addressOf takes the host and port out of an http address.
func addressOf(text string) (chain.Addr, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(u.Host, "{}$") {
		return chain.Addr{}, false
	}
	usual := map[string]int{"http": 80, "https": 443}[strings.ToLower(u.Scheme)]
	if usual == 0 {
		return chain.Addr{}, false
	}
	a := chain.Addr{Host: strings.ToLower(u.Hostname()), Port: usual}
	if n, err := strconv.Atoi(u.Port()); err == nil && n > 0 && n < 1<<16 {
		a.Port = n
	}
	return a, true
}
