package cli_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestPullRequestsPage wants in docs/pull-requests.md what the scripts prove that diff prints.
func TestPullRequestsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/pull-requests.md")
	if err != nil {
		t.Fatal(err)
	}
	quotes := regexp.MustCompile("(?s)<!-- internal/cli/(\\S+): (\\S+) -->\n```\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(quotes) == 0 {
		t.Fatal("the page quotes nothing")
	}
	for _, q := range quotes {
		script, err := txtar.ParseFile(q[1])
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range script.Files {
			if f.Name != q[2] {
				continue
			}
			if found = true; strings.TrimSpace(string(f.Data)) != strings.TrimSpace(q[3]) {
				t.Errorf("%s of %s is\n%s", q[2], q[1], f.Data)
			}
		}
		if !found {
			t.Errorf("%s has no %s", q[1], q[2])
		}
	}
}
