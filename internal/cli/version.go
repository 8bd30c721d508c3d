package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is what is known of this build. The Go tool writes it into the binary: nothing has to be passed at build time.
type version struct {
	Name     string `json:"name"`
	Version  string `json:"version"` // devel where it was not built from a tagged module
	Go       string `json:"go"`
	Commit   string `json:"commit,omitempty"`
	Modified bool   `json:"modified,omitempty"` // built from a work tree with changes
	Platform string `json:"platform"`
}

func versionOf() version {
	v := version{
		Name: "timeoutlint", Version: "devel", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if m := info.Main.Version; m != "" && m != "(devel)" {
		v.Version = m
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

func (v version) line() string {
	text := fmt.Sprintf("%s %s (%s, %s", v.Name, v.Version, v.Go, v.Platform)
	if v.Commit != "" {
		text += ", commit " + v.Commit[:min(len(v.Commit), 12)]
	}
	if v.Modified {
		text += " with changes"
	}
	return text + ")"
}

// version is the command that tells what was built, and from what.
func (a *app) version() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "tell the version, the Go that built it, and the commit",
		Args:  exactly(0, ""),
	}
	format := choose(cmd, "format", "text", "`FORMAT`: text, json", "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		return buffered(a.Stdout, func(w io.Writer) error {
			if format.value == "json" {
				return writeJSON(w, versionOf())
			}
			_, err := fmt.Fprintln(w, versionOf().line())
			return err
		})
	}
	return cmd
}
