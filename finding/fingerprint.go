package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Identity is what makes one part of a finding the same one in another run.
type Identity struct {
	// Fingerprint is 16 hex digits over the rule, the canonical ids and the subject; for a finding that names no endpoint, over the
	// canonical name of its file as well.
	Fingerprint string
	// Moved is the same without the names of files and folders: it survives when these are renamed.
	Moved string
	// File is the canonical name of the file of the finding.
	File string
	// About says in ids what the finding is about, for people who read a baseline.
	About string
	// Client and Server are the finding's clocks.
	Client, Server time.Duration
}

// Gap is by how much the client's clock outlives the server's; less than zero where it does not.
func (i Identity) Gap() time.Duration { return i.Client - i.Server }

// lies is where a finding lies, in names that are the same wherever a run starts.
type lies struct {
	file string
	bare map[string]string // canonical id of an endpoint -> the id inside its root; shared by all findings of a run
}

// Identify tells the findings of a run where they lie. canon gives the canonical name of a file on disk ([source.Tree.Canon]).
func Identify(all []*Finding, g *chain.Graph, set *source.Set, canon func(path string) string) {
	if len(all) == 0 {
		return
	}
	bare := make(map[string]string)
	if g != nil {
		for _, e := range g.Endpoints {
			bare[e.Canon] = e.Bare()
		}
	}
	files := make(map[source.FileID]string)
	for _, f := range all {
		name, known := files[f.At.File]
		if !known {
			if file := set.File(f.At.File); file != nil {
				if name = file.Name; file.Path != "" {
					name = canon(file.Path)
				}
			}
			files[f.At.File] = name
		}
		f.lies = lies{name, bare}
	}
}

// Fingerprint identifies a finding across runs, machines, moved lines, reordered blocks and reworded messages: that of its first part in
// the order of their ids.
func (f *Finding) Fingerprint() string {
	return f.identity(slices.MinFunc(f.parts(), comparePart)).Fingerprint
}

// Identities are those of all parts of a finding.
func (f *Finding) Identities() []Identity {
	parts := f.parts()
	all := make([]Identity, len(parts))
	for i, p := range parts {
		all[i] = f.identity(p)
	}
	return all
}

func comparePart(a, b Part) int { return slices.Compare(a[:], b[:]) }

func (f *Finding) parts() []Part {
	switch {
	case len(f.Parts) > 0:
		return f.Parts
	case f.Hop != nil:
		return []Part{{f.Hop.Client.Owner.Canon, f.Hop.Server.Owner.Canon}}
	}
	return []Part{{}}
}

// maxAbout bounds what a baseline quotes from files, in bytes.
const maxAbout = 200

func (f *Finding) identity(p Part) Identity {
	words := make([]string, 0, len(p)+len(f.Subject))
	for _, w := range p {
		if w != "" {
			words = append(words, w)
		}
	}
	words = append(words, f.Subject...)
	exact, moved := []string{f.Rule.ID}, []string{f.Rule.ID}
	named := false
	for _, w := range words {
		bare, isEndpoint := f.lies.bare[w]
		if !isEndpoint {
			bare = w
		}
		named = named || isEndpoint
		exact, moved = append(exact, w), append(moved, bare)
	}
	about := strings.ToValidUTF8(strings.Join(words, " "), "\uFFFD")
	if len(about) > maxAbout {
		about = strings.ToValidUTF8(about[:maxAbout], "") + "..."
	}
	if !named && f.lies.file != "" {
		exact = append(exact, f.lies.file)
	}
	return Identity{
		Fingerprint: digest(exact), Moved: digest(moved), File: f.lies.file, About: about,
		Client: f.Client, Server: f.Server,
	}
}

// digest is a hash of words, put together by NUL bytes, which stand in no id.
func digest(words []string) string {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return hex.EncodeToString(sum[:8])
}
