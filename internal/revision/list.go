package revision

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
)

// blob is a file or symbolic link of a revision.
type blob struct {
	id   string
	path string // relative to the top of the repository, / as separator
	size int64
	link bool
}

// maxFiles bounds the list of a revision, far above any real tree.
const maxFiles = 5_000_000

// list gives the files and links of a commit that wanted takes, in git's order, and what is left out.
func (r *Repository) list(c Commit, wanted func(path string) bool) (blobs []blob, left []Left, err error) {
	cmd := r.command("ls-tree", "-r", "-z", "-l", "--full-tree", c.ID)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	entries := bufio.NewReaderSize(out, 1<<16)
	for n := 0; err == nil; n++ {
		var line []byte
		line, err = entries.ReadBytes(0)
		if errors.Is(err, io.EOF) && len(line) == 0 || err != nil && !errors.Is(err, io.EOF) {
			break
		}
		b, kind, ok := parseEntry(bytes.TrimSuffix(line, []byte{0}))
		switch {
		case !ok || n > maxFiles:
			err = fmt.Errorf("the files of %s cannot be listed", c.Short())
		case !wanted(b.path):
		case !proper(b.path):
			left = append(left, Left{b.path, "a name that no checkout has"})
		case kind == "commit":
			left = append(left, Left{b.path, "a submodule: what it holds is not part of the revision"})
		case b.size < 0:
			left = append(left, Left{b.path, "not in this clone, which is a partial one"})
		default:
			blobs = append(blobs, b)
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, nil, err
	}
	if cmd.Wait() != nil {
		return nil, nil, fmt.Errorf("the files of %s cannot be listed: parts of it are missing in this clone", c.Short())
	}
	return blobs, left, nil
}

// parseEntry reads an entry of ls-tree -l: mode, kind, hash, size, then a tab and the path.
func parseEntry(line []byte) (b blob, kind string, ok bool) {
	head, path, ok := strings.Cut(string(line), "\t")
	words := strings.Fields(head)
	if !ok || len(words) != 4 || !isHash(words[2]) {
		return b, "", false
	}
	b = blob{id: words[2], path: path, link: words[0] == "120000"}
	switch kind = words[1]; kind {
	case "blob":
		if b.size, ok = -1, true; words[3] != "BAD" && words[3] != "-" {
			size, err := strconv.ParseInt(words[3], 10, 64)
			b.size, ok = size, err == nil && size >= 0
		}
	case "commit":
	default:
		ok = false
	}
	return b, kind, ok
}

// proper reports whether a path can be one of a work tree: a tree object that was made by hand can hold any name.
func proper(path string) bool {
	if strings.ContainsRune(path, 0) || !filepath.IsLocal(filepath.FromSlash(path)) {
		return false
	}
	for name := range strings.SplitSeq(path, "/") {
		if name == "" || name == "." || name == ".." || strings.EqualFold(name, ".git") {
			return false
		}
	}
	return true
}
