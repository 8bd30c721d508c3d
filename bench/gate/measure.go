package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// cost is what one run takes.
type cost struct {
	statements  uint64
	byPackage   map[string]uint64 // statements
	allocations uint64
	bytes       uint64
}

// measureAll builds the probe in one commit's files and runs it on each tree.
func measureAll(ctx context.Context, dir, commit string, trees []tree) (map[string]cost, error) {
	src := filepath.Join(dir, commit)
	probe := filepath.Join(src, "bench", "gate", "probe")
	if commit != "head" { // the same probe in both
		if err := os.MkdirAll(probe, 0o755); err != nil {
			return nil, err
		}
		text, err := os.ReadFile(filepath.Join(dir, "head", "bench", "gate", "probe", "main.go"))
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(probe, "main.go"), text, 0o644); err != nil {
			return nil, err
		}
	}
	binary := filepath.Join(dir, commit+"-probe")
	if _, err := output(ctx, src, "go", "build", "-trimpath", "-cover", "-covermode=count", "-coverpkg=./...", "-o", binary, "./bench/gate/probe"); err != nil {
		return nil, err
	}
	all := make(map[string]cost, len(trees))
	for _, t := range trees {
		c, err := measure(ctx, dir, src, binary, t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		all[t.name] = c
	}
	return all, nil
}

func measure(ctx context.Context, dir, src, binary string, t tree) (c cost, err error) {
	counters := filepath.Join(dir, "counters")
	if err := os.RemoveAll(counters); err != nil {
		return c, err
	}
	if err := os.MkdirAll(counters, 0o755); err != nil {
		return c, err
	}
	cmd := exec.CommandContext(ctx, binary, "check", "--jobs", "1", t.name)
	cmd.Dir = dir
	// One processor and no collection: what runs beside the work is not the work.
	cmd.Env = append(os.Environ(), "GOCOVERDIR="+counters, "GOMAXPROCS=1", "GOGC=off")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return c, fmt.Errorf("%w: %s", err, complaint.Bytes())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if _, err := fmt.Sscan(lines[len(lines)-1], &c.allocations, &c.bytes); err != nil {
		return c, fmt.Errorf("the probe printed %q", lines[len(lines)-1])
	}
	profile := filepath.Join(dir, "profile")
	if _, err := output(ctx, src, "go", "tool", "covdata", "textfmt", "-i", counters, "-o", profile); err != nil {
		return c, err
	}
	text, err := os.ReadFile(profile)
	if err != nil {
		return c, err
	}
	c.statements, c.byPackage, err = statements(string(text))
	return c, err
}

// statements adds up a coverage profile, whose lines are FILE:FROM,TO STATEMENTS COUNT.
func statements(profile string) (sum uint64, byPackage map[string]uint64, err error) {
	byPackage = make(map[string]uint64)
	for line := range strings.Lines(profile) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "mode:") {
			continue
		}
		f := strings.Fields(line)
		file, _, ok := strings.Cut(line, ":")
		if !ok || len(f) != 3 {
			return 0, nil, fmt.Errorf("a line of the coverage profile cannot be read: %q", line)
		}
		n, err := strconv.ParseUint(f[1], 10, 32)
		if err != nil {
			return 0, nil, err
		}
		times, err := strconv.ParseUint(f[2], 10, 64)
		if err != nil {
			return 0, nil, err
		}
		byPackage[path.Dir(file)] += n * times
		sum += n * times
	}
	return sum, byPackage, nil
}
