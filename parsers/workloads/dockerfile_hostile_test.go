package workloads

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/source"
)

// Dockerfiles that are written to take time or memory take little of either.
func TestHostileDockerfiles(t *testing.T) {
	tree := golden.Open(t, golden.Folder(t, []txtar.File{{Name: "conf/a.conf"}}))
	for name, text := range map[string]string{
		"a variable that doubles":    "FROM a\nENV A=xxxxxxxx\n" + strings.Repeat("ENV A=$A$A\nRUN rm /etc/nginx/$A$A\n", 400),
		"variables and commands":     "FROM a\n" + strings.Repeat("ENV A=b B=c\nRUN $A rm /etc/nginx/x\n", 450),
		"many copies":                "FROM nginx\nCOPY " + strings.Repeat("conf ", 40_000) + "/etc/nginx/\n" + strings.Repeat("RUN rm /etc/nginx/a.conf\n", 900),
		"many removals":              "FROM nginx\nRUN rm " + strings.Repeat("/etc/nginx/x ", 15_000) + "\n",
		"stages that copy all":       "FROM nginx AS a\nCOPY conf /etc/nginx/\n" + strings.Repeat("FROM a AS a\nCOPY --from=a /etc/nginx/* /etc/nginx/\n", 400),
		"a line that never ends":     "FROM a\nCMD " + strings.Repeat("\\\n", 60_000),
		"a text that never ends":     "FROM a\nRUN <<EOF\n" + strings.Repeat("rm /etc/nginx/x\n", 10_000),
		"quotes and brackets":        "FROM a\nCMD [" + strings.Repeat("[", 100_000) + "\nRUN " + strings.Repeat("'\"", 30_000),
		"wildcards":                  "FROM nginx\n" + strings.Repeat("COPY */*/*/*/* /etc/nginx/\n", 900),
		"more instructions than one": strings.Repeat("FROM a\n", 30_000),
	} {
		t.Run(name, func(t *testing.T) {
			if len(text) > longestDockerfile {
				t.Fatal("it is not read at all")
			}
			f := tree.Set.Add("Dockerfile", "", []byte(text), true)
			began := time.Now()
			_, _ = readDockerfile(tree, &source.File{ID: f.ID, Name: f.Name, Src: f.Src}, buildOptions{Context: t.TempDir()})
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
