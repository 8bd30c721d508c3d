package configs_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/configs"
	"github.com/timeoutlint/timeoutlint/source"
)

// survey reads files as a run does: those that are claimed, and that hold a word that matters.
func survey(t testing.TB, texts map[string]string) (settings []program.Setting, unread map[string]string, set *source.Set) {
	t.Helper()
	set = new(source.Set)
	var files []*source.File
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		src := []byte(texts[name])
		claim := configs.Match(name, src[:min(len(src), 8<<10)])
		if claim == parsers.No || claim == parsers.BySearch && !configs.Holds(name, src) {
			continue
		}
		files = append(files, set.Add(name, "/scan/"+name, src, false))
	}
	sources := &program.Sources{}
	unread = map[string]string{}
	configs.Survey(&parsers.Input{Sources: sources, Skip: func(f *source.File, reason string) { unread[f.Name] = reason }}, files)
	return sources.Settings, unread, set
}

// told is a setting in one line: preset, options, key, cases with the text of the place that decides.
func told(set *source.Set, s program.Setting) string {
	var out strings.Builder
	out.WriteString(s.Preset)
	for _, k := range slices.Sorted(maps.Keys(s.Options)) {
		fmt.Fprintf(&out, " %s=%s", k, s.Options[k])
		if v := s.OptionEnv[k]; v != "" {
			fmt.Fprintf(&out, "($%s)", v)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(s.Unclear)) {
		fmt.Fprintf(&out, " %s? %s", k, s.Unclear[k])
	}
	if s.Key != "" {
		out.WriteString(" " + s.Key + ":")
	}
	if len(s.Ports) > 0 {
		fmt.Fprintf(&out, " on %v", s.Ports)
	}
	for i, c := range s.Value {
		if i > 0 {
			out.WriteString(";")
		}
		out.WriteString(" " + c.String())
		if words := c.When.Words(); words != "" {
			out.WriteString(" " + words)
		}
		if c.From != nil && c.State == chain.Unresolved {
			out.WriteString(" (" + c.From.Note + ")")
		}
		if c.From != nil {
			out.WriteString(" `" + strings.TrimSpace(set.Text(c.From.At())) + "`")
		}
	}
	return out.String()
}

type test struct {
	text string
	want []string
}

// check reads one file for each case.
func check(t *testing.T, name string, cases map[string]test) {
	t.Helper()
	for what, c := range cases {
		t.Run(what, func(t *testing.T) {
			got := all(t, map[string]string{name: c.text})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s\n-want +got:\n%s", c.text, diff)
			}
		})
	}
}

func all(t testing.TB, texts map[string]string) (lines []string) {
	settings, unread, set := survey(t, texts)
	for _, s := range settings {
		lines = append(lines, told(set, s))
		if s.Set == nil || s.Insert.IsZero() || s.File == nil {
			t.Errorf("%s: nothing says how to set it, or where", s.Preset)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unread)) {
		lines = append(lines, path.Base(name)+" skipped: "+unread[name])
	}
	return lines
}

func TestGunicorn(t *testing.T) {
	check(t, "app/gunicorn.conf.py", map[string]test{
		"plain":         {"bind = ':8000'\nkeepalive = 75\nworker_class = \"gthread\"\nthreads = 4\n", []string{"gunicorn threads=4 worker=gthread keepalive: 75s `75`"}},
		"sync":          {"keepalive = 75\n", []string{"gunicorn keepalive: 75s `75`"}},
		"nothing":       {"workers = 4\n", []string{"gunicorn"}},
		"uvicorn":       {"worker_class = 'uvicorn.workers.UvicornWorker'\n", []string{"gunicorn worker=uvicorn.workers.UvicornWorker"}},
		"own worker":    {"worker_class = 'app.Worker'\nkeepalive=9\n", []string{"gunicorn worker? worker_class is app.Worker, of which nothing is known keepalive: 9s `9`"}},
		"off":           {"keepalive = 0\n", []string{"gunicorn keepalive: off `0`"}},
		"arithmetic":    {"MIN = 60\nkeepalive = 2 * MIN + 5  # two minutes\n", []string{"gunicorn keepalive: 125s `2 * MIN + 5`"}},
		"typed, long":   {"keepalive: int = (\n    1_000\n)\n", []string{"gunicorn keepalive: 1000s `(\n    1_000\n)`"}},
		"env, default":  {"import os\nkeepalive = int(os.getenv('GUNICORN_KEEPALIVE', '5'))\n", []string{"gunicorn keepalive: 5s unless variable GUNICORN_KEEPALIVE is set `int(os.getenv('GUNICORN_KEEPALIVE', '5'))`; unresolved if variable GUNICORN_KEEPALIVE is set (GUNICORN_KEEPALIVE of the environment decides) `int(os.getenv('GUNICORN_KEEPALIVE', '5'))`"}},
		"env by steps":  {"s = os.environ.get(\"KEEP_ALIVE\", \"5\")\nkeepalive = int(s)\n", []string{"gunicorn keepalive: 5s unless variable KEEP_ALIVE is set `int(s)`; unresolved if variable KEEP_ALIVE is set (KEEP_ALIVE of the environment decides) `int(s)`"}},
		"env, or":       {"keepalive = int(os.getenv('K') or 65)\n", []string{"gunicorn keepalive: 65s unless variable K is set `int(os.getenv('K') or 65)`; unresolved if variable K is set (K of the environment decides) `int(os.getenv('K') or 65)`"}},
		"env, bare":     {"keepalive = int(os.environ['K'])\n", []string{"gunicorn keepalive: unresolved unless variable K is set (K of the environment decides, and it is not known here) `int(os.environ['K'])`; unresolved if variable K is set (K of the environment decides) `int(os.environ['K'])`"}},
		"env options":   {"threads = int(os.getenv('THREADS', 4))\nworker_class = os.environ['WORKER']\n", []string{"gunicorn threads=4($THREADS) worker? worker_class is taken from WORKER, which is not known here"}},
		"computed":      {"keepalive = settings.KEEPALIVE\n", []string{"gunicorn keepalive: unresolved (settings.KEEPALIVE is computed when the server starts) `settings.KEEPALIVE`"}},
		"under an if":   {"keepalive = 5\nif DEBUG:\n    keepalive = 75\n", []string{"gunicorn keepalive: 5s unless DEBUG `5`; 75s if DEBUG `75`"}},
		"both branches": {"if PROD:\n    keepalive = 75\nelse:\n    keepalive = 5\n", []string{"gunicorn keepalive: 75s if PROD `75`; 5s unless PROD `5`"}},
		"three":         {"if A: keepalive = 1\nelif B: keepalive = 2\nelse: keepalive = 3\n", []string{"gunicorn keepalive: 1s if A `1`; 2s if B unless A `2`; 3s unless A or B `3`"}},
		"one branch":    {"if PROD:\n    keepalive = 75\n", []string{"gunicorn keepalive: absent unless PROD; 75s if PROD `75`"}},
		"last wins":     {"keepalive = 5\nkeepalive = 75\n", []string{"gunicorn keepalive: 75s `75`"}},
		"try":           {"try:\n    keepalive = 5\nexcept Exception:\n    keepalive = 6\n", []string{"gunicorn keepalive: 5s unless except Exception in line 3 of app/gunicorn.conf.py is taken `5`; 6s if except Exception in line 3 of app/gunicorn.conf.py is taken `6`"}},
		"a function":    {"def on_starting(server):\n    keepalive = 99\nkeepalive = 5\n", []string{"gunicorn keepalive: 5s `5`"}},
		"other names":   {"graceful_keepalive = 9\nx.keepalive = 8\ntext = '''\nkeepalive = 7\n'''\n# keepalive = 6\n", []string{"gunicorn"}},
		"augmented":     {"keepalive = 5\nkeepalive += 1\n", []string{"gunicorn keepalive: unresolved (keepalive += 1 is computed when the server starts) `keepalive += 1`"}},
		"anything":      {"keepalive = 5\nfor k, v in os.environ.items():\n    locals()[k] = v\n", []string{"gunicorn threads? threads is set under a condition worker? worker_class is set under a condition keepalive: 5s unless locals()[k] = v sets it `5`; unresolved if locals()[k] = v sets it (locals()[k] = v may set it) `locals()[k] = v`"}},
		"below zero":    {"keepalive = -1\n", []string{`gunicorn keepalive: unresolved (gunicorn: keepalive="-1" is below zero: write 65) ` + "`-1`"}},
		"no number":     {"keepalive = 'long'\n", []string{`gunicorn keepalive: unresolved (gunicorn: keepalive="long" is no amount of time: write 65) ` + "`'long'`"}},
		"template":      {"keepalive = {{ gunicorn_keepalive }}\n", []string{"gunicorn keepalive: unresolved ({{ gunicorn_keepalive }} is computed when the server starts) `{{ gunicorn_keepalive }}`"}},
		"in a text":     {"keepalive = int('{{ keepalive }}')\n", []string{"gunicorn keepalive: unresolved (int('{{ keepalive }}') is filled in by a template) `int('{{ keepalive }}')`"}},
		"CRLF, a mark":  {"\ufeffkeepalive = 5\r\nthreads = 2\r\n", []string{"gunicorn threads=2 keepalive: 5s `5`"}},
		"a bracket":     {"x = (\nkeepalive = 5\n", []string{"gunicorn.conf.py skipped: a bracket in it is not closed"}},
	})
}

func TestPuma(t *testing.T) {
	check(t, "config/puma.rb", map[string]test{
		"plain":       {"threads 1, 5\npersistent_timeout 75\n", []string{"puma persistent_timeout: 75s `75`"}},
		"brackets":    {"persistent_timeout(75)\n", []string{"puma persistent_timeout: 75s `75`"}},
		"nothing":     {"idle_timeout 5\nfirst_data_timeout 9\n", []string{"puma"}},
		"fetch":       {"persistent_timeout Integer(ENV.fetch(\"PERSIST\", 75))\n", []string{"puma persistent_timeout: 75s unless variable PERSIST is set `Integer(ENV.fetch(\"PERSIST\", 75))`; unresolved if variable PERSIST is set (PERSIST of the environment decides) `Integer(ENV.fetch(\"PERSIST\", 75))`"}},
		"fetch block": {"persistent_timeout ENV.fetch('P') { 75 }.to_i\n", []string{"puma persistent_timeout: 75s unless variable P is set `ENV.fetch('P') { 75 }.to_i`; unresolved if variable P is set (P of the environment decides) `ENV.fetch('P') { 75 }.to_i`"}},
		"or":          {"t = ENV['P'] || 65\npersistent_timeout t.to_i\n", []string{"puma persistent_timeout: 65s unless variable P is set `t.to_i`; unresolved if variable P is set (P of the environment decides) `t.to_i`"}},
		"minutes":     {"persistent_timeout 2.minutes.to_i\n", []string{"puma persistent_timeout: 120s `2.minutes.to_i`"}},
		"modifier":    {"persistent_timeout 75 if ENV['RAILS_ENV'] == 'production'\n", []string{"puma persistent_timeout: absent unless ENV['RAILS_ENV'] == 'production'; 75s if ENV['RAILS_ENV'] == 'production' `75`"}},
		"if else":     {"if ENV['A']\n  persistent_timeout 75\nelse\n  persistent_timeout 5\nend\n", []string{"puma persistent_timeout: 75s if ENV['A'] `75`; 5s unless ENV['A'] `5`"}},
		"unless":      {"unless dev?\n  persistent_timeout 75\nend\npersistent_timeout 5 if x\n", []string{"puma persistent_timeout: absent if dev? unless x; 75s unless dev? or x `75`; 5s if x `5`"}},
		"comments":    {"=begin\npersistent_timeout 1\n=end\n# persistent_timeout 2\nx = <<~TEXT\n  persistent_timeout 3\nTEXT\npersistent_timeout 75\n__END__\npersistent_timeout 4\n", []string{"puma persistent_timeout: 75s `75`"}},
		"a block":     {"on_worker_boot do\n  persistent_timeout 3\nend\npersistent_timeout 75\n", []string{"puma persistent_timeout: 75s `75`"}},
		"lines":       {"persistent_timeout ENV\n  .fetch('P', 75)\n  .to_i\n", []string{"puma persistent_timeout: 75s unless variable P is set `ENV\n  .fetch('P', 75)\n  .to_i`; unresolved if variable P is set (P of the environment decides) `ENV\n  .fetch('P', 75)\n  .to_i`"}},
		"computed":    {"persistent_timeout Settings.timeout\n", []string{"puma persistent_timeout: unresolved (Settings.timeout is computed when the server starts) `Settings.timeout`"}},
		"ERB":         {"persistent_timeout <%= @timeout %>\n", []string{"puma persistent_timeout: unresolved (<%= @timeout %> is computed when the server starts) `<%= @timeout %>`"}},
	})
}
