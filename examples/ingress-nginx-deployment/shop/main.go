// Command shop answers for the shop.
package main

import (
	"log"
	"net/http"
	"time"
)

const slow = 10 * time.Second

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	server := &http.Server{
		Addr:         ":8080",
		Handler:      mux,
		ReadTimeout:  slow,
		WriteTimeout: 2 * slow,
	}
	log.Fatal(server.ListenAndServe())
}
