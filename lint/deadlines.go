package lint

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/parsers/openapi"
	"github.com/timeoutlint/timeoutlint/parsers/openapi/deadlines"
)

// MovedDeadlines compares the OpenAPI documents that two states have under the same name, and gives those with an operation whose deadline is
// another one at the head, in the order of their ids.
func MovedDeadlines(base, head *finding.Result) (all []finding.DeadlineChanges) {
	before := documents(base)
	for canon, is := range documents(head) {
		was, known := before[canon]
		if !known {
			continue
		}
		changes := finding.DeadlineChanges{Document: is.id}
		moves, err := deadlines.Moved(was.operations, is.operations)
		if err != nil {
			changes.Incomplete = err.Error()
		}
		for _, m := range moves {
			changes.Moved = append(changes.Moved, finding.DeadlineChange{Operation: m.Is.Method + " " + m.Is.Path, Was: m.Was.Deadline, Is: m.Is.Deadline})
		}
		if len(moves) > 0 || err != nil {
			all = append(all, changes)
		}
	}
	slices.SortFunc(all, func(a, b finding.DeadlineChanges) int { return strings.Compare(a.Document, b.Document) })
	return all
}

// document is an OpenAPI document of a run.
type document struct {
	id         string
	operations []openapi.Operation
}

// documents finds those that configure a gateway, by the name that does not depend on where the run began.
func documents(r *finding.Result) map[string]document {
	all := make(map[string]document)
	if r.Graph == nil {
		return all
	}
	for _, e := range r.Graph.Endpoints {
		if e.Kind != chain.Proxy || e.Root == nil || e.Root.Kind != "openapi" {
			continue
		}
		f := r.Set.File(e.At.File)
		if _, known := all[e.Root.Canon]; known || f == nil {
			continue
		}
		all[e.Root.Canon] = document{e.ID, openapi.Operations(f)}
	}
	return all
}
