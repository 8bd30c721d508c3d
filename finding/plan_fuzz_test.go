package finding_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// FuzzPlan puts any proposals together: what is taken can be applied, no proposal is lost, every edit that is taken is in the text, and a text on
// which two disagree stays as it is.
func FuzzPlan(f *testing.F) {
	f.Add([]byte("keepalive_timeout 75s;"), []byte{0, 0, 3, 'a', 1, 3, 0, 'b', 0, 3, 0, 'b', 2, 9, 4, 'c'})
	f.Add([]byte("ab"), []byte{0, 0, 0, 'x', 1, 0, 0, 'x', 2, 0, 0, 'y', 3, 0, 2, 'z', 3, 1, 1, 'z'})
	f.Add([]byte(""), []byte{0, 0, 0, 'x'})
	f.Fuzz(func(t *testing.T, text, choices []byte) {
		if len(choices) > 400 {
			return
		}
		set := new(source.Set)
		files := []*source.File{set.Add("a", "", text, false), set.Add("b", "", text, false)}
		var all []finding.Proposal
		by := map[byte]int{}
		for ; len(choices) >= 4; choices = choices[4:] {
			start := min(int(choices[1]), len(text))
			at := source.Span{File: files[choices[0]>>7].ID, Start: uint32(start), End: uint32(min(start+int(choices[2]), len(text)))}
			i, known := by[choices[0]&15]
			if !known {
				i = len(all)
				by[choices[0]&15] = i
				all = append(all, finding.Proposal{Finding: new(finding.Finding)})
			}
			edits := append(slices.Clip(all[i].Fix.Edits), finding.Edit{At: at, New: string(choices[3:4])})
			if _, err := finding.Apply(text, in(edits, files[0].ID)); err != nil {
				continue // one fix's own edits do not overlap
			}
			if _, err := finding.Apply(text, in(edits, files[1].ID)); err == nil {
				all[i].Fix.Edits = edits
			}
		}
		p := finding.NewPlan(set, all)
		if len(p.Taken)+len(p.Refused) != len(all) {
			t.Errorf("%d taken, %d refused of %d", len(p.Taken), len(p.Refused), len(all))
		}
		for _, file := range files {
			got, err := p.Text(file)
			if err != nil {
				t.Fatal(err)
			}
			want := len(text)
			seen := map[finding.Edit]bool{}
			for _, x := range p.Taken {
				for _, e := range in(x.Fix.Edits, file.ID) {
					if !seen[e] {
						seen[e] = true
						want += len(e.New) - int(e.At.End-e.At.Start)
					}
				}
			}
			if len(got) != want {
				t.Errorf("%d bytes, want %d: %q became %q", len(got), want, text, got)
			}
			if len(seen) == 0 && !bytes.Equal(got, text) {
				t.Errorf("nothing is taken, but %q became %q", text, got)
			}
		}
	})
}

// in are the edits of one file.
func in(edits []finding.Edit, id source.FileID) (of []finding.Edit) {
	for _, e := range edits {
		if e.At.File == id {
			of = append(of, e)
		}
	}
	return of
}
