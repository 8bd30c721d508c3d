package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
	"github.com/timeoutlint/timeoutlint/rules"
)

// choice is a flag whose values are listed.
type choice struct {
	value   string
	allowed []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return "choice" }
func (c *choice) Set(s string) error {
	if !slices.Contains(c.allowed, s) {
		return fmt.Errorf("use one of %s", strings.Join(c.allowed, ", "))
	}
	c.value = s
	return nil
}

// choose adds a flag to cmd that takes one of the allowed values, and completes them.
func choose(cmd *cobra.Command, name, value, usage string, allowed ...string) *choice {
	c := &choice{value, allowed}
	cmd.Flags().Var(c, name, usage)
	complete(cmd, name, allowed)
	return c
}

func complete(cmd *cobra.Command, flag string, values []string) {
	completeAs(cmd, flag, values, cobra.ShellCompDirectiveNoFileComp)
}

func completeAs(cmd *cobra.Command, flag string, values []string, how cobra.ShellCompDirective) {
	// The only error is a flag that does not exist, or has a completion already.
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, how)); err != nil {
		panic(err)
	}
}

// variableFlag is --var or --var-file. Both append to one list, since Terraform goes by their order.
type variableFlag struct {
	all   *[]parsers.Variables
	files bool
}

func (v variableFlag) String() string { return "" }
func (v variableFlag) Type() string   { return "stringArray" }
func (v variableFlag) Set(s string) error {
	switch {
	case v.files && s == "":
		return errors.New("give a file")
	case v.files:
		*v.all = append(*v.all, parsers.Variables{File: s})
	default:
		*v.all = append(*v.all, parsers.Variables{Value: s})
	}
	return nil
}

// inputFlags say what is read.
type inputFlags struct {
	nginxVersion, nginxPrefix string
	maps, exclude, configs    []string
	variables                 []parsers.Variables
	noEnv                     bool
	allowOutside              bool
	limits                    limits.Set
	jobs                      int
	stats                     bool
}

func (f *inputFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.nginxVersion, "nginx-version", "", "`VERSION` of nginx where no dump tells it:\n1.28.0, angie/1.12, openresty/1.27.1")
	fs.StringVar(&f.nginxPrefix, "nginx-prefix", "", "`DIR` that stands for nginx's --prefix")
	fs.StringArrayVar(&f.maps, "map", nil, "`FROM=TO`: includes of FROM, a path of the\nserver, are read from TO; repeatable")
	fs.Var(variableFlag{&f.variables, false}, "var", "`NAME=VALUE` of a Terraform variable, as for\nterraform plan; repeatable")
	fs.Var(variableFlag{&f.variables, true}, "var-file", "`FILE` with values of Terraform variables;\nlater ones win, also over --var; repeatable")
	fs.BoolVar(&f.noEnv, "no-env", false, "leave TF_VAR_ variables of the environment out")
	fs.StringArrayVar(&f.configs, "config", nil, "`FILE` in the format of timeoutlint.yaml, read\nbeside those below the PATHs; its settings win;\nrepeatable")
	fs.StringArrayVar(&f.exclude, "exclude", nil, "leave out files that match `GLOB`, relative to\nthe working directory, ** is any folders;\nrepeatable")
	fs.BoolVar(&f.allowOutside, "allow-outside", false, "let includes read files outside the PATHs;\nnever do so on a stranger's pull request")
	addLimits(cmd, &f.limits)
	fs.IntVar(&f.jobs, "jobs", 0, "work on `N` files or rules at once\n(default: one per processor)")
	fs.BoolVar(&f.stats, "stats", false, "tell on standard error how long each phase took")
}

// options turns the flags into what lint takes. Folders are made absolute, and must exist.
func (f *inputFlags) options(a *app, paths []string) (lint.Options, error) {
	o := lint.Options{
		Cwd: a.Cwd, Paths: paths, Stdin: a.Stdin, Now: a.Now, Panics: a.Panics,
		Exclude: f.exclude, Configs: f.configs, AllowOutside: f.allowOutside, Limits: f.limits, Jobs: f.jobs,
	}
	if f.jobs < 0 {
		return o, fmt.Errorf("--jobs %d: give a number from 1 up", f.jobs)
	}
	var err error
	if _, err = nginx.ParseVersion(f.nginxVersion); err != nil {
		return o, fmt.Errorf("--nginx-version: %w", err)
	}
	o.Settings.NginxVersion = f.nginxVersion
	if f.nginxPrefix != "" {
		if o.Settings.NginxPrefix, err = a.folder("--nginx-prefix", f.nginxPrefix); err != nil {
			return o, err
		}
	}
	if err = f.terraform(a, &o); err != nil {
		return o, err
	}
	for _, m := range f.maps {
		from, to, ok := strings.Cut(m, "=")
		if !ok || !strings.HasPrefix(from, "/") || to == "" {
			return o, fmt.Errorf("--map %s: write FROM=TO, FROM an absolute path of the server: --map /etc/nginx=deploy/nginx", m)
		}
		if to, err = a.folder("--map", to); err != nil {
			return o, err
		}
		o.Settings.Maps = append(o.Settings.Maps, parsers.PathMap{From: from, To: to})
	}
	return o, nil
}

// terraform takes what is said about the variables of Terraform.
func (f *inputFlags) terraform(a *app, o *lint.Options) error {
	for _, v := range f.variables {
		if v.File != "" {
			at := a.path(v.File)
			if info, err := os.Stat(at); err != nil || info.IsDir() {
				return fmt.Errorf("--var-file %s: no such file", v.File)
			}
			v.File = at
		} else if name, _, ok := strings.Cut(v.Value, "="); !ok || strings.TrimSpace(name) == "" {
			return fmt.Errorf("--var %s: write NAME=VALUE", v.Value)
		}
		o.Settings.Variables = append(o.Settings.Variables, v)
	}
	if !f.noEnv {
		o.Settings.Env = a.Getenv
	}
	return nil
}

func (a *app) folder(flag, path string) (string, error) {
	at := a.path(path)
	info, err := os.Stat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s %s: no such folder", flag, path)
	case err != nil:
		return "", fmt.Errorf("%s %s: %s", flag, path, plainError(err))
	case !info.IsDir():
		return "", fmt.Errorf("%s %s: not a folder; give the folder that holds it", flag, path)
	}
	return at, nil
}

// ruleFlags say which rules run, and which of their findings set the exit status.
type ruleFlags struct {
	only, skip []string
	failOn     *choice
}

// add adds the flags to a command; failOn is what its help says of --fail-on.
func (f *ruleFlags) add(cmd *cobra.Command, failOn string) {
	f.failOn = choose(cmd, "fail-on", "warning", failOn, "error", "warning", "note", "never")
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "run these `RULES` only: ids or names, joined by\ncommas or repeated")
	cmd.Flags().StringSliceVar(&f.skip, "skip", nil, "do not run these `RULES`")
	complete(cmd, "only", ruleNames())
	complete(cmd, "skip", ruleNames())
}

// apply puts what the user of a command said into o.
func (f *ruleFlags) apply(cmd *cobra.Command, o *lint.Options) {
	o.Only, o.Skip = f.only, f.skip
	o.FailOn, _ = finding.ParseSeverity(f.failOn.value) // never is no severity
	o.FailOnGiven = cmd.Flags().Changed("fail-on")
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All {
		names = append(names, r.ID, r.Name)
	}
	return names
}
