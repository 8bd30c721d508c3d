package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// export writes the files of a commit to a folder.
func export(ctx context.Context, rev, to string) error {
	if _, err := output(ctx, "", "git", "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
		return fmt.Errorf("no such commit here, as in a shallow clone")
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	archive := to + ".tar"
	if _, err := output(ctx, "", "git", "archive", "--format=tar", "-o", archive, rev); err != nil {
		return err
	}
	_, err := output(ctx, to, "tar", "-xf", archive)
	return err
}

// accepted is the reason for which a commit's message accepts that it costs more, "" where it does not.
func accepted(ctx context.Context, rev string) string {
	message, err := output(ctx, "", "git", "log", "-1", "--format=%B", rev)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(message)) {
		if reason, ok := strings.CutPrefix(strings.TrimSpace(line), "bench: accepted "); ok {
			return strings.TrimSpace(reason)
		}
	}
	return ""
}

// generate writes the trees to measure on with the generator of the judged commit.
func generate(ctx context.Context, dir string) ([]tree, error) {
	corpus := filepath.Join(dir, "corpus")
	if _, err := output(ctx, filepath.Join(dir, "head"), "go", "build", "-o", corpus, "./bench/corpus"); err != nil {
		return nil, err
	}
	for _, t := range trees {
		if _, err := output(ctx, dir, corpus, "-kind", t.kind, "-files", fmt.Sprint(t.files), filepath.Join(dir, t.name)); err != nil {
			return nil, err
		}
	}
	return trees, nil
}

// tree is something to measure on.
type tree struct {
	name, kind string
	files      int
	most       float64 // growth that is let through
}

var trees = []tree{
	{"small", "mixed", 30, 0.25},
	{"mixed", "mixed", 600, 0.10},
	{"nginx", "nginx", 250, 0.10},
	{"terraform", "terraform", 250, 0.10},
}

// output runs a program and gives what it prints; its complaint is part of the error.
func output(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		text := complaint.String()
		if len(text) > 1000 {
			text = text[:1000] + "..."
		}
		return nil, fmt.Errorf("%s %s: %w: %s", filepath.Base(name), args[0], err, text)
	}
	return out, nil
}
