package report_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

var update = flag.Bool("update", false, "write the golden files below testdata anew; read the diff before it is committed")

// golden compares output with a file below testdata.
func golden(t testing.TB, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

type writer = func(io.Writer, *finding.Result, report.Options) error

var text, asJSON = format("text"), format("json")

func format(name string) writer {
	f, err := report.Lookup(name)
	if err != nil {
		panic(err)
	}
	return f.Write
}

func render(t testing.TB, write writer, r *finding.Result, o report.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGolden keeps the exact output of the sample in every shape that a user can ask for.
func TestGolden(t *testing.T) {
	shapes := []struct {
		file   string
		format writer
		o      report.Options
	}{
		{"shop.txt", text, report.Options{}},
		{"shop-80.txt", text, report.Options{Width: 80}},
		{"shop-200-color.txt", text, report.Options{Width: 200, Color: true}},
		{"shop-notes.txt", text, report.Options{Width: 100, Notes: true}},
		{"shop-quiet.txt", text, report.Options{Width: 100, Quiet: true}},
		{"shop.json", asJSON, report.Options{Version: "1.2.3"}},
		{"shop-show.json", asJSON, report.Options{Version: "1.2.3", Show: true}},
		{"shop-show.txt", report.Show, report.Options{Width: 100}},
		{"shop-show-80.txt", report.Show, report.Options{Width: 80}},
	}
	for _, shape := range shapes {
		t.Run(shape.file, func(t *testing.T) {
			golden(t, shape.file, render(t, shape.format, shop(t).r, shape.o))
		})
	}
}
