package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPresetsPage does what docs/presets.md shows: its commands know all products and variants, its files have no mistake.
func TestPresetsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/presets.md")
	if err != nil {
		t.Fatal(err)
	}
	commands, files := 0, 0
	for _, block := range regexp.MustCompile("(?ms)^```(yaml)?\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		if block[1] == "yaml" {
			files++
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "timeoutlint.yaml"), []byte(block[2]), 0o644); err != nil {
				t.Fatal(err)
			}
			var x terminal
			if status := x.run(dir, nil, "--only", "TL003,TL207"); status != 0 || x.stderr.Len() > 0 {
				t.Errorf("exit status %d with\n%s\n%s%s", status, block[2], x.stdout.String(), x.stderr.String())
			}
			continue
		}
		for line := range strings.Lines(block[2]) {
			typed, ok := strings.CutPrefix(line, "timeoutlint ")
			if !ok {
				continue
			}
			typed, _, _ = strings.Cut(strings.TrimSpace(typed), "    ") // what stands behind is said about it
			commands++
			var args []string
			for _, word := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(typed, -1) {
				args = append(args, strings.Trim(word, `"`))
			}
			var x terminal
			if status := x.run(t.TempDir(), nil, args...); status != 0 || x.stdout.Len() == 0 {
				t.Errorf("timeoutlint %s: exit status %d: %s", typed, status, x.stderr.String())
			}
		}
	}
	if commands < 5 || files < 2 {
		t.Errorf("the page shows %d commands and %d files: it is not read as it should be", commands, files)
	}
}
