package presets_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/presets"
)

// words splits a command line; "?" stands for a word that is not known.
func words(line string) (all []presets.Word) {
	for w := range strings.SplitSeq(line, "|") {
		switch w {
		case "":
		case "?":
			all = append(all, presets.Word{Open: "it is computed"})
		default:
			all = append(all, presets.Word{Text: w})
		}
	}
	return all
}

func environment(pairs string) map[string]presets.Word {
	env := map[string]presets.Word{}
	for pair := range strings.FieldsSeq(pairs) {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = presets.Word{Text: value}
		if value == "?" {
			env[name] = presets.Word{Open: "it is computed"}
		}
	}
	return env
}

func TestRecognise(t *testing.T) {
	for _, c := range []struct{ image, words, env, want string }{
		{"", "gunicorn|--keep-alive|75|-k|gthread|app:app", "", "gunicorn:--keep-alive=75,worker=gthread 75s by --keep-alive 75"},
		{"", "gunicorn|--keep-alive=75|--threads|2|app:app", "", "gunicorn:--keep-alive=75,threads=2 75s by --keep-alive=75"},
		{"", "gunicorn|app:app", "", "gunicorn never reused"},
		{"", "gunicorn|-k|uvicorn.workers.UvicornWorker|app:app", "", "gunicorn:worker=uvicorn.workers.UvicornWorker 2s"},
		{"", "gunicorn|-k|gthread|-c|conf.py|app:app", "", "gunicorn:worker=gthread open: gunicorn may be told otherwise by its configuration file conf.py"},
		{"", "gunicorn|-k|gthread|-c|conf.py|--keep-alive|75|app:app", "", "gunicorn:--keep-alive=75,worker=gthread 75s by --keep-alive 75"},
		{"", "gunicorn|-k|gthread|app:app", "GUNICORN_CMD_ARGS=--keep-alive=30", "gunicorn:--keep-alive=30,worker=gthread 30s by --keep-alive=30"},
		{"", "gunicorn|-k|gthread|--keep-alive|?", "", "gunicorn:worker=gthread open: --keep-alive is not known: it is computed"},
		{"", "sh|-c|exec gunicorn -k gthread --keep-alive ${KEEP:-75} app:app", "", "gunicorn:--keep-alive=75,worker=gthread 75s by --keep-alive 75"},
		{"", "sh|-c|exec gunicorn -k gthread --keep-alive $KEEP app:app", "KEEP=90", "gunicorn:--keep-alive=90,worker=gthread 90s by --keep-alive 90"},
		{"", "sh|-c|gunicorn -k gthread --keep-alive $KEEP", "", "gunicorn:worker=gthread open: --keep-alive is not known: the variable KEEP is not set here"},
		{"", "/bin/sh|-lc|python manage.py migrate && exec uvicorn app:app --timeout-keep-alive 75", "", "uvicorn:--timeout-keep-alive=75 75s by --timeout-keep-alive 75"},
		{"", "poetry|run|uvicorn|app:app", "", "uvicorn 5s"},
		{"", "python|-m|uvicorn|app:app", "UVICORN_TIMEOUT_KEEP_ALIVE=65", "uvicorn:--timeout-keep-alive=65 65s by UVICORN_TIMEOUT_KEEP_ALIVE=65"},
		{"", "/usr/bin/tini|--|chamber|exec|app|--|/venv/bin/hypercorn|app", "", "hypercorn 5s"},
		{"", "bundle|exec|puma", "PUMA_PERSISTENT_TIMEOUT=75", "puma:persistent_timeout=75 75s by PUMA_PERSISTENT_TIMEOUT=75"},
		{"", "", "PUMA_PERSISTENT_TIMEOUT=75", "puma:persistent_timeout=75 75s by PUMA_PERSISTENT_TIMEOUT=75"},
		{"", "bundle|exec|puma|-C|config/puma.rb", "", "puma open: puma may be told otherwise by its configuration file config/puma.rb"},
		{"", "pip|install|gunicorn", "", "nothing"},
		{"", "sh|-c|PUMA_PERSISTENT_TIMEOUT=80 bundle exec puma", "", "puma:persistent_timeout=80 80s by PUMA_PERSISTENT_TIMEOUT=80"},
		{"", "cross-env|NODE_ENV=production|next|start", "", "next 5s"},
		{"", "python|main.py", "", " open: its code says which server it is"},
		{"", "python|main.py", "UVICORN_TIMEOUT_KEEP_ALIVE=65", " open: its code says which server it is"},
		{"", "start|-r|unified", "GUNICORN_CMD_ARGS=--threads=2", "gunicorn:threads=2 open: whether start starts gunicorn is not known"},
		{"acme/app:3", "", "GUNICORN_CMD_ARGS=--threads=2", "gunicorn:threads=2 2s"},
		{"acme/app:3", "./acme", "Kestrel__Limits__KeepAliveTimeout=00:02:00", "kestrel:KeepAliveTimeout=00:02:00 120s by Kestrel__Limits__KeepAliveTimeout=00:02:00"},
		{"", "python|main.py", "KEEP_ALIVE_TIMEOUT=55", "convention KEEP_ALIVE_TIMEOUT=55 55"},
		{"", "curl|--keep-alive|75", "", "nothing"},
		{"", `sh|-c|sh -c "exec gunicorn --threads 2 --keep-alive=40 app:app"`, "", "gunicorn:--keep-alive=40,threads=2 40s by --keep-alive=40"},
		{"", `sh -c 'migrate && exec gunicorn --threads 2 --keep-alive $K app:app'`, "K=41", "gunicorn:--keep-alive=41,threads=2 41s by --keep-alive 41"},
		{"", `sh|-c|bash -c "gunicorn --threads 2 --keep-alive ${K:-42} app:app"`, "", "gunicorn:--keep-alive=42,threads=2 42s by --keep-alive 42"},
		{"", `sh|-c|bash -c "gunicorn --threads 2 --keep-alive $K app:app"`, "", "gunicorn:threads=2 open: --keep-alive is not known: the variable K is not set here"},
		{"", `sh|-c|sh -c "sh -c 'sh -c \\"sh -c gunicorn\\"'"`, "", "nothing"},
		{"node:22", "", "", "nothing"},
		{"", "gunicorn|-b :8000|-kgthread|--threads=4|app", "", "gunicorn:threads=4,worker=gthread 2s"},
		{"node:22", "node|server.js", "", "node@22 open: node is governed by server.keepAliveTimeout, which code can set (5s where it does not)"},
		{"node:22", "next|start|--keepAliveTimeout|65000", "", "next:--keepAliveTimeout=65000 65s by --keepAliveTimeout 65000"},
		{"registry.example:5000/library/nginx:1.27@sha256:ab", "", "", "nginx open: nginx is governed by its configuration"},
		{"acme/app:3", "", "", "nothing"},
		{"acme/app:3", "", "KEEP_ALIVE_TIMEOUT=55", "convention KEEP_ALIVE_TIMEOUT=55 55"},
		{"acme/app:3", "", "KEEP_ALIVE_TIMEOUT=65000", "convention KEEP_ALIVE_TIMEOUT=65000 65"},
		{"acme/app:3", "", "KEEP_ALIVE_TIMEOUT=often", "nothing"},
		{"acme/app:3", "", "KEEP_ALIVE_TIMEOUT=?", "convention KEEP_ALIVE_TIMEOUT 0"},
		{"acme/app:3", "", "HTTP_IDLE_TIMEOUT=30", "nothing"},
		{"acme/app:3", "", "Kestrel__Limits__KeepAliveTimeout=00:02:00", "kestrel:KeepAliveTimeout=00:02:00 120s by Kestrel__Limits__KeepAliveTimeout=00:02:00"},
	} {
		if got := recognised(t, presets.Process{Image: c.image, Words: words(c.words), Env: environment(c.env)}); got != c.want {
			t.Errorf("%s %s %s:\n got %s\nwant %s", c.image, c.words, c.env, got, c.want)
		}
	}
}

func recognised(t *testing.T, p presets.Process) string {
	t.Helper()
	s, ok := presets.Recognise(p)
	switch {
	case !ok:
		return "nothing"
	case s.Convention:
		return "convention " + s.Decided + " " + strconv.FormatFloat(s.Seconds, 'f', -1, 64)
	case s.Open != "":
		return s.Ref.String() + " open: " + s.Open
	}
	preset, ok := presets.Lookup(s.Ref.Name)
	if !ok {
		t.Fatalf("no preset %s", s.Ref.Name)
	}
	r, err := preset.Resolve(s.Ref)
	if err != nil {
		t.Fatal(err)
	}
	got := s.Ref.String() + " " + r.Accepts.String()
	if s.Decided != "" {
		got += " by " + s.Decided
	}
	return got
}

func TestScriptOf(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"npm|start", "start"},
		{"dumb-init|npm|run|start:prod|--|--port|3000", "start:prod +2"},
		{"npm|--prefix|server|start", "start in server"},
		{"npm|run|start|-w|api", "start of api"},
		{"yarn|workspace|@acme/api|start", "start of @acme/api"},
		{"pnpm|--filter=api|start", "start of api"},
		{"sh|-c|npm run migrate && npm start", "start"},
		{"npm|ci", "none"},
		{"node|server.js", "none"},
		{"npm|run|?", "none"},
	} {
		got := "none"
		if s, ok := presets.ScriptOf(presets.Process{Words: words(c.words)}); ok {
			got = s.Name
			if s.Folder != "" {
				got += " in " + s.Folder
			}
			if s.Workspace != "" {
				got += " of " + s.Workspace
			}
			if len(s.Rest) > 0 {
				got += " +" + strconv.Itoa(len(s.Rest))
			}
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.words, got, c.want)
		}
	}
}

// Whatever a command line holds, nothing panics, and words are never invented.
func FuzzRecognise(f *testing.F) {
	f.Add("sh -c 'exec gunicorn --keep-alive ${X:-75}'", "X=1")
	f.Add("uvicorn app --timeout-keep-alive=\"$Y", "")
	f.Fuzz(func(t *testing.T, line, env string) {
		s, ok := presets.Recognise(presets.Process{Words: []presets.Word{{Text: "sh"}, {Text: "-c"}, {Text: line}}, Env: environment(env)})
		if ok && !s.Convention && len(s.Runs) == 0 {
			if _, found := presets.Lookup(s.Ref.Name); !found {
				t.Errorf("%q is started by %q, which is no preset", s.Ref.Name, line)
			}
		}
	})
}
