package revision

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// Left is a file of a revision that was not extracted.
type Left struct{ Path, Reason string }

// Limits bound what is extracted.
type Limits struct {
	File  int64 // bytes of one file; larger ones are left out
	Total int64 // bytes of all of them together; more is an error
}

// Extract writes the files of a commit that wanted takes (all, where it is nil) below a folder that exists and is empty, as a tree of its
// own: discovery looks for nothing above it, and takes all that is in it for tracked. Binary files, which no input is, and .gitignore, which
// has no say about tracked files, are not written; what is left out for another reason is told.
func (r *Repository) Extract(c Commit, into string, limits Limits, wanted func(path string) bool) ([]Left, error) {
	if wanted == nil {
		wanted = func(string) bool { return true }
	}
	blobs, left, err := r.list(c, wanted)
	if err != nil {
		return nil, err
	}
	x := &extraction{repository: r, limits: limits, left: left}
	if x.root, err = os.OpenRoot(into); err != nil {
		return nil, err
	}
	defer func() { _ = x.root.Close() }()
	defer x.leaveFolder()
	if err := x.boundary(); err != nil {
		return nil, err
	}
	if err := x.write(x.taken(blobs)); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", c.Short(), err)
	}
	return x.left, nil
}

// extraction is a tree in the course of being written. All names are used through root, which nothing can leave.
type extraction struct {
	repository *Repository
	root       *os.Root
	limits     Limits
	left       []Left
	total      int64
	links      []blob // written at last, so that nothing is written through one
	targets    []string

	folder string   // where the last file went, held open: files come folder by folder
	inside *os.Root // nil before the first
}

// boundary marks the folder as the top of a work tree of its own, without which one that lies inside a repository (TMPDIR may) would
// obey the ignore files there.
func (x *extraction) boundary() error {
	if err := x.root.Mkdir(".git", 0o700); err != nil {
		return err
	}
	return x.root.WriteFile(".git/HEAD", nil, 0o600)
}

func (x *extraction) leave(b blob, reason string) { x.left = append(x.left, Left{b.path, reason}) }

// maxLink is the longest path that Linux follows.
const maxLink = 4096

// taken leaves out what is too large, and what has no say in a tree where everything is tracked.
func (x *extraction) taken(all []blob) (taken []blob) {
	for _, b := range all {
		switch {
		case path.Base(b.path) == ".gitignore":
		case b.link && b.size > maxLink:
			x.leave(b, "a symbolic link with a target that is too long")
		case b.size > x.limits.File:
			x.leave(b, fmt.Sprintf("larger than %d bytes", x.limits.File))
		default:
			taken = append(taken, b)
		}
	}
	return taken
}

// write has one git print all contents, in order, and writes them.
func (x *extraction) write(all []blob) error {
	cmd := x.repository.command("cat-file", "--batch")
	var ids strings.Builder
	for _, b := range all {
		ids.WriteString(b.id)
		ids.WriteByte('\n')
	}
	cmd.Stdin = strings.NewReader(ids.String())
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	contents := bufio.NewReaderSize(out, 1<<18)
	for _, b := range all {
		if err = x.next(b, contents); err != nil {
			_ = cmd.Process.Kill()
			break
		}
	}
	if ended := cmd.Wait(); err == nil {
		err = ended
	}
	if err != nil {
		return err
	}
	for i, b := range x.links {
		if x.enter(b.path) != nil || x.root.Symlink(x.targets[i], filepath.FromSlash(b.path)) != nil {
			x.leave(b, "cannot be written here")
		}
	}
	return nil
}

// next reads the answer for one blob: "HASH blob SIZE", the content, a line ending; or "HASH missing".
func (x *extraction) next(b blob, contents *bufio.Reader) error {
	head, err := contents.ReadString('\n')
	if err != nil {
		return err
	}
	if head == b.id+" missing\n" {
		x.leave(b, "not in this clone, which is a partial one")
		return nil
	}
	var size int64
	if n, err := fmt.Sscanf(head, b.id+" blob %d\n", &size); n != 1 || err != nil || size != b.size {
		return errors.New("git says of a file what it did not say before")
	}
	if x.total += size; x.total > x.limits.Total {
		return fmt.Errorf("it holds more than %d MiB below the PATHs: name fewer", x.limits.Total>>20)
	}
	content := io.LimitReader(contents, size)
	if b.link {
		err = x.link(b, content)
	} else {
		err = x.file(b, content)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, content)
	}
	if err == nil {
		_, err = contents.Discard(1)
	}
	return err
}

func (x *extraction) link(b blob, content io.Reader) error {
	target, err := io.ReadAll(content)
	x.links, x.targets = append(x.links, b), append(x.targets, string(target))
	return err
}

// pointer is how a file begins whose content git does not hold.
var pointer = []byte("version https://git-lfs.github.com/spec/")

// file writes one file. One whose name this machine cannot hold is left out; a disk that is full is an error.
func (x *extraction) file(b blob, content io.Reader) error {
	head := make([]byte, min(b.size, 512)) // as many as source.Binary looks at
	if _, err := io.ReadFull(content, head); err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head, pointer):
		x.leave(b, "a Git LFS pointer: what it stands for is not part of the revision")
		return nil
	case source.Binary(head):
		return nil
	}
	h, err := x.create(b.path)
	if err != nil {
		x.leave(b, "cannot be written here")
		return nil
	}
	_, err = io.Copy(h, io.MultiReader(bytes.NewReader(head), content))
	return errors.Join(err, h.Close())
}

func (x *extraction) create(name string) (*os.File, error) {
	dir, base := path.Split(name)
	if x.inside == nil || dir != x.folder {
		x.leaveFolder()
		if err := x.enter(name); err != nil {
			return nil, err
		}
		inside, err := x.root.OpenRoot(filepath.FromSlash(path.Clean("./" + dir)))
		if err != nil {
			return nil, err
		}
		x.folder, x.inside = dir, inside
	}
	return x.inside.OpenFile(base, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (x *extraction) leaveFolder() {
	if x.inside != nil {
		_ = x.inside.Close() // opened to create files in it, which are closed
		x.inside = nil
	}
}

// enter makes the folders that hold a name.
func (x *extraction) enter(name string) error {
	dir := path.Dir(name)
	if dir == "." {
		return nil
	}
	err := x.root.MkdirAll(filepath.FromSlash(dir), 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
