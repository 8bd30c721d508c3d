package presets

import (
	"path"
	"slices"
	"strings"
)

// PackageScript is a script of a package that a package manager is told to run: npm run start:prod -- --port 3000.
type PackageScript struct {
	Name      string // start:prod
	Folder    string // of the package, relative to the working directory; "" for that itself
	Workspace string // the package's name where it is named
	Rest      []Word // what is added to the script's command
}

// managed are options of package managers that name a package, and those that name its folder.
var (
	inFolder    = []string{"--prefix", "-C", "--cwd", "--dir"}
	inWorkspace = []string{"-w", "--workspace", "--filter", "-F"}
)

// ScriptOf finds the script that a process has a package manager run. Whether the package has a script of that name is another question.
func ScriptOf(p Process) (s PackageScript, ok bool) {
	words := unwrap(p.Words, p.Env)
	for i, w := range words {
		name := path.Base(w.Text)
		switch {
		case slices.Contains(commands().Managers, name):
			return s, s.read(words[i+1:])
		case slices.Contains(commands().Wrappers, name), strings.HasPrefix(w.Text, "-"), strings.Contains(w.Text, "="):
		default:
			return s, false
		}
	}
	return s, false
}

// read takes the words behind the package manager.
func (s *PackageScript) read(words []Word) bool {
	for i := 0; i < len(words); i++ {
		text := words[i].Text
		option, value, joined := strings.Cut(text, "=")
		takes := slices.Contains(inFolder, option) || slices.Contains(inWorkspace, option) || text == "workspace"
		if takes && !joined && i+1 < len(words) {
			i++
			value = words[i].Text
		}
		switch {
		case words[i].Open != "":
			return false
		case slices.Contains(inFolder, option):
			s.Folder = value
		case takes:
			s.Workspace = value
		case text == "--" && s.Name != "":
			s.Rest = append(s.Rest, words[i+1:]...)
			return true
		case s.Name != "":
			s.Rest = append(s.Rest, words[i])
		case text == "run", text == "run-script", strings.HasPrefix(text, "-"):
		case slices.Contains([]string{"exec", "dlx", "x", "install", "ci", "i"}, text):
			return false
		default:
			s.Name = text
		}
	}
	return s.Name != ""
}

// Behind gives the words of the command that a process comes down to, without what only starts another program: those behind tini --, exec, sh -c.
func Behind(p Process) []Word {
	words := unwrap(p.Words, p.Env)
	for i, w := range words {
		name := path.Base(w.Text)
		if !slices.Contains(commands().Wrappers, name) && !strings.HasPrefix(w.Text, "-") && !strings.Contains(w.Text, "=") {
			return words[i:]
		}
		if called(commands().Runtimes, name) != nil { // a wrapper that runs code is the program
			return words[i:]
		}
	}
	return nil
}
