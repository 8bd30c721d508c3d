package deadlines

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/diff"

	"github.com/timeoutlint/timeoutlint/parsers/openapi"
)

// prefix begins the extensions that hold the deadlines in force; the method and the gateway follow.
const prefix = "x-deadline "

// compare has oasdiff pair the paths and tell which deadlines differ. It is not given the documents, whose schemas it would compare as well and whose
// references it would look for, but documents of the paths alone, each with the deadlines that are in force for it.
func compare(base, head []openapi.Operation) (moves []Move, err error) {
	defer func() {
		if r := recover(); r != nil { // what it is given was written by anybody
			moves, err = nil, fmt.Errorf("oasdiff failed: %v", r)
		}
	}()
	d, err := diff.Get(diff.NewConfig(), document(base), document(head))
	if err != nil || d == nil || d.PathsDiff == nil {
		return nil, err
	}
	names := make(map[*openapi3.PathItem]string)
	for path, item := range d.PathsDiff.Revision.Map() {
		names[item] = path
	}
	before, after := byName(base), byName(head)
	for path, changed := range d.PathsDiff.Modified {
		if changed.ExtensionsDiff == nil {
			continue
		}
		for key := range changed.ExtensionsDiff.Modified {
			method := " " + strings.TrimPrefix(key, prefix)
			was, is := before[path+method], after[names[changed.Revision]+method]
			if was != nil && is != nil {
				moves = append(moves, Move{*was, *is})
			}
		}
	}
	return moves, nil
}

// document holds the deadlines of operations, path by path.
func document(operations []openapi.Operation) *openapi3.T {
	paths := openapi3.NewPaths()
	for _, o := range operations {
		item := paths.Value(o.Path)
		if item == nil {
			item = &openapi3.PathItem{Extensions: map[string]any{}}
			paths.Set(o.Path, item)
		}
		if _, known := item.Extensions[prefix+method(o)]; !known {
			item.Extensions[prefix+method(o)] = text(o)
		}
	}
	return &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{}, Paths: paths}
}
