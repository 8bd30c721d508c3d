package configs

import (
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// httpd is one configuration of Apache: a main file with those below its folder, or files without one.
type httpd struct {
	*proxies
	root      *chain.Root
	product   product
	main      *source.File // nil: what surrounds the files is not known
	tops      []*httpdBlock
	balancers map[string]*httpdBlock
	lost      []said // includes that are not in the scan
}

var (
	httpdIdle = setting{preset: "apache-httpd", key: "KeepAliveTimeout"}
	httpdPool = setting{preset: "apache-httpd", key: "ttl", client: true}
)

// apacheFiles reads the files that belong together.
func apacheFiles(p *proxies, files []*source.File) {
	var all []*httpd
	for _, f := range files {
		if slices.Contains(apacheMain, strings.ToLower(path.Base(f.Name))) {
			all = append(all, &httpd{proxies: p, root: p.root("apache", f), main: f, tops: []*httpdBlock{httpdFile(f)}})
		}
	}
	mains := len(all)
	for _, f := range files {
		if slices.Contains(apacheMain, strings.ToLower(path.Base(f.Name))) {
			continue
		}
		var home *httpd
		for _, h := range all[:mains] {
			dir := path.Dir(h.main.Name)
			if (dir == "." || strings.HasPrefix(f.Name, dir+"/")) && (home == nil || len(dir) > len(path.Dir(home.main.Name))) {
				home = h
			}
		}
		if home == nil {
			home = &httpd{proxies: p, root: p.root("apache", f)}
			home.root.Fragments = true
			all = append(all, home)
		}
		home.tops = append(home.tops, httpdFile(f))
	}
	for _, h := range all {
		h.product = productOf("apache-httpd")
		h.declare(files)
	}
}

func (h *httpd) declare(files []*source.File) {
	h.balancers = map[string]*httpdBlock{}
	for _, top := range h.tops {
		h.lost = append(h.lost, lost(top, files)...)
		hosts := top.sections("virtualhost")
		for _, b := range append([]*httpdBlock{top}, hosts...) {
			for _, proxy := range b.sections("proxy") {
				if len(proxy.args) > 0 {
					h.balancers[strings.ToLower(proxy.args[0].text)] = proxy
				}
			}
		}
	}
	for _, top := range h.tops {
		for _, host := range top.sections("virtualhost") {
			h.host(host, top)
		}
		h.plain(top)
	}
}

// lost are the includes of a file that name none of the scan.
func lost(top *httpdBlock, files []*source.File) (all []said) {
	top.each(func(l statement, _ string) {
		if name := l.arg(0).text; name != "include" && name != "includeoptional" {
			return
		}
		pattern := l.arg(1).text
		found := slices.ContainsFunc(files, func(f *source.File) bool {
			ok, err := path.Match(path.Base(pattern), path.Base(f.Name))
			return err == nil && ok && path.Base(path.Dir(pattern)) == path.Base(path.Dir(f.Name))
		})
		if !found {
			all = append(all, said{text: "include " + source.ClipLine(pattern), at: l.at})
		}
	})
	return all
}

// idle is how long a block's connections are kept as its own lines say.
func (h *httpd) idle(b *httpdBlock, into *history) {
	var off *said
	b.each(func(l statement, doubtful string) {
		w := said{text: l.arg(1).text, written: source.ClipLine(l.arg(0).text + " " + l.arg(1).text), at: l.at}
		var when chain.Guard
		if doubtful != "" {
			when = chain.When(chain.Atom{Subject: doubtful + " holds", Op: chain.Eq, Val: "yes"})
		}
		if templated(w.text) || strings.Contains(w.text, "$") {
			w.open = w.written + " is filled in when the server starts"
		}
		switch l.arg(0).text {
		case "keepalivetimeout":
			w.written = "KeepAliveTimeout " + source.ClipLine(l.arg(1).text)
			into.set(when, w)
		case "keepalive":
			if off = nil; strings.EqualFold(w.text, "off") {
				w.written, w.never = "KeepAlive Off", true
				off = &w
			}
		}
	})
	if off != nil {
		into.set(nil, *off)
	}
}

// value is how long connections to a block are kept; nil is the default.
func (h *httpd) value(b *httpdBlock) chain.Value {
	var own history
	var outer history
	for _, top := range h.tops {
		h.idle(top, &outer)
	}
	if b.name != "" {
		h.idle(b, &own)
	}
	var around chain.Value
	switch {
	case !outer.empty():
		around = outer.value(httpdIdle, nil)
	case h.main == nil:
		around = chain.Is(chain.Unresolved, &chain.Origin{
			Setting: httpdIdle.key, Note: "the main configuration of Apache is not here: KeepAliveTimeout may be set in it", Steps: []chain.Step{{Role: chain.DefaultOf, At: b.at}},
		})
	case len(h.lost) > 0:
		w := h.lost[0]
		w.open = w.text + " is not here and may set it"
		outer.set(chain.When(chain.Atom{Subject: w.text, Op: chain.Eq, Val: "sets it"}), w)
		around = outer.value(httpdIdle, chain.Value{byDefault("apache-httpd", h.product.Accepts, b.at)})
	}
	if own.empty() {
		return around
	}
	if len(around) == 0 {
		around = chain.Value{byDefault("apache-httpd", h.product.Accepts, b.at)}
	}
	return own.value(httpdIdle, around)
}

// host declares a virtual host.
func (h *httpd) host(b, top *httpdBlock) {
	e := &chain.Endpoint{Kind: chain.Proxy, Product: "apache-httpd", Root: h.root, At: b.at}
	var addrs []chain.Addr
	label := ""
	for _, w := range b.args {
		text := strings.TrimPrefix(w.text, "_default_")
		if a, ok := address(text, 0, w.at); ok {
			addrs = append(addrs, a)
		}
		if label == "" {
			label = w.text
		}
	}
	b.each(func(l statement, _ string) {
		if l.arg(0).text == "servername" && l.arg(1).text != "" {
			label = l.arg(1).text
		}
	})
	e.Local = "apache/" + label
	h.emit(e, b, top, addrs)
}

// plain declares the server outside of virtual hosts, if it listens and passes requests on.
func (h *httpd) plain(top *httpdBlock) {
	var addrs []chain.Addr
	top.each(func(l statement, _ string) {
		if l.arg(0).text == "listen" {
			if a, ok := address(portAlone(l.arg(1).text), 0, l.at); ok {
				addrs = append(addrs, a)
			}
		}
	})
	if len(passes(top)) == 0 && (len(addrs) == 0 || len(top.sections("virtualhost")) > 0 || len(h.tops) > 1) {
		return
	}
	label := "main"
	if len(addrs) > 0 {
		label = addrs[0].String()
	}
	h.emit(&chain.Endpoint{Local: "apache/" + label, Kind: chain.Proxy, Product: "apache-httpd", Root: h.root, At: top.at}, top, top, addrs)
}

func portAlone(text string) string {
	if number(text) {
		return ":" + text
	}
	return text
}

func (h *httpd) emit(e *chain.Endpoint, b, top *httpdBlock, addrs []chain.Addr) {
	if len(addrs) > 0 && e.At.Start == e.At.End {
		e.At = addrs[0].At
	}
	h.product.accepts(e, h.value(b), b.at, addrs)
	h.connect(e, b, top)
	h.out.Endpoints = append(h.out.Endpoints, e)
}
