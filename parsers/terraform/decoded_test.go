package terraform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// TestDecoded reads JSON texts however they were made; unknown parts are shown as "?", references behind an arrow.
func TestDecoded(t *testing.T) {
	tests := map[string]struct{ expr, want string }{
		"jsonencode":          {`jsonencode([{ image = var.image, command = ["gunicorn", "--keep-alive", "75"], log = aws_lb.x.name }])`, `[{"command":["gunicorn","--keep-alive","75"],"image":?,"log":?}] -> aws_lb.x`},
		"heredoc":             {"<<EOT\n  [{\"image\": \"${var.image}:1\", \"cpu\": ${var.cpu}, \"port\": ${80 + 1}, \"q\": \"a\\\"b\"}]\n  EOT", `[{"cpu":?,"image":?,"port":81,"q":"a\"b"}]`},
		"text":                {`"[1, {\"a\": null}]"`, `[1,{"a":null}]`},
		"file":                {`file("task.json")`, `{"idle":61}`},
		"template":            {`templatefile("task.tpl", { image = var.image, port = 80 })`, `[{"image":?,"port":80}]`},
		"encoded":             {`"[${jsonencode({ image = var.image })}, ${jsonencode({ a = 1 })}]"`, `[{"image":?},{"a":1}]`},
		"quoted":              {`"[\"${jsonencode({ image = var.image })}\"]"`, `[?]`},
		"rendered":            {`data.template_file.t.rendered`, `[{"image":?,"port":80}]`},
		"rendered as of 0.11": {`"${data.template_file.old.rendered}"`, `[{"image":?,"port":81}]`},
		"not rendered":        {`data.template_file.unknown.rendered`, "no"},
		"yaml":                {`yamlencode({ a = var.image, b = 1 })`, `{"a":?,"b":1}`},
		"no JSON":             {`"hello ${var.image}"`, "no"},
		"unknown":             {`var.image`, "no"},
		"number":              {`5`, "no"},
		"broken":              {`"{\"a\": ${var.image}"`, "no"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, src := range map[string]string{
				"main.tf": "variable \"image\" {}\nvariable \"cpu\" {}\nresource \"aws_lb\" \"x\" {}\n" +
					"data \"template_file\" \"t\" {\n  template = file(\"task.tpl\")\n  vars = { image = var.image, port = 80 }\n}\n" +
					"data \"template_file\" \"old\" {\n  template = \"${file(\"${path.module}/task.tpl\")}\"\n  vars {\n    image = \"${var.image}:1\"\n    port = 81\n  }\n}\n" +
					"data \"template_file\" \"unknown\" {\n  template = var.image\n}\nresource \"aws_ecs_task_definition\" \"t\" {\n  container_definitions = " +
					test.expr + "\n}\n",
				"task.json": `{"idle": 61}`,
				"task.tpl":  `[{"image": "${image}", "port": ${port}}]`,
			} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(src), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			in := open(t, dir, "")
			r := terraform.Read(in)[0].Resources[1]
			got := "no"
			if d, ok := r.Attr("container_definitions")[0].Decoded(); ok {
				got = show(d.V)
				for _, ref := range d.Refs {
					got += " -> " + ref.Addr
				}
				if name == "file" {
					at, _ := d.Get("idle")
					if place := in.Tree.Set.File(at.From.At().File); place == nil || !strings.HasSuffix(place.Name, "task.json") || at.From.At().Start != 9 {
						t.Errorf("the number stands at %v", at.From.At())
					}
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
