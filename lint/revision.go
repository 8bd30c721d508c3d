package lint

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/revision"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// maxRevisionBytes bounds the copy of a revision that is made in the folder for temporary files: far above all configuration of the
// largest repositories, where binary files do not count.
const maxRevisionBytes = 4 << 30

// FindRevision looks for a revision in the repository that holds a folder. Its errors are those of [RunAt].
func FindRevision(dir, name string) error {
	_, _, err := findRevision(dir, name)
	return err
}

func findRevision(dir, name string) (*revision.Repository, revision.Commit, error) {
	repo, err := revision.Open(dir)
	if err == nil {
		var commit revision.Commit
		if commit, err = repo.Resolve(name); err == nil {
			return repo, commit, nil
		}
	}
	if wrong, ok := errors.AsType[*revision.Error](err); ok {
		return nil, revision.Commit{}, &source.UsageError{Arg: name, Reason: wrong.Reason}
	}
	return nil, revision.Commit{}, &RevisionError{name, err}
}

// RunAt is [Run] on what a revision of the git repository that holds Options.Cwd had at the same PATHs. PATHs, folders and configurations
// that the revision lacks are left out; those outside the repository are read as they are now. Names and identities are those that the
// files would have in the work tree. Neither work tree nor index are touched.
//
// The state that is returned tells which revision it is, and what of it could not be read. The error is one of Run, a *source.UsageError
// that names the revision, or says that the revision could not be read.
func RunAt(o Options, name string) (*finding.State, error) {
	repo, commit, err := findRevision(o.Cwd, name)
	if err != nil {
		return nil, err
	}
	return runCopy(o, repo, commit)
}

// RevisionError says that a revision could not be read, through no fault of whoever named it.
type RevisionError struct {
	Name string
	err  error
}

func (e *RevisionError) Error() string { return e.Name + ": " + e.err.Error() }
func (e *RevisionError) Unwrap() error { return e.err }

// runCopy checks a copy of a commit that lives as long as the run: what it read is kept in the result.
func runCopy(o Options, repo *revision.Repository, commit revision.Commit) (state *finding.State, err error) {
	dir, err := os.MkdirTemp(o.Scratch, "timeoutlint-") // for this user alone
	if err != nil {
		return nil, &RevisionError{commit.Name, errors.New("no folder for a copy of it could be made; TMPDIR names where")}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, &RevisionError{commit.Name, err}
	}
	c := &copied{top: repo.Top, dir: dir}
	if c.cwd, err = filepath.EvalSymlinks(o.Cwd); err != nil {
		return nil, &RevisionError{commit.Name, err}
	}
	left, err := repo.Extract(commit, dir, revision.Limits{File: o.Limits.Of(limits.FileBytes), Total: maxRevisionBytes}, c.wanted(o))
	if err != nil {
		return nil, &RevisionError{commit.Name, err}
	}
	state = &finding.State{Name: commit.Name, Commit: commit.Short()}
	for _, p := range o.Paths {
		if p != source.Stdin && c.at(p) == "" {
			state.Absent = append(state.Absent, p)
		}
	}
	if o, err = c.options(o); err != nil {
		return nil, &RevisionError{commit.Name, err}
	}
	for _, l := range left {
		state.Left = append(state.Left, finding.Skip{File: c.name(l.Path), Reason: l.Reason})
	}
	if state.Result, err = Run(o); err != nil {
		return nil, fmt.Errorf("at %s: %w", commit.Name, err)
	}
	return state, nil
}

// copied is the copy of a revision: what lies below top in the work tree lies below dir there.
type copied struct {
	top, dir string // canonical
	cwd      string // canonical, below top
}

// rel is a path relative to the top; ok is false outside of the work tree.
func (c *copied) rel(path string) (rel string, ok bool) {
	if !filepath.IsAbs(path) {
		path = c.cwd + string(filepath.Separator) + filepath.FromSlash(path)
	}
	// The folder may be reached through symbolic links; what it does not hold now it may have held then.
	for at, rest := filepath.Clean(path), ""; ; at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			path = filepath.Join(real, rest)
			break
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	rel, err := filepath.Rel(c.top, path)
	return rel, err == nil && filepath.IsLocal(rel)
}

// at gives where a path lies in the copy: itself where it lies outside the work tree, "" where the revision does not have it.
func (c *copied) at(path string) string {
	rel, ok := c.rel(path)
	if !ok {
		return path
	}
	moved := filepath.Join(c.dir, rel)
	if _, err := os.Lstat(moved); err != nil {
		return ""
	}
	return moved
}

// wanted tells which files of the repository a run may come to read: those below its PATHs and further folders. nil is all of them.
func (c *copied) wanted(o Options) func(path string) bool {
	paths := slices.Concat(o.Paths, readable(o), o.Settings.VarFiles())
	if len(o.Paths) == 0 {
		paths = append(paths, ".")
	}
	var folders []string
	for _, p := range paths {
		if p == source.Stdin {
			continue
		}
		rel, ok := c.rel(p)
		if !ok {
			continue
		}
		if rel = filepath.ToSlash(rel); rel == "." || o.AllowOutside {
			return nil
		}
		folders = append(folders, rel+"/")
		// A file may read what lies beside it. What is a folder now may have been a file.
		if info, err := os.Stat(filepath.Join(c.top, rel)); err != nil || !info.IsDir() {
			beside := filepath.ToSlash(filepath.Dir(rel))
			if beside == "." {
				return nil
			}
			folders = append(folders, beside+"/")
		}
	}
	return func(path string) bool {
		return slices.ContainsFunc(folders, func(dir string) bool { return strings.HasPrefix(path, dir) || path == strings.TrimSuffix(dir, "/") })
	}
}

// options are those of a run on the copy.
func (c *copied) options(o Options) (Options, error) {
	rel, err := filepath.Rel(c.top, c.cwd)
	if err != nil {
		return o, err
	}
	o.Cwd, o.Top = filepath.Join(c.dir, rel), c.dir
	if err := os.MkdirAll(o.Cwd, 0o700); err != nil {
		return o, err
	}
	if len(o.Paths) > 0 {
		if o.Paths = c.present(o.Paths); len(o.Paths) == 0 {
			// The revision has none of them: a folder that holds nothing stands for them.
			nothing := filepath.Join(c.dir, ".git", "nothing")
			if err := os.Mkdir(nothing, 0o700); err != nil {
				return o, err
			}
			o.Paths = []string{nothing}
		}
	}
	o.Configs = c.present(o.Configs)
	s := &o.Settings
	var variables []parsers.Variables
	for _, v := range s.Variables {
		if v.File == "" {
			variables = append(variables, v)
		}
		for _, file := range c.present(slices.DeleteFunc([]string{v.File}, func(f string) bool { return f == "" })) {
			variables = append(variables, parsers.Variables{File: file})
		}
	}
	s.Variables = variables
	if s.NginxPrefix != "" {
		s.NginxPrefix = c.at(s.NginxPrefix)
	}
	s.Maps = slices.Clone(s.Maps)
	for i, m := range s.Maps {
		s.Maps[i] = parsers.PathMap{From: m.From, To: c.at(m.To)}
	}
	s.Maps = slices.DeleteFunc(s.Maps, func(m parsers.PathMap) bool { return m.To == "" })
	o.Instead = nil
	return o, nil
}

// present gives where those paths lie that the revision has.
func (c *copied) present(all []string) (moved []string) {
	for _, p := range all {
		if p == source.Stdin {
			moved = append(moved, p)
		} else if at := c.at(p); at != "" {
			moved = append(moved, at)
		}
	}
	return moved
}

// name is a path of the repository as it is shown: relative to the working directory.
func (c *copied) name(path string) string {
	rel, err := filepath.Rel(c.cwd, filepath.Join(c.top, filepath.FromSlash(path)))
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

// Twice gives what is on standard input to two runs. limit is the number of bytes above which the runs refuse it.
func Twice(stdin io.Reader, limit int64) (first, second io.Reader, err error) {
	if stdin == nil {
		return nil, nil, nil
	}
	text, err := io.ReadAll(io.LimitReader(stdin, limit+1)) // one too many is told by the run
	return strings.NewReader(string(text)), strings.NewReader(string(text)), err
}
