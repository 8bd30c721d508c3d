// Package revision reads what a git repository held at a revision, without touching the work tree, the index or the network.
//
// git is run with fixed arguments and an environment of its own: no configuration of the user or the system, no hooks, no pager, no
// credentials, and no transport, so that not even a partial clone fetches what it lacks. Only plumbing is used (rev-parse, rev-list,
// ls-tree, cat-file, hash-object), none of which runs a program that a repository's configuration names.
package revision

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Error says why a revision cannot be used: something that the user has to change in the command.
type Error struct{ Reason string }

func (e *Error) Error() string { return e.Reason }

// ErrNoGit is what is wrong where there is no git to ask.
var ErrNoGit = errors.New("git is not installed, or not on the PATH: it is needed to read a revision")

// Repository is the git work tree that holds a folder.
type Repository struct {
	Top    string // its top folder, without symbolic links
	Prefix string // the folder that it was opened from, relative to Top with slashes; "" is Top itself
	git    string // the program
}

// Open finds the work tree that holds a folder. The error is [ErrNoGit] or an *Error.
func Open(dir string) (*Repository, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, ErrNoGit
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, &Error{"the folder cannot be found"}
	}
	r := &Repository{Top: real, git: git}
	out, err := r.output("rev-parse", "--show-toplevel")
	top := strings.TrimSuffix(string(out), "\n")
	if err != nil || top == "" {
		return nil, &Error{"not inside a git work tree"}
	}
	if r.Top, err = filepath.EvalSymlinks(filepath.FromSlash(top)); err != nil {
		return nil, &Error{"the top of the git work tree cannot be found"}
	}
	rest, err := filepath.Rel(r.Top, real)
	if err != nil || !filepath.IsLocal(rest) {
		return nil, &Error{"not inside a git work tree"}
	}
	if prefix := filepath.ToSlash(rest); prefix != "." {
		r.Prefix = prefix
	}
	return r, nil
}

// Commit is a revision that was found.
type Commit struct {
	Name string // as the user wrote it
	ID   string // its full hash
}

// Short is the beginning of the hash, long enough to be told apart by a reader.
func (c Commit) Short() string { return c.ID[:min(len(c.ID), 12)] }

// Resolve finds a commit by any name that git knows: a branch, a tag, a hash, HEAD~2. The error is an *Error.
func (r *Repository) Resolve(name string) (Commit, error) {
	switch {
	case name == "":
		return Commit{}, &Error{`"" names no revision`}
	case strings.HasPrefix(name, "-"):
		return Commit{}, &Error{fmt.Sprintf("%q looks like a flag, not like a revision", name)}
	case strings.ContainsAny(name, "\x00\n\r"):
		return Commit{}, &Error{fmt.Sprintf("%q names no revision", name)}
	case strings.Contains(name, ".."):
		return Commit{}, &Error{fmt.Sprintf("%q is a range, not a revision: name each end by itself", name)}
	}
	out, err := r.output("rev-parse", "--verify", "--quiet", name+"^{commit}")
	id := strings.TrimSpace(string(out))
	if err != nil || !isHash(id) {
		if empty, ok := r.unborn(name); ok {
			return Commit{Name: name, ID: empty}, nil
		}
		why := fmt.Sprintf("there is no revision %q here", name)
		if r.shallow() {
			why += ": this clone is shallow; fetch the revision first (in CI: a fetch depth of 0)"
		}
		return Commit{}, &Error{why}
	}
	return Commit{Name: name, ID: id}, nil
}

// unborn gives the tree without files where HEAD is asked for and nothing was committed yet: a first commit is compared with that.
func (r *Repository) unborn(name string) (tree string, ok bool) {
	if name != "HEAD" {
		return "", false
	}
	if out, err := r.output("rev-list", "--all", "--max-count=1"); err != nil || len(out) > 0 {
		return "", false
	}
	out, err := r.output("hash-object", "-t", "tree", "--stdin") // of no input, and without writing it
	tree = strings.TrimSpace(string(out))
	return tree, err == nil && isHash(tree)
}

func (r *Repository) shallow() bool {
	out, err := r.output("rev-parse", "--is-shallow-repository")
	return err == nil && strings.TrimSpace(string(out)) == "true"
}

// isHash reports whether text is a full SHA-1 or SHA-256 in hex.
func isHash(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

// output runs git and gives what it prints.
func (r *Repository) output(args ...string) ([]byte, error) {
	cmd := r.command(args...)
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run()
	return out.Bytes(), err
}

// command is a run of git in the work tree that depends on nothing but its arguments and the repository.
func (r *Repository) command(args ...string) *exec.Cmd {
	fixed := []string{
		"--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
		"-c", "core.hooksPath=" + os.DevNull, "-c", "core.fsmonitor=false", "-c", "core.quotePath=false",
		// Who owns the folder does not matter to commands that run nothing; in containers it is often another user.
		"-c", "safe.directory=*",
		// A folder of the work tree can be made to look like a bare repository with a configuration of its own.
		"-c", "safe.bareRepository=explicit",
	}
	cmd := exec.Command(r.git, append(fixed, args...)...)
	cmd.Dir = r.Top
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "LC_ALL=C",
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1",
		"GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=", "GIT_NO_LAZY_FETCH=1",
	}
	if root := os.Getenv("SYSTEMROOT"); root != "" { // without it programs do not start on Windows
		cmd.Env = append(cmd.Env, "SYSTEMROOT="+root)
	}
	return cmd
}
