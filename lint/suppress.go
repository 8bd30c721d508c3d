package lint

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// A suppression is a comment on the finding's line, or on the line above, at either of its places:
//
//	keepalive_timeout 75s;   # timeoutlint:ignore TL101 until=2027-03-01 the balancer is replaced in spring
//
// It is found by its '#' in the text of the file, whatever the file's format: nginx, YAML and HCL all begin comments so.
type suppression struct {
	line  int       // 1-based
	rules []string  // ids or names
	until time.Time // the first instant at which it no longer counts; zero: it does not end
}

var ignoreComment = regexp.MustCompile(`#+[ \t]*timeoutlint:ignore[ \t]+(.*)`)

// suppress gives the findings that no comment suppresses.
func suppress(set *source.Set, all []*finding.Finding, now time.Time) []*finding.Finding {
	files := make(map[source.FileID][]suppression)
	suppressed := func(f *finding.Finding, at source.Span) bool {
		file := set.File(at.File)
		if file == nil {
			return false
		}
		in, read := files[at.File]
		if !read {
			in = suppressions(file)
			files[at.File] = in
		}
		if len(in) == 0 {
			return false
		}
		line := file.Position(at.Start).Line
		return slices.ContainsFunc(in, func(s suppression) bool {
			return (s.line == line || s.line == line-1) && s.covers(f.Rule) && (s.until.IsZero() || now.Before(s.until))
		})
	}
	return slices.DeleteFunc(slices.Clone(all), func(f *finding.Finding) bool {
		return suppressed(f, f.At) ||
			slices.ContainsFunc(f.Related, func(r finding.Related) bool { return suppressed(f, r.At) })
	})
}

// suppressions reads all ignore comments of a file. Most files have none, which one search tells.
func suppressions(f *source.File) []suppression {
	const mark = "timeoutlint:ignore"
	var found []suppression
	for at := 0; ; {
		i := bytes.Index(f.Src[at:], []byte(mark))
		if i < 0 {
			return found
		}
		at += i + len(mark)
		n := f.Position(uint32(at)).Line
		if len(found) > 0 && found[len(found)-1].line == n {
			continue
		}
		if m := ignoreComment.FindSubmatch(f.Line(n)); m != nil {
			if s, ok := parseSuppression(string(m[1])); ok {
				s.line = n
				found = append(found, s)
			}
		}
	}
}

// parseSuppression reads what follows the mark: rules joined by commas, then until=YEAR-MONTH-DAY, then the reason. A date that cannot
// be read suppresses nothing, so that a slip shows.
func parseSuppression(text string) (suppression, bool) {
	var s suppression
	words := strings.Fields(text)
	for more := true; more && len(words) > 0; words = words[1:] {
		more = strings.HasSuffix(words[0], ",")
		for name := range strings.SplitSeq(words[0], ",") {
			if name != "" {
				s.rules = append(s.rules, name)
			}
		}
	}
	if len(words) > 0 {
		if date, ok := strings.CutPrefix(words[0], "until="); ok {
			last, err := time.Parse(time.DateOnly, date)
			if err != nil {
				return s, false
			}
			s.until = last.AddDate(0, 0, 1)
		}
	}
	return s, len(s.rules) > 0
}

func (s suppression) covers(d *finding.Doc) bool {
	return slices.ContainsFunc(s.rules, func(name string) bool {
		return strings.EqualFold(name, d.ID) || strings.EqualFold(name, d.Name)
	})
}
