package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
)

var update = flag.Bool("update", false, "write the golden files below testdata anew; read the diff before it is committed")

// golden compares output with a file below testdata.
func golden(t *testing.T, name string, got []byte) {
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

func render(t *testing.T, write func(io.Writer, *finding.Result, Options) error, r *finding.Result, o Options) []byte {
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
		format func(io.Writer, *finding.Result, Options) error
		o      Options
	}{
		{"shop.txt", writeText, Options{}},
		{"shop-80.txt", writeText, Options{Width: 80}},
		{"shop-200-color.txt", writeText, Options{Width: 200, Color: true}},
		{"shop-notes.txt", writeText, Options{Width: 100, Notes: true}},
		{"shop-quiet.txt", writeText, Options{Width: 100, Quiet: true}},
		{"shop.json", writeJSON, Options{Version: "1.2.3"}},
		{"shop-show.json", writeJSON, Options{Version: "1.2.3", Show: true}},
		{"shop-show.txt", Show, Options{Width: 100}},
		{"shop-show-80.txt", Show, Options{Width: 80}},
	}
	for _, shape := range shapes {
		t.Run(shape.file, func(t *testing.T) {
			golden(t, shape.file, render(t, shape.format, shop(t).r, shape.o))
		})
	}
}
