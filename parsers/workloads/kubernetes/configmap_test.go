package kubernetes

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/source"
)

// What is put off is what the parser would read: YAML beyond doubt, one ConfigMap of that name, and no text that could be a configuration or a template.
func FuzzPutOff(f *testing.F) {
	const begin = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n"
	for _, plain := range []string{
		begin + "  name: web\n",
		begin + "  labels:\n    app.kubernetes.io/name: web\n  name: 'web-1'\n  namespace: a/b\n\ndata:\n  KEEP_ALIVE: \"75\"\n  hello: some words of-it\n",
		begin + "  name: web\n  name: other\n  labels: all\n  annotations:\ndata:\n  a.b: 'say \"hi\": now, [a]'\n  a.b: /\n",
		begin + "  name: null\ndata:\n  empty: \"\"\n  yes: no\n  d: 2026-11-22\n",
	} {
		if _, _, ok := putOff([]byte(plain)); !ok {
			f.Errorf("parsed at once:\n%s", plain)
		}
		f.Add(plain)
	}
	for _, doubt := range []string{
		begin + "data:\n  a: b\n", begin + "  name: web\ndata:\n  a: |\n    b\n", begin + "  name: web\ndata:\n  a: 'b\n", begin + "  name: web\n   namespace: x\n",
		begin + "  name: web\ndata:\n  nginx.conf: words\n", begin + "  name: web\ndata:\n  a: \"listen 80;\"\n", begin + "  name: \"{{ .Release.Name }}\"\n", begin + "  name: '<%= a %>'\n",
		begin + "  name: web\ndata:\n  a: b\n c: d\n", begin + "  name: web\ndata:\n  a: b  c\n", begin + "  name: web\ndata:\n  a: *b\n", begin + "  name: web\r\n", "kind: ConfigMap\n",
	} {
		if name, _, ok := putOff([]byte(doubt)); ok {
			f.Errorf("put off as %q:\n%s", name, doubt)
		}
		f.Add(doubt)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, namespace, ok := putOff([]byte(text))
		if !ok {
			return
		}
		file := &source.File{Name: "a.yaml", Src: []byte(text)}
		docs := load(file, nil, func(_ *source.File, reason string) { t.Fatalf("put off, but %s", reason) })
		if len(docs) != 1 || docs[0].root == nil {
			t.Fatalf("put off, but it has %d documents", len(docs))
		}
		docs[0].name, docs[0].namespace = "", "" // as of one that the parser reads at once
		all := objectsOf(docs[0], nil, "")
		if len(all) != 1 || all[0].kind != "ConfigMap" || all[0].name != name || all[0].namespace != namespace {
			t.Fatalf("put off as %q in %q, but it is %+v", name, namespace, all)
		}
		for _, p := range all[0].root.get("data").pairsOf() {
			if mayConfigure(p.key, p.value.text) || p.value.open != "" {
				t.Errorf("put off with %q: %q", p.key, p.value.text)
			}
		}
	})
}
