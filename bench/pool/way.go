package main

import (
	"context"
	"fmt"
	"net"
	"time"
)

// way is one path from the clients to the application.
type way struct {
	name     string
	note     string // the lines of the configuration that matter
	direct   bool   // without nginx
	tls      bool   // between nginx and the application
	late     bool   // the application leaves closing to the other end
	kept     bool   // connections to the application are expected to be reused
	upstream string // in the upstream block, beside the server
	location string // beside proxy_pass
	base     int    // the way that ratios are relative to, an index of ways
}

// What nginx before 1.29.7 does by itself is written out, so that later versions are measured in the same way.
const (
	unpooled = "proxy_http_version 1.0; proxy_set_header Connection close;"
	pooled   = `proxy_http_version 1.1; proxy_set_header Connection "";`
)

var ways = []way{
	{name: "nginx, no pool", note: "a bare `proxy_pass`", location: unpooled},
	{name: "nginx, no pool, application closes last", note: "a bare `proxy_pass`", late: true, location: unpooled},
	{name: "nginx, pool defeated", note: "`keepalive 16` alone", upstream: "keepalive 16;", location: unpooled},
	{name: "nginx, pool", note: "`keepalive 16`, HTTP/1.1, `Connection \"\"`", kept: true, upstream: "keepalive 16;", location: pooled},
	{name: "direct, new connections", note: "no nginx", direct: true},
	{name: "direct, kept connections", note: "no nginx", direct: true, kept: true},
	{name: "nginx, no pool, TLS", note: "`proxy_pass https://`", tls: true, location: unpooled, base: 6},
	{name: "nginx, pool, TLS", note: "the same, pooled", tls: true, kept: true, upstream: "keepalive 16;", location: pooled, base: 6},
}

// result is what one way did in one round.
type result struct {
	connections int // that the application accepted
	waiting     waiting
	elapsed     time.Duration
	median      time.Duration // of one request
	cpu         time.Duration // of nginx, all requests together; 0 without nginx
}

// measure sends the requests of one round along the way. Application and nginx start anew, on ports of their own, so that
// nothing is counted twice.
func (w way) measure(ctx context.Context, p plan) (result, error) {
	app, err := startApplication(w.tls, w.late)
	if err != nil {
		return result{}, err
	}
	defer app.stop()
	target, busy := app.addr, func() (time.Duration, error) { return 0, nil }
	if !w.direct {
		n, err := startNginx(ctx, p.nginx, func(listen string) string { return w.config(listen, app.addr) })
		if err != nil {
			return result{}, err
		}
		defer n.stop()
		target, busy = n.addr, n.cpu
	}
	l := load{addr: target, clients: p.clients, requests: p.requests, reconnect: w.direct && !w.kept}
	before, err := busy()
	if err != nil {
		return result{}, err
	}
	done, err := l.run(ctx)
	if err != nil {
		return result{}, err
	}
	defer done.close()
	after, err := busy()
	if err != nil {
		return result{}, err
	}
	// The last connections are still exchanging their ends.
	time.Sleep(50 * time.Millisecond)
	_, port, err := net.SplitHostPort(app.addr)
	if err != nil {
		return result{}, err
	}
	held, err := timeWaits(port)
	return result{
		connections: int(app.accepted.Load()), waiting: held,
		elapsed: done.elapsed, median: done.median(), cpu: after - before,
	}, err
}

// config is the nginx.conf of the way. Clients keep their connections for the whole round, so that only the hop behind nginx
// differs between the ways.
func (w way) config(listen, app string) string {
	scheme := "http"
	if w.tls {
		scheme = "https"
	}
	return fmt.Sprintf(`events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path tmp-body;
  proxy_temp_path tmp-proxy;
  fastcgi_temp_path tmp-fastcgi;
  uwsgi_temp_path tmp-uwsgi;
  scgi_temp_path tmp-scgi;
  keepalive_requests 1000000;
  upstream app {
    server %s;
    %s
  }
  server {
    listen %s;
    location / {
      %s
      proxy_pass %s://app;
    }
  }
}
`, app, w.upstream, listen, w.location, scheme)
}
