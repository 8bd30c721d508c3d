package lint

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/source"
)

// ignoreMark begins what a comment has to say to timeoutlint. Such a comment hides findings on its own line and on the line below, at either of their places:
//
//	keepalive_timeout 75s;   # timeoutlint:ignore TL101 until=2027-03-01 the balancer is replaced in spring
//
// It is found by its '#' in the text of the file, whatever the file's format: nginx, YAML, sysctl and HCL all begin comments so.
const ignoreMark = "timeoutlint:ignore"

// maxComments bounds the ignore comments of one file: what a file holds beyond hides nothing, and the first of them is told.
const maxComments = 1_000

// comments reads all ignore comments of a file. Most files have none, which one search tells.
func comments(f *source.File) []*ignore {
	var found []*ignore
	for at := 0; ; {
		i := bytes.Index(f.Src[at:], []byte(ignoreMark))
		if i < 0 {
			return found
		}
		at += i + len(ignoreMark)
		start, ok := hash(f.Src[:at-len(ignoreMark)])
		if !ok {
			continue
		}
		text, _, _ := bytes.Cut(f.Src[at:], []byte("\n"))
		end := at + len(bytes.TrimRight(text, " \t\r"))
		if at < end && f.Src[at] != ' ' && f.Src[at] != '\t' {
			continue
		}
		var one ignore
		if len(found) < maxComments {
			one = readComment(string(f.Src[at:end]))
		} else {
			one.problem = fmt.Sprintf("there are more than %d of its kind in this file", maxComments)
		}
		one.line = f.Position(uint32(start)).Line
		one.at = source.Span{File: f.ID, Start: uint32(start), End: uint32(end)}
		found = append(found, newIgnore(one))
		if len(found) > maxComments {
			return found
		}
		at = end
	}
}

// hash finds where the comment begins whose text follows: at one or more '#', with blanks behind them.
func hash(before []byte) (start int, ok bool) {
	hashes := bytes.TrimRight(before, " \t")
	rest := bytes.TrimRight(hashes, "#")
	return len(rest), len(rest) < len(hashes)
}

// readComment reads what follows the mark: rules joined by commas, then until=YEAR-MONTH-DAY, then the reason. With a date that cannot be read
// it hides nothing, so that a slip shows.
func readComment(text string) ignore {
	var i ignore
	words := strings.Fields(text)
	for more := true; more && len(words) > 0; words = words[1:] {
		more = strings.HasSuffix(words[0], ",")
		for name := range strings.SplitSeq(words[0], ",") {
			if name != "" {
				i.rules = append(i.rules, name)
			}
		}
	}
	if len(i.rules) == 0 {
		i.problem = "it names no rule"
		return i
	}
	if len(words) > 0 {
		if date, ok := strings.CutPrefix(words[0], "until="); ok {
			last, err := time.Parse(time.DateOnly, date)
			if err != nil {
				i.problem = "until=" + date + " is no date such as 2027-03-31"
			}
			i.until = last.AddDate(0, 0, 1)
			words = words[1:]
		}
	}
	i.reason = strings.Join(words, " ")
	return i
}
