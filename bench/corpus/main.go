// Command corpus writes a tree of files as repositories have them, for measuring: mostly code, documents, data and pictures that
// are none of timeoutlint's business, among them nginx, Terraform, Kubernetes and images that are.
//
//	go run ./bench/corpus -files 20000 -bytes 95000000 DIR
//	go run ./bench/corpus -kind nginx -files 4000 DIR
//
// The same arguments give the same bytes. DIR must not exist, or be empty.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

// kinds are the trees that can be had.
var kinds = map[string]func(*tree){
	"mixed":     mixed,
	"sparse":    sparse,
	"nginx":     func(t *tree) { t.fill("deploy", "nginx", nginxSite) },
	"one-root":  oneRoot,
	"terraform": func(t *tree) { t.fill("infra", "stack", terraformStack) },
}

func run(args []string, out io.Writer) error {
	t := tree{}
	flags := flag.NewFlagSet("corpus", flag.ContinueOnError)
	kind := flags.String("kind", "mixed", "what stands in the tree: "+strings.Join(kindNames(), ", "))
	flags.IntVar(&t.files, "files", 1000, "how many files, at least")
	flags.Int64Var(&t.bytes, "bytes", 0, "how many bytes, about; 0: 4750 for each file")
	flags.Uint64Var(&t.seed, "seed", 1, "another number gives other texts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	fill := kinds[*kind]
	switch {
	case fill == nil:
		return fmt.Errorf("no kind %q; there are %s", *kind, strings.Join(kindNames(), ", "))
	case flags.NArg() != 1:
		return errors.New("give one folder to write to")
	case t.files < 1 || t.files > 1_000_000:
		return errors.New("-files must be 1 to 1000000")
	}
	if t.bytes == 0 {
		t.bytes = int64(t.files) * 4750
	}
	t.dir = flags.Arg(0)
	if had, err := os.ReadDir(t.dir); err == nil && len(had) > 0 {
		return fmt.Errorf("%s is not empty", t.dir)
	}
	fill(&t)
	if t.err != nil {
		return t.err
	}
	fmt.Fprintf(out, "%d files, %d bytes in %s\n", t.written, t.total, t.dir)
	return nil
}

func kindNames() []string {
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
