//go:build linux

package safety

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// file gives a shape of one file.
func file(name, text string) func(testing.TB, string) {
	return func(t testing.TB, dir string) { write(t, filepath.Join(dir, name), text) }
}

// long streams a text of n repetitions, so that the test itself stays small: what a parent holds counts for its child.
func long(name, head, part string, n int, tail string) func(testing.TB, string) {
	return func(t testing.TB, dir string) {
		t.Helper()
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		h, err := os.Create(path)
		must(t, err)
		w := bufio.NewWriterSize(h, 1<<16)
		_, _ = w.WriteString(head) // the error stays until Flush
		for range n {
			_, _ = w.WriteString(part)
		}
		_, _ = w.WriteString(tail)
		must(t, w.Flush())
		must(t, h.Close())
	}
}

// numbered streams n lines, in which %d is their number; %[1]d where it stands twice.
func numbered(name, head, line string, n int, tail string) func(testing.TB, string) {
	return func(t testing.TB, dir string) {
		t.Helper()
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		h, err := os.Create(path)
		must(t, err)
		w := bufio.NewWriterSize(h, 1<<16)
		_, _ = w.WriteString(head) // the error stays until Flush
		for i := range n {
			_, _ = fmt.Fprintf(w, line, i, i+1)
		}
		_, _ = w.WriteString(tail)
		must(t, w.Flush())
		must(t, h.Close())
	}
}

func several(all ...func(testing.TB, string)) func(testing.TB, string) {
	return func(t testing.TB, dir string) {
		t.Helper()
		for _, one := range all {
			one(t, dir)
		}
	}
}

func nested(open, inner, closed string, n int) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(closed, n)
}

// doubling is a list of names of which each stands for the one before twice: 2 to the power of n at the end.
func doubling(first, each string, n int) string {
	var b strings.Builder
	b.WriteString(first)
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, each, i, i-1)
	}
	return b.String()
}

// folders makes a chain of folders, each in the one before.
func folders(depth int, name, text string) func(testing.TB, string) {
	return func(t testing.TB, dir string) {
		t.Helper()
		at, err := os.Open(dir)
		must(t, err)
		fd := int(at.Fd())
		for range depth {
			must(t, syscall.Mkdirat(fd, "d", 0o755))
			next, err := syscall.Openat(fd, "d", syscall.O_RDONLY|syscall.O_DIRECTORY, 0)
			must(t, err)
			if fd != int(at.Fd()) {
				must(t, syscall.Close(fd))
			}
			fd = next
		}
		h, err := syscall.Openat(fd, name, syscall.O_WRONLY|syscall.O_CREAT, 0o644)
		must(t, err)
		_, err = syscall.Write(h, []byte(text))
		must(t, err)
		must(t, syscall.Close(h))
		must(t, syscall.Close(fd))
		must(t, at.Close())
	}
}

// tiny makes n files, 1,000 in a folder.
func tiny(n int, name, text string) func(testing.TB, string) {
	return func(t testing.TB, dir string) {
		t.Helper()
		for i := range n {
			sub := filepath.Join(dir, "tiny", fmt.Sprint(i/1000))
			if i%1000 == 0 {
				must(t, os.MkdirAll(sub, 0o755))
			}
			must(t, os.WriteFile(filepath.Join(sub, fmt.Sprintf(name, i)), []byte(text), 0o644))
		}
	}
}

func link(target, name string) func(testing.TB, string) {
	return func(t testing.TB, dir string) {
		t.Helper()
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.Symlink(target, path))
	}
}

func pipe(name string) func(testing.TB, string) {
	return func(t testing.TB, dir string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, syscall.Mkfifo(filepath.Join(dir, name), 0o644))
	}
}

const lb = "resource \"aws_lb\" \"a\" {\n  name = \"a\"\n  load_balancer_type = \"application\"\n  idle_timeout = "

var shapes = []shape{
	{name: "nginx blocks nested", make: file("nginx.conf", nested("http{", "", "}", 300_000))},
	{name: "nginx blocks never closed", make: long("nginx.conf", "", "server {\n", 500_000, "")},
	{name: "nginx a line of 100 MB", make: long("nginx.conf", "http { server { listen 80; location / { proxy_pass http://", strings.Repeat("x", 1<<16), 1600, "; } } }")},
	{name: "nginx a line of 100 MB in a quote", make: long("nginx.conf", `http { server { add_header A "`, strings.Repeat("y", 1<<16), 1600, "")},
	{name: "nginx words of one directive", make: long("nginx.conf", "http { server { server_name ", "a ", 5_000_000, "; } }")},
	{name: "nginx words between comments", make: long("nginx.conf", "http { server { server_name ", "a\n#c\n", 500_000, "; } }")},
	{name: "nginx semicolons", make: long("nginx.conf", "http { ", ";", 10_000_000, "}")},
	{name: "nginx include of itself", make: file("nginx.conf", "http { include nginx.conf; }"), want: "TL002"},
	{name: "nginx include tree", make: func(t testing.TB, dir string) {
		for i := range 9 {
			write(t, filepath.Join(dir, fmt.Sprintf("l%d.inc", i)), strings.Repeat(fmt.Sprintf("include l%d.inc;\n", i+1), 10))
		}
		write(t, filepath.Join(dir, "l9.inc"), "keepalive_timeout 10s;\n")
		write(t, filepath.Join(dir, "nginx.conf"), "http { include l0.inc; }")
	}},
	{name: "nginx globs", make: file("nginx.conf", "http { "+strings.Repeat("include "+strings.Repeat("*?", 2000)+"x;", 200)+" }")},
	{name: "nginx a pipe included", make: several(pipe("p.conf"), file("nginx.conf", "http { include p.conf; }"))},
	{name: "nginx variables in a circle", make: numbered("nginx.conf", "http { server { listen 80; ", "set $v%d \"$v%d$v%[2]d\";\n", 50_000, "location / { proxy_set_header Connection $v0; proxy_pass http://a; } } }")},
	{name: "nginx maps in a circle", make: numbered("nginx.conf", "http { ", "map $m%[1]d $m%[2]d { default $m%[1]d; ~(a+)+$ $m%[2]d; }\n", 5_000, "server { location / { proxy_set_header Connection $m5000; proxy_pass http://a; } } }")},
	{name: "nginx a map of 100,000 patterns", make: numbered("nginx.conf", "http { map $http_upgrade $c { default ''; ", "~*(a+)+%d$ x%d;\n", 100_000, "} upstream u { server a; keepalive 2; } server { location / { proxy_http_version 1.1; proxy_set_header Connection $c; proxy_pass http://u; } } }")},
	{name: "nginx servers and upstreams", make: several(
		numbered("nginx.conf", "http { ", "upstream u%[1]d { server 127.0.0.1:8080; keepalive 2; } server { listen 8080; server_name s%[1]d; location / { proxy_pass http://u%[1]d; } }\n", 3_000, "}"))},
	{name: "nginx locations nested", make: file("nginx.conf", "http { server { "+nested("location / { ", "proxy_pass http://a;", "}", 100_000)+" } }")},
	{name: "nginx fragments", make: tiny(5_000, "%d.conf", "server { listen 80; location / { proxy_pass http://a; } }\n")},

	{name: "terraform brackets", make: file("main.tf", lb+nested("[", "1", "]", 300_000)+"\n}\n"), want: "TL001"},
	{name: "terraform prefixes", make: file("main.tf", lb+strings.Repeat("!", 300_000)+"true\n}\n"), want: "TL001"},
	{name: "terraform blocks", make: file("main.tf", nested("a {\n", "", "}\n", 300_000)), want: "TL001"},
	{name: "terraform an expression of operators", make: file("main.tf", lb+"1"+strings.Repeat("+1", 300_000)+"\n}\n"), want: "TL001"},
	{name: "terraform templates in templates", make: file("main.tf", "locals {\n a = "+nested(`"${`, "1", `}"`, 100_000)+"\n}\n"), want: "TL001"},
	{name: "terraform 100 MB", make: long("main.tf", "", lb+"60\n}\n", 1_200_000, ""), want: "MiB"},
	{name: "terraform locals in a circle", make: numbered("main.tf", lb+"local.a0\n}\nlocals {\n", "a%d = local.a%d\n", 20_000, "a20000 = local.a0\n}\n")},
	{name: "terraform a long chain of locals", make: numbered("main.tf", lb+"local.a0\n}\nlocals {\n", "a%d = local.a%d\n", 20_000, "a20000 = 60\n}\n")},
	{name: "terraform doubling text", make: file("main.tf", lb+"length(local.a60)\n}\nlocals {\n"+doubling("a0 = \"x\"\n", "a%d = \"${local.a%[2]d}${local.a%[2]d}\"\n", 60)+"}\n")},
	{name: "terraform doubling lists", make: file("main.tf", lb+"length(local.a60)\n}\nlocals {\n"+doubling("a0 = [1]\n", "a%d = [local.a%[2]d, local.a%[2]d]\n", 60)+"}\n")},
	{name: "terraform doubling lists flattened", make: file("main.tf", lb+"length(flatten(local.a40))\n}\nlocals {\n"+doubling("a0 = [1]\n", "a%d = concat(local.a%[2]d, local.a%[2]d)\n", 40)+"}\n")},
	{name: "terraform doubling conditions", make: func(t testing.TB, dir string) {
		var b strings.Builder
		b.WriteString(lb + "local.a200\n}\nlocals {\n a0 = 60\n")
		for i := range 200 {
			fmt.Fprintf(&b, " a%d = var.v%d ? local.a%d + 1 : local.a%d + 2\n", i+1, i, i, i)
		}
		b.WriteString("}\n")
		for i := range 200 {
			fmt.Fprintf(&b, "variable \"v%d\" {}\n", i)
		}
		write(t, filepath.Join(dir, "main.tf"), b.String())
	}},
	{name: "terraform count of 1e9", make: file("main.tf", strings.Replace(lb, "name", "count = 1000000000\n name", 1)+"60\n}\n")},
	{name: "terraform range of 1e9", make: file("main.tf", strings.Replace(lb, "name", "for_each = toset([for i in range(1000000000) : tostring(i)])\n name", 1)+"60\n}\n")},
	{name: "terraform loops in loops", make: file("main.tf", lb+"length([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000): a]]]])\n}\n")},
	{name: "terraform setproduct", make: file("main.tf", lb+"length(setproduct("+strings.Repeat("range(1000), ", 9)+"range(1000)))\n}\n")},
	{name: "terraform wide formats", make: file("main.tf", lb+"length(format(\"%1000000000d\", 1))\n}\n")},
	{name: "terraform powers", make: file("main.tf", lb+"pow(10, 1000000000)\n}\n")},
	{name: "terraform a long number", make: long("main.tf", lb, "9", 4<<20, "\n}\n")},
	{name: "terraform a number with an exponent", make: file("main.tf", lb+"1e1000000000\n}\n")},
	{name: "terraform patterns", make: file("main.tf", lb+`length(regexall("(a*)*b{1000}{1000}", "`+strings.Repeat("a", 100_000)+"\"))\n}\n")},
	{name: "terraform replace grows", make: file("main.tf", lb+"length("+nested("replace(", `"xxxxxxxxxx"`, `, "x", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")`, 20)+")\n}\n")},
	{name: "terraform a module of itself", make: file("main.tf", "module \"m\" {\n  source = \"./\"\n  count = 5\n}\n"+lb+"60\n}\n")},
	{name: "terraform modules that call each other", make: several(
		file("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n"), file("m/main.tf", strings.Repeat("module \"m%d\" {\n  source = \"../n\"\n}\n", 1)+"module \"a\" {\n source=\"../n\"\n}\nmodule \"b\" {\n source=\"../n\"\n}\n"),
		file("n/main.tf", "module \"a\" {\n source=\"../m\"\n}\nmodule \"b\" {\n source=\"../m\"\n}\n"+lb+"60\n}\n"))},
	{name: "terraform doubling modules", make: func(t testing.TB, dir string) {
		for i := range 40 {
			write(t, filepath.Join(dir, fmt.Sprintf("m%d", i), "main.tf"), fmt.Sprintf("module \"a\" {\n source = \"../m%[1]d\"\n}\nmodule \"b\" {\n source = \"../m%[1]d\"\n}\n", i+1))
		}
		write(t, filepath.Join(dir, "m40", "main.tf"), lb+"60\n}\n")
	}},
	{name: "terraform templates of themselves", make: several(file("main.tf", lb+"templatefile(\"t.tpl\", {})\n}\n"), file("t.tpl", `${templatefile("t.tpl", {})}${templatefile("t.tpl", {})}`))},
	{name: "terraform JSON depth", make: file("main.tf.json", `{"resource":{"aws_lb":{"a":`+nested(`{"idle_timeout":`, "1", "}", 300_000)+"}}}"), want: "TL001"},
	{name: "terraform dynamic blocks", make: file("main.tf", strings.Replace(lb, "name", "dynamic \"access_logs\" {\n for_each = range(1000000000)\n content {\n dynamic \"x\" {\n for_each = range(1000000)\n content {}\n }\n }\n }\n name", 1)+"60\n}\n")},
	{name: "terraform 2,000 balancers", make: numbered("main.tf", "", "resource \"aws_lb\" \"a%[1]d\" {\n  idle_timeout = %[2]d\n}\nresource \"aws_lb_listener\" \"l%[1]d\" {\n load_balancer_arn = aws_lb.a%[1]d.arn\n default_action {\n type=\"forward\"\n target_group_arn = aws_lb_target_group.t.arn\n }\n}\n", 2_000, "resource \"aws_lb_target_group\" \"t\" {\n port = 80\n}\n")},
	{name: "plan JSON depth", make: file("plan.json", `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":`+nested(`{"child_modules":[`, "", "]}", 200_000)+"}}")},

	{name: "YAML aliases in timeoutlint.yaml", make: file("sub/timeoutlint.yaml", "version: 1\nx: &a0 [1]\n"+doubling("", "y%d: &a%[1]d [*a%[2]d, *a%[2]d, *a%[2]d]\n", 60))},
	{name: "YAML aliases in an OpenAPI document", make: file("openapi.yaml", "openapi: 3.0.0\nx-google-backend: {address: 'https://a', deadline: 10}\nx: &a0 [1]\n"+doubling("", "y%d: &a%[1]d [*a%[2]d, *a%[2]d, *a%[2]d]\n", 60))},
	{name: "YAML aliases in a manifest", make: file("k.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n x: &a0 [1]\n"+doubling("", " y%d: &a%[1]d [*a%[2]d, *a%[2]d, *a%[2]d]\n", 60))},
	{name: "YAML merges in compose", make: file("compose.yaml", "x0: &a0 {image: 'nginx:1.25'}\n"+doubling("", "x%d: &a%[1]d {<<: [*a%[2]d, *a%[2]d, *a%[2]d]}\n", 60)+"services:\n  web:\n    <<: *a60\n")},
	{name: "YAML aliases to what holds them", make: file("compose.yaml", "services: &a\n  web: &b\n    <<: *b\n    environment: *a\n    command: *b\n")},
	{name: "YAML flow depth", make: several(file("compose.yaml", "services: "+nested("[", "", "]", 500_000)), file("openapi.yaml", "openapi: 3.0.0\nx: "+nested("{a: ", "", "}", 200_000)), file("k.yaml", "apiVersion: v1\nkind: Service\nspec: "+nested("[", "", "]", 200_000)))},
	{name: "YAML block depth", make: func(t testing.TB, dir string) {
		var b strings.Builder
		b.WriteString("apiVersion: v1\nkind: Service\n")
		for i := range 5_000 {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		write(t, filepath.Join(dir, "k.yaml"), b.String())
		write(t, filepath.Join(dir, "compose.yaml"), b.String())
	}},
	{name: "YAML documents", make: long("k.yaml", "", "---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}], selector: {app: a}}\n", 50_000, "")},
	{name: "YAML documents with faults", make: long("k.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", "---\na: {{x}}\n b: [\n", 200_000, ""), want: "is no YAML near line"},
	{name: "YAML templates of expressions", make: long("k.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n", "{{x}}\n", 690_000, "")},
	{name: "YAML templates of items", make: long("k.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  - a\n", "  {{x}}\n", 520_000, "")},
	{name: "YAML templates of branches", make: long("k.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n", "    {{if x}}\n    a: b\n", 190_000, "")},
	{name: "YAML templates of a line", make: several(
		long("k.yaml", "apiVersion: v1\nkind: Service\nspec: a", "{{x}}", 800_000, "\n"), long("l.yaml", "apiVersion: v1\nkind: Service\nspec: {{ \"", `\"`, 2_000_000, "\n"))},
	{name: "YAML a line of 60 MB", make: long("k.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: '", strings.Repeat("x", 1<<16), 900, "'}\n")},
	{name: "plan JSON with a long number", make: long("plan.json", `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[{"address":"aws_lb.a","mode":"managed","type":"aws_lb","name":"a","values":{"idle_timeout":`, "9", 4<<20, "}}]}}}")},
	{name: "JSON depth in an OpenAPI document", make: file("openapi.json", `{"openapi":"3.0.0","x-google-backend":`+nested(`{"a":`, "1", "}", 300_000)+"}")},
	{name: "OpenAPI references in a circle", make: file("openapi.yaml", "openapi: 3.0.0\ninfo: {title: a, version: '1'}\nx-google-backend: {address: 'https://a', deadline: 10}\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n")},
	{name: "config extends in a circle", make: several(file("sub/timeoutlint.yaml", "version: 1\nextends: ../b.yaml\n"), file("b.yaml", "version: 1\nextends: sub/timeoutlint.yaml\n"))},
	{name: "config links of all to all", make: several(
		numbered("all.yaml", "version: 1\nlinks:\n  - \"aws_lb.* -> s*\"\n  - \"aws_lb.* -> s*\"\nservers:\n", "  s%[1]d: { idle_timeout: %[2]ds }\n", 2_000, ""),
		numbered("main.tf", "", "resource \"aws_lb\" \"a%[1]d\" {\n  idle_timeout = %[2]d\n}\n", 2_000, "")), args: []string{"--config", "all.yaml", "."}},
	{name: "config braces to expand", make: several(tiny(2_000, "%d.conf", "x"), file("sub/timeoutlint.yaml", "version: 1\nexclude: [\""+strings.Repeat("{a,b,a,b}", 200)+"\", \""+strings.Repeat("**/", 200)+"x\", \""+strings.Repeat("*a", 500)+"\", \""+strings.Repeat("{*,**}", 60)+"z\"]\n"))},
	{name: "config huge numbers", make: file("sub/timeoutlint.yaml", "version: 1\nservers:\n  a: {idle_timeout: 99999999999999999999999s}\n  b: {idle_timeout: 1e999}\n  c: {idle_timeout: -1s}\n")},

	{name: "Dockerfile long lines", make: several(long("Dockerfile", "FROM nginx:1.25\nRUN ", "echo a && \\\n", 1_000_000, "true\n"), long("b/Dockerfile", "FROM node:20\nCMD [", "\"a\",", 1_000_000, "\"b\"]\n"))},
	{name: "Dockerfile doubling variables", make: file("Dockerfile", "FROM node:20\nENV A0=x\n"+doubling("", "ENV A%d=$A%[2]d$A%[2]d\n", 60)+"CMD node --keep-alive-timeout=$A60\n")},
	{name: "Dockerfile stages in a circle", make: file("Dockerfile", "FROM b AS a\nFROM a AS b\nFROM b AS a\nCOPY --from=a / /\nCOPY --from=b / /\n")},
	{name: "Dockerfile of many stages", make: numbered("Dockerfile", "FROM node:20 AS s0\n", "FROM s%d AS s%d\nENV A=1\nCOPY . .\n", 20_000, "CMD gunicorn a:b\n")},
	{name: "compose extends and includes in a circle", make: several(
		file("compose.yaml", "include: [b/compose.yaml, compose.yaml]\nservers:\nservices:\n  a: {extends: {service: b}, env_file: .env}\n  b: {extends: {service: a}}\n  c: {extends: {file: b/compose.yaml, service: c}}\n"),
		file("b/compose.yaml", "include: [../compose.yaml]\nservices:\n  c: {extends: {file: ../compose.yaml, service: c}}\n"),
		long(".env", "", "A=$A$A${A:-${A:-${A}}}\n", 40_000, ""))},
	{name: "compose words and variables", make: several(
		long("compose.yaml", "services:\n  a: {image: x, command: '", "${A} b ", 200_000, "'}\n  b: {image: '${A:-b}'}\n"), long("b/compose.yaml", "services:\n  a: {image: '", "${A:-", 500_000, "'}\n"))},
	{name: "compose aliases of many variables", make: several(
		numbered("compose.yaml", "services:\n  a: &a\n    image: x\n    environment:\n", "      A%d: ${B%d}\n", 10_000, strings.Repeat("    # b\n", 2)+doubling("", "  b%d: *a # %d\n", 1_000)))},
	{name: "traefik services", make: numbered("traefik.yml", "providers: {}\nhttp:\n  services:\n", "    s%d: {loadBalancer: {servers: [{url: 'http://a%d'}]}}\n", 8_000, "")},
	{name: "compose of many services", make: numbered("compose.yaml", "services:\n", "  s%d: {image: 'nginx:1.25', depends_on: [s%d], ports: ['80:80'], command: [nginx]}\n", 5_000, "")},
	{name: "package.json scripts in a circle", make: several(file("package.json", `{"scripts":{"start":"npm run a && npm run a","a":"npm run b && npm run b","b":"npm run start && npm run start"},"dependencies":{"express":"4"}}`), file("Dockerfile", "FROM node:20\nCOPY . .\nCMD npm start\n"))},
	{name: "package.json doubling scripts", make: several(file("package.json", `{"scripts":{"start":"npm run a60","a0":"node x.js"`+doubling("", `,"a%d":"npm run a%[2]d && npm run a%[2]d"`, 60)+`}}`), file("Dockerfile", "FROM node:20\nCOPY . .\nCMD npm start\n"), file("x.js", "require('http').createServer().listen(80)"))},
	{name: "package.json depth", make: several(file("package.json", `{"scripts":`+nested(`{"start":`, "1", "}", 300_000)+"}"), file("Dockerfile", "FROM node:20\nCOPY . .\nCMD npm start\n"))},
	{name: "JavaScript without a newline", make: several(
		long("server.js", "const s=require('http').createServer();s.keepAliveTimeout=5000;", "f(`${a}`,/a[/]b/g,{b:[c=>d]});", 34_000, "s.listen(80)"),
		file("deep.js", "const h=require('http').createServer();h.keepAliveTimeout="+nested("(", "5", ")", 200_000)+";"),
		file("deep2.js", "const h=require('http').createServer();h.keepAliveTimeout="+nested("`${", "5", "}`", 200_000)+";"),
		file("deep3.ts", "const h=require('http').createServer();h.keepAliveTimeout="+strings.Repeat("a<", 200_000)+";"),
		file("package.json", `{"scripts":{"start":"node server.js"}}`), file("Dockerfile", "FROM node:20\nCOPY . .\nCMD npm start\n"))},
	{name: "Python and Go depth", make: several(
		file("app.py", "import uvicorn\nuvicorn.run(a, timeout_keep_alive="+nested("(", "5", ")", 200_000)+")\n"),
		file("main.go", "package main\nimport \"net/http\"\nfunc main() { s := &http.Server{IdleTimeout: "+nested("(", "5", ")", 200_000)+"}; s.ListenAndServe() }\n"),
		file("Program.cs", "builder.WebHost.ConfigureKestrel(o => o.Limits.KeepAliveTimeout = "+nested("(", "5", ")", 200_000)+");"))},
	{name: "configuration depth", make: several(
		file("application.conf", nested("server { a = [", "", "] }", 100_000)), file("application.yml", "server: "+nested("{a: ", "", "}", 100_000)), file("appsettings.json", `{"Kestrel":`+nested(`{"Limits":`, "1", "}", 200_000)+"}"),
		file("server.xml", nested("<Server>", "", "</Server>", 200_000)), file("config.toml", "a = "+nested("[", "", "]", 200_000)), file("application.properties", doubling("a0=x\nserver.tomcat.keep-alive-timeout=${a60}\n", "a%d=${a%[2]d}${a%[2]d}\n", 60)),
		file("gunicorn.conf.py", "keepalive = "+nested("(", "5", ")", 200_000)), file("config/puma.rb", "persistent_timeout "+nested("(", "5", ")", 200_000)), file("haproxy.cfg", strings.Repeat("frontend a\n timeout client ${A}${A}\n", 30_000)))},
	{name: "a script that sources itself", make: several(file("start.sh", "#!/bin/sh\n. ./start.sh\n./start.sh && ./start.sh\nexec ./start.sh\n"), file("Dockerfile", "FROM node:20\nCOPY . /app\nWORKDIR /app\nENTRYPOINT [\"./start.sh\"]\n"))},
	{name: "a script of brackets", make: several(file("start.sh", "#!/bin/sh\n"+nested("$(", "gunicorn", ")", 200_000)+"\n"+nested("if true; then ", ":", "; fi", 50_000)), file("Dockerfile", "FROM python:3\nCOPY . /app\nWORKDIR /app\nENTRYPOINT [\"./start.sh\"]\n"))},
	{name: "Procfile of a million lines", make: long("Procfile", "", "web: gunicorn a:b --keep-alive 5\n", 1_000_000, "")},
	{name: "kustomizations in a circle", make: several(file("a/kustomization.yaml", "resources: [../b, ../b]\n"), file("b/kustomization.yaml", "resources: [../a, ../a, .]\n"))},
	{name: "helm templates in a circle", make: several(file("c/Chart.yaml", "name: c\nversion: 1\napiVersion: v2\n"), file("c/values.yaml", "a: "+nested("[", "", "]", 9_000)+"\n"), file("c/templates/_h.tpl", "{{ define \"a\" }}{{ include \"a\" . }}{{ include \"a\" . }}{{ end }}"),
		file("c/templates/d.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, image: '{{ include \"a\" . }}'}]}}}\n"))},
	{name: "sysctl", make: several(long("sysctl.conf", "net.ipv4.tcp_keepalive_time = ", "9", 20<<20, "\n"), long("b/sysctl.conf", "", "net.ipv4.tcp_keepalive_time = 1\n", 500_000, ""))},

	{name: "bytes that are no text", make: func(t testing.TB, dir string) {
		bad := map[string]string{"nul": "\x00", "utf8": "\xff\xfe\xc3(", "crlf": "\r\n", "bom": "\ufeff\ufeff", "cr": "\r", "c1": "\u009b2J\x1b[2J", "nel": "\u0085\u2028"}
		for kind, junk := range bad {
			for name, text := range map[string]string{
				"nginx.conf": "http {\n server { listen 80; }\n}\n", "main.tf": lb + "60\n}\n", "x.tf.json": `{"resource":{}}`, "timeoutlint.yaml": "version: 1\n",
				"openapi.yaml": "openapi: 3.0.0\n", "compose.yaml": "services:\n  a: {image: 'nginx:1'}\n", "Dockerfile": "FROM node:20\nCMD node a.js\n", "package.json": `{"scripts":{"start":"node a.js"}}`,
				"Procfile": "web: gunicorn a:b\n", "k.yaml": "apiVersion: v1\nkind: Service\n", "sysctl.conf": "net.ipv4.tcp_keepalive_time = 1\n", "terraform.tfvars": "a = 1\n", ".gitignore": "a\n", "a.js": "require('http').createServer().listen(80)", ".env": "A=1\n",
			} {
				if name == "timeoutlint.yaml" && kind != "crlf" { // one that cannot be read ends the run with status 2: TestBrokenPolicy
					continue
				}
				write(t, filepath.Join(dir, kind, name), junk+strings.ReplaceAll(text, "\n", junk+"\n")+junk)
			}
		}
	}},
	{name: "links in a circle", make: several(link("b", "a"), link("a", "b"), link(".", "here"), link("..", "sub/up"), link("self.conf", "self.conf"), link("../sub", "sub/sub"), file("nginx.conf", "http { include here/here/here/*.conf; include self.conf; include sub/*/*/*/*/*/*/*/*/*.conf; }"))},
	{name: "pipes and devices", make: several(pipe("nginx.conf"), pipe("main.tf"), pipe("timeoutlint.yaml"), pipe("Dockerfile"), pipe("compose.yaml"), pipe(".gitignore"), pipe("package.json"), link("/dev/zero", "z/nginx.conf"), link("/dev/stdin", "s/nginx.conf"), file("z/main.tf", lb+"file(\"nginx.conf\")\n}\n"))},
	{name: "folders with the names of files", make: func(t testing.TB, dir string) {
		for _, name := range []string{"nginx.conf", "main.tf", "timeoutlint.yaml", "Dockerfile", "compose.yaml", ".gitignore", "package.json", "terraform.tfvars", ".env"} {
			must(t, os.MkdirAll(filepath.Join(dir, name), 0o755))
		}
	}},
	{name: "unreadable files", make: func(t testing.TB, dir string) {
		for _, name := range []string{"nginx.conf", "main.tf", "Dockerfile", "compose.yaml", "package.json"} {
			write(t, filepath.Join(dir, "secret", name), "x")
			must(t, os.Chmod(filepath.Join(dir, "secret", name), 0))
		}
		must(t, os.MkdirAll(filepath.Join(dir, "closed"), 0o000))
	}},
	{name: "folders 3,000 deep", make: folders(3000, "nginx.conf", inverted), want: "nested"},
	{name: "names that command", make: func(t testing.TB, dir string) {
		for _, name := range []string{"a\nb.conf", "\x1b[2J.conf", "::error::x.conf", "\xff.conf", "-rf.conf", "--config=x.conf", "`id`.conf", "$(id).conf", "a'b\"c.conf", "%s%n.conf", "|x.conf", strings.Repeat("n", 250) + ".conf", "\u202efnoc.conf"} {
			write(t, filepath.Join(dir, name), "server {\n listen 80;\n")
		}
	}},
	{name: "gitignore", make: several(tiny(3_000, "%d.conf", "x"), long(".gitignore", "", "**/*a*b*c*/**/[a-z]*?x\n", 20_000, ""))},
	{name: "a git folder by hand", make: several(file("sub/.git/HEAD", "x"), file("sub/.git/index", "DIRC\x00\x00\x00\x04\xff\xff\xff\xff"+strings.Repeat("\x00", 1000)), file("sub/.git/config", "[core]\n\tfsmonitor = touch /tmp/x\n"), file("sub/.gitignore", "*.conf\n"), file("sub/nginx.conf", "http {}"),
		file("sub2/.git", "gitdir: /proc/self\n"), file("sub2/.gitignore", "*\n"), link("/etc", "sub3/.git"))},
	{name: "files above the limit", make: tiny(30_000, "%d.conf", "server { listen 80; keepalive_timeout 5s; }\n"), args: []string{"--limit", "files=20500", "."}, want: `"exit":3`},
	{name: "mistakes", make: long("nginx.conf", "events {} http { server {\n", "keepalive_timeout x;\n", 2_000_000, "}}\n"), want: `"unlisted"`},
	{name: "mistakes in Terraform", make: numbered("main.tf", "", "resource \"aws_lb\" \"a%[1]d\" {\n idle_timeout = 9999\n idle_timeout = x%[2]d\n}\n", 10_000, "")},
	{name: "findings", make: numbered("nginx.conf", "events {} http { server {\n", "location /%d { proxy_pass http://u%d; }\n", 8_000, "}}\n"), args: []string{"--limit", "findings=5000", "."}, want: `"unlisted"`},
	{name: "ignore comments", make: long("nginx.conf", "", "# timeoutlint:ignore TL101\n", 2_000_000, "events {}\n"), want: "more than 1000 of its kind"},
	{name: "30,000 tiny files", make: tiny(30_000, "%d.txt", "x")},
	{name: "5,000 tiny documents", make: tiny(5_000, "%d.yaml", "apiVersion: v1\nkind: ConfigMap\n")},
}
