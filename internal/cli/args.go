package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// exactly checks the number of arguments, and says what is missing.
func exactly(n int, missing string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return errors.New(missing)
		case len(args) > n:
			return fmt.Errorf("%q is one argument too many", args[n])
		}
		return nil
	}
}

// oneOf checks that the first argument is one of a few words.
func oneOf(words []string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if !slices.Contains(words, args[0]) {
			return fmt.Errorf("%q: use one of %s", args[0], strings.Join(words, ", "))
		}
		return nil
	}
}
