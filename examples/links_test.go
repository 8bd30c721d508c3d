package examples

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestLinks wants every relative link of every page of the repository to lead to a file of it, and its #part to a heading there.
func TestLinks(t *testing.T) {
	links, parts := 0, 0
	for _, page := range pages(t) {
		for _, target := range linksOf(read(t, page)) {
			links++
			name, part, _ := strings.Cut(target, "#")
			file := page
			if name != "" {
				file = filepath.Join(filepath.Dir(page), filepath.FromSlash(name))
			}
			if inside, err := filepath.Rel(root, file); err != nil || strings.HasPrefix(inside, "..") {
				t.Errorf("%s links to %s, which is not in the repository", page, target)
				continue
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s: %v", page, target, err)
				continue
			}
			if part == "" || filepath.Ext(file) != ".md" {
				continue
			}
			parts++
			if !anchors(read(t, file))[part] {
				t.Errorf("%s links to %s: %s has no such heading", page, target, file)
			}
		}
	}
	if links < 100 || parts == 0 {
		t.Errorf("only %d links, %d of them to headings: the pages are not read as they should be", links, parts)
	}
}

// TestPagesAreReached wants a way by links from the README to every page of docs/: what nothing leads to is not read.
func TestPagesAreReached(t *testing.T) {
	start := filepath.Join(root, "README.md")
	reached, next := map[string]bool{start: true}, []string{start}
	for len(next) > 0 {
		page := next[0]
		next = next[1:]
		for _, target := range linksOf(read(t, page)) {
			name, _, _ := strings.Cut(target, "#")
			file := filepath.Join(filepath.Dir(page), filepath.FromSlash(name))
			if info, err := os.Stat(file); err != nil || info.IsDir() || filepath.Ext(file) != ".md" || reached[file] {
				continue // a link that leads nowhere is told by TestLinks
			}
			reached[file] = true
			next = append(next, file)
		}
	}
	for _, page := range pages(t) {
		if strings.HasPrefix(page, filepath.Join(root, "docs")+string(filepath.Separator)) && !reached[page] {
			t.Errorf("no link leads from the README to %s", page)
		}
	}
}

// pages are the Markdown files of the repository. Folders that begin with a dot belong to tools.
func pages(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && path != root && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case !e.IsDir() && filepath.Ext(path) == ".md":
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var (
	inline   = regexp.MustCompile("`[^`\n]*`")
	link     = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)`)
	embedded = regexp.MustCompile(`(?:src|href)="([^"]+)"`)
	defined  = regexp.MustCompile(`(?m)^\[[^\]]+\]:\s+(\S+)`)
	scheme   = regexp.MustCompile(`^[a-z][a-z+.-]*:`)
)

// linksOf lists the links and pictures of a page that are no addresses of the web.
func linksOf(page string) (targets []string) {
	text := inline.ReplaceAllString(prose(page), "")
	for _, form := range []*regexp.Regexp{link, embedded, defined} {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			if !scheme.MatchString(m[1]) {
				targets = append(targets, m[1])
			}
		}
	}
	return targets
}

// prose is a page without its blocks of code.
func prose(page string) string {
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(page) {
		mark := strings.TrimLeft(line, " ")
		run := mark[:len(mark)-len(strings.TrimLeft(mark, "`"))]
		switch {
		case fence == "" && len(run) >= 3:
			fence = run
		case fence != "" && len(run) >= len(fence):
			fence = ""
		case fence == "":
			b.WriteString(line)
		}
	}
	return b.String()
}

var label = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// anchors are the names that GitHub gives to the headings of a page.
func anchors(page string) map[string]bool {
	found := map[string]bool{}
	times := map[string]int{}
	for line := range strings.Lines(prose(page)) {
		title := strings.TrimLeft(line, "#")
		if depth := len(line) - len(title); depth == 0 || depth > 6 || !strings.HasPrefix(title, " ") {
			continue
		}
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(label.ReplaceAllString(title, "$1")))
		if n := times[name]; n > 0 {
			found[name+"-"+strconv.Itoa(n)] = true
		}
		found[name] = true
		times[name]++
	}
	return found
}

// TestAnchors holds the two readers above against a page with all that is peculiar.
func TestAnchors(t *testing.T) {
	page := "# One `two`: three, [four](five.md)\n## Again\n```\n# no heading\n[no](link.md)\n```\n## Again\n" +
		"[a](b.md#c \"title\") ![p](q.svg) `[no](code.md)` [w](https://example.com/x.md) <img src=\"r.png\">\n[d]: e.md\n"
	got := anchors(page)
	for _, want := range []string{"one-two-three-four", "again", "again-1"} {
		if !got[want] {
			t.Errorf("%q is missing in %v", want, got)
		}
	}
	if len(got) != 3 {
		t.Errorf("%v", got)
	}
	if links := strings.Join(linksOf(page), " "); links != "five.md b.md#c q.svg r.png e.md" {
		t.Errorf("links %q", links)
	}
}
