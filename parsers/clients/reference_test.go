package clients_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/source"
)

// TestExample reads the example as a user's file: nothing in it is wrong, and the schema takes it.
func TestExample(t *testing.T) {
	set := new(source.Set)
	shared := set.Add("shared.yaml", "/org/timeoutlint.yaml", []byte("version: 1\n"), true)
	c, err := clients.Read(clients.Input{
		Files: []*source.File{set.Add("timeoutlint.yaml", "/shop/timeoutlint.yaml", []byte(clients.Example), true)},
		Open:  func(string) (*source.File, error) { return shared, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Fragment.Problems {
		t.Errorf("%s: %s", set.Text(p.At), p.Msg)
	}
	if err := compiled(t).Validate(asJSON(t, clients.Example)); err != nil {
		t.Errorf("the schema refuses it: %v", err)
	}
}

// TestReference wants each key of the tables to be explained, and to occur in the example.
func TestReference(t *testing.T) {
	page := clients.Reference()
	rows := regexp.MustCompile("(?m)^\\| `(\\w+)` \\| (.*) \\| (.*) \\|$").FindAllStringSubmatch(page, -1)
	if len(rows) < 50 {
		t.Fatalf("%d keys in\n%s", len(rows), page)
	}
	for _, row := range rows {
		if row[2] == "" || row[3] == "" {
			t.Errorf("%s is not explained: %s", row[1], row[0])
		}
		if !regexp.MustCompile(`(?m)(^|[\s{])` + row[1] + `:`).MatchString(clients.Example) {
			t.Errorf("%s does not occur in the example", row[1])
		}
	}
	if !strings.Contains(page, clients.Example) {
		t.Error("the page does not show the example")
	}
}
