package report

import (
	"slices"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
	About       struct {
		Safety string `json:"safety"`
	} `json:"properties"`
}

// sarifChange is what a fix does to one file.
type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`

	file source.FileID
}

// sarifReplacement deletes a region, which is empty for an insertion, and puts text in its place.
type sarifReplacement struct {
	Deleted  *sarifRegion `json:"deletedRegion"`
	Inserted *sarifText   `json:"insertedContent,omitempty"`
}

// sarifFixes are the fixes that an editor may apply: those with edits that are not for display only, all of whose files are known.
func (d *sarif) sarifFixes(all []finding.Fix) (kept []sarifFix) {
	for _, x := range all {
		if x.Safety == finding.Manual || len(x.Edits) == 0 {
			continue
		}
		fix := sarifFix{Description: sarifText{Text: sarifPlain(x.Title)}}
		if x.Safety == finding.Unsafe {
			fix.Description.Text += " (unsafe: look at it first)"
		}
		fix.About.Safety = x.Safety.String()
		if fix.Changes = d.changes(x.Edits); fix.Changes != nil {
			kept = append(kept, fix)
		}
	}
	return kept
}

// changes gathers edits by file, nil if the file of one is not known or JSON cannot carry the bytes of one.
func (d *sarif) changes(edits []finding.Edit) (all []sarifChange) {
	for _, e := range edits {
		f := d.Set.File(e.At.File)
		if f == nil || !utf8.ValidString(e.New) {
			return nil
		}
		i := slices.IndexFunc(all, func(c sarifChange) bool { return c.file == e.At.File })
		if i < 0 {
			i = len(all)
			all = append(all, sarifChange{Artifact: artifact(f.Name), file: e.At.File})
		}
		r := sarifReplacement{Deleted: regionOf(f, e.At)}
		if e.New != "" {
			r.Inserted = &sarifText{Text: e.New}
		}
		all[i].Replacements = append(all[i].Replacements, r)
	}
	return all
}
