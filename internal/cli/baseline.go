package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
)

// knownFlags say which findings are known already.
type knownFlags struct {
	since, baseline string
	write           bool
}

func (f *knownFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&f.since, "since", "", "report only what the git revision `REV` does\nnot have: new findings, and wider gaps")
	fs.StringVar(&f.baseline, "baseline", "", "report only what is not in `FILE`")
	fs.BoolVar(&f.write, "write-baseline", false, "write all findings to the FILE of --baseline")
}

// knowns are the findings that a run of check does not report.
type knowns struct {
	flags   *knownFlags
	since   *finding.Baseline
	written *finding.Baseline
}

// maxBaselineBytes bounds a baseline file: some 300,000 findings.
const maxBaselineBytes = 128 << 20

// read finds out what is known, before the run itself. Standard input, where both the run and the revision need it, is kept for o.
func (f *knownFlags) read(a *app, o *lint.Options) (*knowns, error) {
	k := &knowns{flags: f}
	switch {
	case f.write && f.baseline == "":
		return nil, errors.New("--write-baseline: name the file with --baseline FILE")
	case f.write:
	case f.baseline != "":
		b, err := a.readBaseline(f.baseline)
		if err != nil {
			return nil, fmt.Errorf("--baseline %s: %w", f.baseline, err)
		}
		k.written = &b
	}
	if f.since == "" {
		return k, nil
	}
	again, err := a.keepStdin(o)
	if err != nil {
		return nil, err
	}
	base := *o
	base.NoFixes = true
	state, err := a.at(base, f.since)
	o.Stdin = again
	if broken, ok := errors.AsType[*clients.SyntaxError](err); ok {
		// Whoever repairs it must get through.
		a.complain("at %s a configuration cannot be read (%v), so all findings count as new", f.since, broken)
		state, err = &finding.State{Result: &finding.Result{}}, nil
	}
	if err != nil {
		return nil, err
	}
	a.tellLeft(state)
	b := finding.NewBaseline(state.Result.Findings)
	k.since = &b
	return k, nil
}

// hide leaves out of a result what is known, after it was written down where that is wanted.
func (k *knowns) hide(a *app, r *finding.Result) error {
	if k.flags.write {
		b := finding.NewBaseline(r.Findings)
		if err := a.writeBaseline(k.flags.baseline, lint.FormatBaseline(b, versionOf().Version)); err != nil {
			return err
		}
		k.written = &b
	}
	if k.since != nil {
		lint.HideKnown(r, *k.since, "since "+k.flags.since)
	}
	if k.written != nil {
		lint.HideKnown(r, *k.written, "baseline "+k.flags.baseline)
	}
	return nil
}

func (a *app) readBaseline(file string) (finding.Baseline, error) {
	h, err := os.Open(a.path(file))
	if errors.Is(err, fs.ErrNotExist) {
		return finding.Baseline{}, errors.New("no such file; --write-baseline writes it")
	}
	if err != nil {
		return finding.Baseline{}, errors.New(plainError(err))
	}
	text, err := io.ReadAll(io.LimitReader(h, maxBaselineBytes+1))
	_ = h.Close() // opened for reading only
	switch {
	case err != nil:
		return finding.Baseline{}, errors.New(plainError(err))
	case len(text) > maxBaselineBytes:
		return finding.Baseline{}, fmt.Errorf("no baseline: larger than %d MiB", maxBaselineBytes>>20)
	}
	return lint.ParseBaseline(text)
}

// writeBaseline puts a text into a file, whole or not at all. A symbolic link stays one.
func (a *app) writeBaseline(file string, text []byte) error {
	at := a.path(file)
	if real, err := filepath.EvalSymlinks(at); err == nil {
		at = real
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(at); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("--baseline %s: not a file", file)
		}
		mode = info.Mode().Perm()
	}
	h, err := os.CreateTemp(filepath.Dir(at), ".timeoutlint-baseline-")
	if err != nil {
		return fmt.Errorf("--baseline %s: %s", file, plainError(err))
	}
	_, err = h.Write(text)
	err = errors.Join(err, h.Chmod(mode), h.Close())
	if err == nil {
		err = os.Rename(h.Name(), at)
	}
	if err != nil {
		_ = os.Remove(h.Name()) // what went wrong before is told
		return &failure{fmt.Errorf("--baseline %s: %s", file, plainError(err))}
	}
	return nil
}
