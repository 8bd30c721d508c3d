package terraform

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// trail is the way of a value, last step first: the expression that holds it, the arguments and variables that pass it on.
type trail struct {
	role chain.Role
	at   source.Span
	note string
	prev *trail
}

// decides starts a trail at the expression that holds a value.
func decides(at source.Span, note string) *trail {
	return &trail{role: chain.Decides, at: at, note: note}
}

// then continues a trail; without a start the step itself decides.
func (t *trail) then(step *trail) *trail {
	if t == nil {
		return &trail{role: chain.Decides, at: step.at, note: step.note}
	}
	if t.at == step.at {
		return t
	}
	return &trail{role: step.role, at: step.at, note: step.note, prev: t}
}

// maxSteps bounds what is told of a value that goes through many modules.
const maxSteps = 12

// steps in the order in which they are told: the one that decides first.
func (t *trail) steps() []chain.Step {
	var back []*trail
	for ; t != nil; t = t.prev {
		back = append(back, t)
	}
	steps := make([]chain.Step, 0, len(back))
	for i := len(back) - 1; i >= 0 && len(steps) < maxSteps; i-- {
		steps = append(steps, chain.Step{Role: back[i].role, At: back[i].at, Note: back[i].note})
	}
	return steps
}

// Ranges of HCL carry the id of their file as the name of it.

func fileName(id source.FileID) string { return strconv.FormatUint(uint64(id), 10) }

func spanOf(r hcl.Range) source.Span {
	id, err := strconv.ParseUint(r.Filename, 10, 32)
	if err != nil || r.Start.Byte < 0 || r.End.Byte < r.Start.Byte {
		return source.Span{}
	}
	return source.Span{File: source.FileID(id), Start: uint32(r.Start.Byte), End: uint32(r.End.Byte)}
}
