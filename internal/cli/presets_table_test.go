package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPresetsTable holds the page of all defaults against "presets --format json": a row for each value, and as many cells in each.
func TestPresetsTable(t *testing.T) {
	dir := t.TempDir()
	var x, list terminal
	if status := x.run(dir, nil, "docs", "docs"); status != 0 {
		t.Fatalf("docs: exit status %d: %s", status, x.stderr.String())
	}
	page, err := os.ReadFile(filepath.Join(dir, "docs", "presets-table.md"))
	if err != nil {
		t.Fatal(err)
	}
	list.run(dir, nil, "presets", "--format", "json")
	var catalogue struct {
		Presets []struct {
			Name   string
			Values []struct {
				Side, Versions string
				Settings       []string
			}
		}
	}
	if err := json.Unmarshal(list.stdout.Bytes(), &catalogue); err != nil {
		t.Fatal(err)
	}
	rows := map[string][][]string{}
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00"), "|")
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		if len(cells) != 8 {
			t.Errorf("%d cells in %s", len(cells)-2, line)
			continue
		}
		name := strings.Trim(cells[1], " `")
		rows[name] = append(rows[name], cells)
	}
	for _, p := range catalogue.Presets {
		if len(rows[p.Name]) != len(p.Values) || len(p.Values) == 0 {
			t.Errorf("%s has %d rows and %d values", p.Name, len(rows[p.Name]), len(p.Values))
			continue
		}
		for i, v := range p.Values {
			row := rows[p.Name][i]
			if strings.TrimSpace(row[2]) != v.Side || strings.TrimSpace(row[3]) == "" || strings.TrimSpace(row[6]) == "" || !strings.Contains(row[4], v.Versions) {
				t.Errorf("%s: the row of %+v is %q", p.Name, v, row)
			}
		}
	}
	if len(catalogue.Presets) < 100 || len(rows) != len(catalogue.Presets) {
		t.Errorf("%d presets, %d of them on the page", len(catalogue.Presets), len(rows))
	}
}
