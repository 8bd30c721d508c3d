package code

import (
	"bytes"
	"path/filepath"
	"strings"
)

// jsEnds is what Node and the compilers of TypeScript add to the name of a module to find its file.
var jsEnds = []string{"", ".ts", ".js", ".mts", ".mjs", ".cjs", "/index.ts", "/index.js"}

// elsewhere tells what is imported from another file of the application, by the framework that this file names. Only a file beside is looked at, and
// only for words: where it names no framework, or two, nothing is known.
func (f *jsFile) elsewhere(from imported) part {
	src := f.beside(from.module)
	out := notKnown
	for _, framed := range []struct {
		part  part
		words []string
	}{
		{fastifyApp, []string{"'fastify'", `"fastify"`, "FastifyAdapter"}},
		{framework, []string{"'express'", `"express"`, "'koa'", `"koa"`, "'polka'", `"polka"`, "'restify'", `"restify"`}},
		{httpServer, []string{"http.createServer("}},
		{hapiServer, []string{"@hapi/hapi"}},
	} {
		for _, w := range framed.words {
			if !bytes.Contains(src, []byte(w)) {
				continue
			}
			if out != notKnown && out != framed.part && (out != framework || framed.part != httpServer) {
				return notKnown
			}
			if out == notKnown {
				out = framed.part
			}
		}
	}
	return out
}

// beside reads the file that a relative module is.
func (f *jsFile) beside(module string) []byte {
	if f.tree == nil || f.file.Path == "" || !strings.HasPrefix(module, "./") && !strings.HasPrefix(module, "../") && module != "." && module != ".." {
		return nil
	}
	at := filepath.Join(filepath.Dir(f.file.Path), filepath.FromSlash(module))
	stem := strings.TrimSuffix(at, ".js") // TypeScript names what it will be compiled to
	for _, end := range jsEnds {
		for _, name := range []string{at + end, stem + end} {
			if !hasEnd(name, []string{".js", ".ts", ".mjs", ".mts", ".cjs"}) || !f.tree.Contains(name) {
				continue
			}
			if file := f.other(name); file != nil {
				return file.Src
			}
		}
	}
	return nil
}
