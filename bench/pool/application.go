package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// application is the server behind nginx. It does nothing but answer, so that what is measured is the path to it.
type application struct {
	addr     string
	accepted atomic.Int64 // connections so far
	server   *http.Server
}

const answer = "ok\n"

// startApplication listens on a loopback port of the kernel's choice. It keeps idle connections without limit, and closes after
// an answer where the request asks for that: at once, or so late that the other end has done it.
func startApplication(encrypted, late bool) (*application, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &application{addr: l.Addr().String()}
	a.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
			_, _ = io.WriteString(w, answer)
		}),
		ConnState: func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				a.accepted.Add(1)
			}
		},
		// A client that ends a handshake half-way because the time is over is no news.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	if late {
		l = lateListener{l}
	}
	if encrypted {
		certificate, err := selfSigned()
		if err != nil {
			l.Close()
			return nil, err
		}
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	}
	go func() { _ = a.server.Serve(l) }()
	return a, nil
}

func (a *application) stop() { _ = a.server.Close() }

// lateListener accepts connections that are closed some time after they should be, as by a server that first writes its log or
// waits for a thread. Nginx ends a connection that it does not keep as soon as the answer is complete.
type lateListener struct{ net.Listener }

func (l lateListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return lateConn{c}, err
}

// lateConn hides the type of its connection as well: net/http would half-close a TCP connection before it closes it.
type lateConn struct{ net.Conn }

func (c lateConn) Close() error {
	time.AfterFunc(20*time.Millisecond, func() { c.Conn.Close() })
	return nil
}

// selfSigned makes a certificate for this run; nginx does not verify those of upstreams unless it is told to.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), DNSNames: []string{"app"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
