package cli

import "github.com/spf13/cobra"

const rootLong = `timeoutlint finds the hop of an HTTP path (client, load balancer, nginx,
application) whose server closes idle connections before its client does: the
cause of intermittent 502s and "connection reset by peer". It works offline, on
the files of a repository.

Without a command it checks the PATHs. A PATH that is named like a command is
written with its folder: timeoutlint ./show`

// commands is the program's command line.
func (a *app) commands() *cobra.Command {
	root := &cobra.Command{
		Use:           "timeoutlint [PATH...]",
		Short:         "find idle timeouts that race along a path of proxies",
		Long:          rootLong,
		Example:       checkExample,
		Version:       versionOf().Version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	root.SetVersionTemplate(versionOf().line() + "\n")
	root.SetFlagErrorFunc(flagError)
	a.addCheck(root)

	check := &cobra.Command{
		Use:     "check [PATH...]",
		Short:   "report the hops that will break (the default)",
		Long:    checkLong,
		Example: checkExample,
	}
	a.addCheck(check)
	root.AddCommand(check, a.show(), a.graph(), a.diffStates(), a.fix(), a.init(), a.explain(), a.rules(), a.presets(), a.completion(), a.version(), a.docs(), a.man())
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Short = "print the help of a command"
	}
	return root
}

// completion writes what a shell needs to complete commands, flags and rules.
func (a *app) completion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "write the completion script of bash, zsh, fish or powershell",
		Example: `  source <(timeoutlint completion bash)
  timeoutlint completion zsh > "${fpath[1]}/_timeoutlint"
  timeoutlint completion fish > ~/.config/fish/completions/timeoutlint.fish
  timeoutlint completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: shells,
		Args:      cobra.MatchAll(exactly(1, "name a shell: bash, zsh, fish or powershell"), oneOf(shells)),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.Stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.Stdout)
			case "fish":
				return root.GenFishCompletion(a.Stdout, true)
			default:
				return root.GenPowerShellCompletionWithDesc(a.Stdout)
			}
		},
	}
}
