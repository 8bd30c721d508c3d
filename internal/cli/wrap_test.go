package cli_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/rules"
)

// onTerminal is what a command prints on a terminal of so many columns; 0 for a pipe.
func onTerminal(t *testing.T, columns int, args ...string) string {
	t.Helper()
	x := terminal{columns: columns}
	if status := x.run(t.TempDir(), nil, args...); status != 0 {
		t.Fatalf("%s: exit status %d: %s", args, status, x.stderr.String())
	}
	return x.stdout.String()
}

// TestPagesFitTheTerminal breaks prose where the terminal ends, and loses no word; code, tables and headings are as they were.
func TestPagesFitTheTerminal(t *testing.T) {
	for _, r := range rules.All {
		piped := onTerminal(t, 0, "explain", r.ID)
		if piped != r.Page() {
			t.Errorf("%s: a pipe gets the page as it is", r.ID)
		}
		for _, columns := range []int{60, 80, 200} {
			page := onTerminal(t, columns, "explain", r.ID)
			if !slices.Equal(strings.Fields(page), strings.Fields(piped)) {
				t.Errorf("%s: the words differ on %d columns", r.ID, columns)
			}
			if before, after := verbatim(piped), verbatim(page); !slices.Equal(before, after) {
				t.Errorf("%s: code, tables and headings differ on %d columns:\n%q\n%q", r.ID, columns, before, after)
			}
			for _, line := range prose(page) {
				if n := utf8.RuneCountInString(line); n > min(columns, 120) && strings.Contains(strings.TrimLeft(line, " -"), " ") {
					t.Errorf("%s: %d columns of %d: %s", r.ID, n, columns, line)
				}
			}
		}
	}
}

// verbatim are the lines of a page that must not be broken, prose the others.
func verbatim(page string) []string { return pick(page, true) }

func prose(page string) []string { return pick(page, false) }

func pick(page string, kept bool) (lines []string) {
	fenced, blank := false, true
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		fence := strings.HasPrefix(line, "```")
		indented := blank && strings.HasPrefix(line, "    ")
		if (fenced || fence || indented || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "#")) == kept {
			lines = append(lines, line)
		}
		fenced, blank = fenced != fence, line == "" || indented
	}
	return lines
}

func TestItemsOfAListHang(t *testing.T) {
	page := onTerminal(t, 60, "explain", "TL303")
	if !strings.Contains(page, "\n1. ") || !strings.Contains(page, "\n   ") {
		t.Errorf("items and the lines below them:\n%s", page)
	}
}

func TestTheListOfRulesFitsTheTerminal(t *testing.T) {
	piped := onTerminal(t, 0, "rules")
	if n := strings.Count(piped, "\n"); n != len(rules.All) {
		t.Errorf("a pipe gets %d lines for %d rules", n, len(rules.All))
	}
	for _, columns := range []int{60, 80, 130} {
		list := onTerminal(t, columns, "rules")
		if !slices.Equal(strings.Fields(list), strings.Fields(piped)) {
			t.Errorf("the words differ on %d columns", columns)
		}
		for line := range strings.Lines(list) {
			if n := utf8.RuneCountInString(line) - 1; n > columns || strings.HasSuffix(line, " \n") {
				t.Errorf("%d columns of %d: %q", n, columns, line)
			}
		}
	}
}
