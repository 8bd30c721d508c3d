package report

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// maxLinks is how many related locations a result has; GitHub shows no more.
const maxLinks = 99

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Related      []sarifLocation   `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Fixes        []sarifFix        `json:"fixes,omitempty"`
	About        sarifAbout        `json:"properties"`
}

type sarifAbout struct {
	Certainty string `json:"certainty"`
	Hop       string `json:"hop,omitempty"`
}

type sarifLocation struct {
	ID       int           `json:"id,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId,omitempty"`
}

// sarifRegion is half-open, as a span is; columns are UTF-16 code units from 1.
type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

func (d *sarif) result(f *finding.Finding) sarifResult {
	r := sarifResult{
		RuleID: f.Rule.ID, RuleIndex: d.index[f.Rule.ID], Level: sarifLevel(f.Severity),
		Locations:    []sarifLocation{},
		Fingerprints: map[string]string{"timeoutlint/v1": f.Fingerprint()},
		About:        sarifAbout{Certainty: f.Certainty.String()},
		Fixes:        d.sarifFixes(f.Fixes),
	}
	if f.Hop != nil {
		r.About.Hop = clip(f.Hop.ID, maxSentence)
	}
	if s := d.spot(f); s.file != nil {
		l := sarifLocation{Physical: sarifPhysical{Artifact: artifact(s.file.Name)}}
		if !s.whole {
			l.Physical.Region = regionOf(s.file, s.at)
		}
		if text := label(f); text != "" {
			l.Message = &sarifText{Text: sarifPlain(text)}
		}
		r.Locations = append(r.Locations, l)
	}
	r.Message.Text = d.message(f, &r)
	return r
}

// message is the finding's sentence, a line for each related place with a link to it, and what to do. It adds the places to the result.
func (d *sarif) message(f *finding.Finding, r *sarifResult) string {
	lines := []string{sarifPlain(f.Message) + "."}
	for i, x := range f.Related {
		if i == maxLinks {
			lines = append(lines, "and "+count(len(f.Related)-i, "further place"))
			break
		}
		file := d.Set.File(x.At.File)
		text := sarifPlain(x.Message)
		if file != nil {
			id := len(r.Related) + 1
			r.Related = append(r.Related, sarifLocation{
				ID: id, Physical: sarifPhysical{Artifact: artifact(file.Name), Region: regionOf(file, x.At)}, Message: &sarifText{Text: cmp.Or(text, "related")},
			})
			text = cmp.Or(text, "see") + ": [" + sarifPlain(place(d.Set, x.At)) + "](" + strconv.Itoa(id) + ")"
		}
		if text != "" {
			lines = append(lines, text)
		}
	}
	for _, h := range f.Help {
		lines = append(lines, "help: "+sarifPlain(h))
	}
	return strings.Join(lines, "\n")
}

func regionOf(f *source.File, at source.Span) *sarifRegion {
	start, end := f.Position(at.Start), f.Position(max(at.Start, at.End))
	return &sarifRegion{start.Line, start.UTF16, end.Line, end.UTF16}
}

// artifact is a file by its name. Every byte that is not plain in a path is escaped, so that no name can be taken for a host or a scheme.
func artifact(name string) sarifArtifact {
	const plain, hex = "-._~/", "0123456789ABCDEF"
	var b strings.Builder
	drive := len(name) > 2 && name[1] == ':' && name[2] == '/' // C:/nginx/nginx.conf
	absolute := drive || strings.HasPrefix(name, "/")
	switch {
	case drive:
		b.WriteString("file:///")
	case absolute:
		b.WriteString("file://")
	}
	for i := range len(name) {
		switch c := name[i]; {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', strings.IndexByte(plain, c) >= 0, drive && i == 1:
			b.WriteByte(c)
		default:
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		}
	}
	if absolute {
		return sarifArtifact{URI: b.String()}
	}
	return sarifArtifact{URI: b.String(), Base: srcRoot}
}
