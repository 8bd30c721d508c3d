package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/finding"
)

const policyName = "timeoutlint.yaml"

// init is the command that writes a first timeoutlint.yaml.
func (a *app) init() *cobra.Command {
	var in inputFlags
	var force bool
	cmd := &cobra.Command{
		Use:   "init [PATH...]",
		Short: "write a timeoutlint.yaml with what was found, and lines to fill in",
		Long: `Writes a commented timeoutlint.yaml: what was found below the PATHs, and for
each side that no file tells about a line to fill in, such as the server behind
an nginx upstream. It is written into the PATH, if that is a single folder, else
into the working directory. An existing file is left alone without --force.`,
		Example: `  timeoutlint init
  timeoutlint init deploy/nginx
  timeoutlint init --force .`,
		Args: cobra.ArbitraryArgs,
	}
	in.add(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing timeoutlint.yaml")
	cmd.RunE = func(_ *cobra.Command, paths []string) error {
		o, err := in.options(a, paths)
		if err != nil {
			return err
		}
		target := a.initTarget(paths)
		if _, err := os.Lstat(target); err == nil && !force {
			return fmt.Errorf("%s exists: edit it, or replace it with --force", a.shown(target))
		}
		o.NoFixes = true
		return a.lint(o, in.stats, func(r *finding.Result) error {
			if len(r.Unreadable) > 0 {
				a.raise(finding.ExitUnreadable)
			}
			text, open := draft(r)
			if err := replaceFile(target, []byte(text), force); err != nil {
				return &failure{fmt.Errorf("%s cannot be written: %s", a.shown(target), plainError(err))}
			}
			_, err := fmt.Fprintf(a.Stdout, "wrote %s: %s to fill in; then run timeoutlint again\n", visible(a.shown(target)), count(open, "line"))
			return err
		})
	}
	return cmd
}

// initTarget is the file to write: in the only PATH where that is a folder, else in the working directory.
func (a *app) initTarget(paths []string) string {
	if len(paths) == 1 {
		at := a.path(paths[0])
		if info, err := os.Stat(at); err == nil && info.IsDir() {
			return filepath.Join(at, policyName)
		}
	}
	return filepath.Join(a.Cwd, policyName)
}

// shown is a path as the user would type it.
func (a *app) shown(path string) string {
	if rel, err := filepath.Rel(a.Cwd, path); err == nil && !strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(rel)
	}
	return path
}

// replaceFile writes a file whole or not at all; an existing one is replaced only where over is set.
func replaceFile(path string, text []byte, over bool) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".timeoutlint-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // it is gone where all went well
	_, err = tmp.Write(text)
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	if over {
		return os.Rename(tmp.Name(), path)
	}
	// A link fails where the name was taken meanwhile; a rename would not.
	if err := os.Link(tmp.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
