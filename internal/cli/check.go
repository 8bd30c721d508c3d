package cli

import (
	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
)

const checkLong = `Reads nginx configurations, Terraform and OpenTofu folders and plans, what
starts and builds applications (Dockerfiles, compose, Kubernetes, Procfiles),
their own files and code, configurations of HAProxy, Caddy, Traefik and Apache,
OpenAPI documents of gateways, sysctl files and timeoutlint.yaml. Joins what
connects to what, and reports every hop on which the server can close a pooled
connection while the client sends a request on it, and every setting that does
not do what it says.

A PATH is a file or a folder, "-" is standard input; the default is the working
directory.`

const checkExample = `  timeoutlint                         everything below the working directory
  timeoutlint deploy/nginx.conf       one configuration with its includes
  nginx -vT 2>&1 | timeoutlint -      what the nginx of this machine runs with
  timeoutlint --map /etc/nginx=deploy deploy/nginx.conf
                                      its includes of /etc/nginx are in deploy
  timeoutlint --var-file prod.tfvars infra
                                      balancers in Terraform, as prod has them
  timeoutlint --format json --output text=report.txt .
  timeoutlint --since origin/main     only what the branch brings in`

// addCheck makes cmd check the PATHs: the command check, and timeoutlint without a command.
func (a *app) addCheck(cmd *cobra.Command) {
	var in inputFlags
	var run ruleFlags
	var out outputFlags
	out.add(cmd)
	run.add(cmd, "mildest `SEVERITY` that makes the exit status 1:\nerror, warning, note, or never")
	in.add(cmd)
	var old knownFlags
	old.add(cmd.Flags())
	cmd.Flags().BoolVar(&out.notes, "notes", false, "spell notes out instead of counting them")
	cmd.Flags().BoolVar(&out.quiet, "quiet", false, "print findings only, no hops and no summary")
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(_ *cobra.Command, paths []string) error {
		reports, err := out.reports(a)
		if err != nil {
			return err
		}
		o, err := in.options(a, paths)
		if err != nil {
			return err
		}
		o.NoFixes = !showFixes(reports)
		run.apply(cmd, &o)
		known, err := old.read(a, &o)
		if err != nil {
			return err
		}
		return a.lint(o, in.stats, func(r *finding.Result) error {
			if err := known.hide(a, r); err != nil {
				return err
			}
			a.list(r, o.Limits)
			a.raise(r.Exit())
			return a.write(reports, r)
		})
	}
}

// lint runs the pipeline and hands its result to then, with progress and statistics around both.
func (a *app) lint(o lint.Options, stats bool, then func(*finding.Result) error) error {
	o.Progress = new(lint.Progress)
	o.Looked = func(_ int, size int64) { a.makeRoom(size) }
	stop := a.showProgress(o.Progress)
	r, err := lint.Run(o)
	stop()
	if err != nil {
		return err
	}
	for _, u := range r.Unreadable {
		a.complain("%s: %s", u.File, u.Reason)
	}
	watch := newWatch()
	err = then(r)
	if stats {
		a.writeStats(r, append(o.Progress.Phases(), watch.phase("report")))
	}
	return err
}
