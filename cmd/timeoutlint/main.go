// Timeoutlint finds the hop of an HTTP path whose server closes idle connections before its client does.
package main

import (
	"os"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
