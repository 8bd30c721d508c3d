package workloads

import (
	"slices"
	"strings"
)

// made are the files and folders of the scan that other stages take in, from which the final one copies what they made of them. It is nil where that is not
// certain: then it may be anything in the context.
func (d *dockerBuild) made(final *stage) []string {
	all, todo, seen := []string{}, []*stage{final}, map[*stage]bool{}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s == nil || seen[s] { // nil is another image
			continue
		}
		seen[s] = true
		if s.vague {
			return nil
		}
		for _, c := range s.files {
			switch {
			case c.Stage != "":
				todo = append(todo, d.stage(c.Stage))
			case c.From != "" && s != final && !slices.Contains(all, c.From):
				all = append(all, c.From)
			}
		}
	}
	return all
}

// mountsContext reports whether a RUN sees files of the context that no COPY names.
func (in *instruction) mountsContext() bool {
	text := string(in.text)
	return strings.Contains(text, "--mount=") && strings.Contains(text, "type=bind")
}
