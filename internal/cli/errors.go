package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/timeoutlint/timeoutlint/internal/near"
	"github.com/timeoutlint/timeoutlint/source"
)

// failure is an error that is not the user's doing: exit status 3. All other errors of a command are usage errors, status 2.
type failure struct{ err error }

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// brokenPipe reports whether a write failed because nobody reads any more, which is no error of ours.
func brokenPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

// complain writes one line to standard error. File names are the input's: what a terminal would obey is made visible.
func (a *app) complain(format string, args ...any) {
	fmt.Fprintf(a.Stderr, "timeoutlint: %s\n", visible(fmt.Sprintf(format, args...)))
}

// visible is text in which nothing commands a terminal or begins a new line.
func visible(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, unprintable) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case unprintable(r):
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// unprintable also holds the marks that reverse the direction of text, with which a name can be made to look like another.
func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// explainUsage puts a usage error into words and adds what may have been meant.
func (a *app) explainUsage(root *cobra.Command, err error) string {
	if missing, ok := errors.AsType[*source.UsageError](err); ok {
		// A mistyped command is taken for a PATH.
		if near := root.SuggestionsFor(missing.Arg); len(near) > 0 {
			return fmt.Sprintf("%v; did you mean the command %q?", err, near[0])
		}
	}
	return err.Error()
}

// flagError words the error of a flag, with the flag that may have been meant and where to read on.
func flagError(cmd *cobra.Command, err error) error {
	help := fmt.Sprintf(`; "%s --help" lists the flags`, cmd.CommandPath())
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Errorf("--%s %q: %s", invalid.GetFlag().Name, invalid.GetValue(), wanted(invalid))
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return fmt.Errorf("%w%s", err, help)
	}
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		return fmt.Errorf("unknown flag -%s%s", name, help)
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	if near := nearest(name, known); near != "" {
		help = "; did you mean --" + near + "?"
	}
	return fmt.Errorf("unknown flag --%s%s", name, help)
}

// wanted says what a flag takes.
func wanted(e *pflag.InvalidValueError) string {
	switch e.GetFlag().Value.Type() {
	case "bool":
		return "use true or false"
	case "int", "int64":
		return "give a whole number"
	}
	return e.Unwrap().Error()
}

// nearest is the name that begins like the one given, or has one letter more, less or wrong; "" where none does.
func nearest(name string, known []string) string {
	if len(name) < 2 {
		return ""
	}
	i := slices.IndexFunc(known, func(k string) bool {
		return strings.HasPrefix(k, name) || strings.HasPrefix(name, k) || near.Distance(name, k, 2) < 2
	})
	if i < 0 {
		return ""
	}
	return known[i]
}

// plainError is an error of the file system without the absolute path that Go puts into it.
func plainError(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err.Error()
	}
	return err.Error()
}
