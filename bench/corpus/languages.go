package main

// language is what services are written in.
type language struct {
	ext, main, manifest string
	code                func(p *pen)
	server, deps, image func(p *pen, s serviceFiles)
}

var languages = []language{
	{"ts", "src/server.ts", "package.json", typescript, nodeServer, nodePackage, nodeImage},
	{"js", "src/server.js", "package.json", typescript, nodeServer, nodePackage, nodeImage},
	{"go", "cmd/server/main.go", "go.mod", golang, goServer, goModule, goImage},
	{"py", "app/main.py", "requirements.txt", python, pythonServer, pythonPackages, pythonImage},
}

func typescript(p *pen) {
	p.f("import { %s } from './%s';\nimport { Logger } from '../logging';\n\nconst log = new Logger('%s');\n", p.title(), p.kebab(), p.kebab())
	p.until(func() {
		p.f("\n/** %s */\nexport async function %s(%s: string, limit = %d) {\n", p.sentence(), p.camel(), p.word(), p.n(1, 500))
		for range p.n(2, 9) {
			switch p.n(0, 3) {
			case 0:
				p.f("  const %s = await repository.%s({ %s: '%s', take: %d });\n", p.camel(), p.camel(), p.word(), p.word(), p.n(1, 90))
			case 1:
				p.f("  if (!%s.%s) {\n    throw new Error(`%s: ${%s}`); // %s\n  }\n", p.word(), p.word(), p.word(), p.word(), p.word())
			case 2:
				p.f("  log.info('%s %s', { %s, %s: %d });\n", p.word(), p.word(), p.word(), p.word(), p.n(0, 9))
			default:
				p.f("  // %s\n", p.sentence())
			}
		}
		p.f("  return %s.map((it) => it.%s);\n}\n", p.camel(), p.word())
	})
}

func nodeServer(p *pen, s serviceFiles) {
	p.f("import express from 'express';\nimport http from 'http';\n\nconst app = express();\napp.get('/healthz', (_, res) => res.send('ok'));\n")
	p.f("const server = http.createServer(app);\n")
	if p.chance(50) {
		p.f("server.keepAliveTimeout = %d * 1000;\nserver.headersTimeout = %d * 1000;\n", p.n(5, 120), p.n(120, 130))
	}
	p.f("server.listen(%d, () => console.log('%s listens'));\n", s.port, s.name)
}

func nodePackage(p *pen, s serviceFiles) {
	p.f("{\n  \"name\": \"%s\",\n  \"version\": \"1.%d.0\",\n  \"private\": true,\n  \"scripts\": {\n    \"start\": \"node dist/server.js\",\n    \"test\": \"vitest\"\n  },\n", s.name, p.n(0, 40))
	p.f("  \"dependencies\": {\n    \"express\": \"^4.19.2\",\n    \"pino\": \"^9.0.0\"\n  }\n}\n")
}

func nodeImage(p *pen, s serviceFiles) {
	p.f("FROM node:%d-alpine AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\n", p.n(18, 22))
	p.f("FROM node:%d-alpine\nWORKDIR /app\nCOPY --from=build /app/dist ./dist\nEXPOSE %d\nCMD [\"node\", \"dist/server.js\"]\n", p.n(18, 22), s.port)
}

func golang(p *pen) {
	p.f("package %s\n\nimport (\n\t\"context\"\n\t\"fmt\"\n)\n", p.word())
	p.until(func() {
		name := p.title()
		p.f("\n// %s is a %s. %s\ntype %s struct {\n", name, p.word(), p.sentence(), name)
		for range p.n(2, 6) {
			p.f("\t%s %s `json:\"%s\"`\n", p.title(), p.one("string", "int", "[]byte", "time.Duration", "bool"), p.snake())
		}
		p.f("}\n\n// %s %s\nfunc (v *%s) %s(ctx context.Context) error {\n", title(p.word()), p.sentence(), name, p.title())
		for range p.n(1, 5) {
			p.f("\tif err := v.%s.%s(ctx, %q); err != nil {\n\t\treturn fmt.Errorf(\"%s %s: %%w\", err)\n\t}\n", p.word(), p.title(), p.word(), p.word(), p.word())
		}
		p.f("\treturn nil\n}\n")
	})
}

func goServer(p *pen, s serviceFiles) {
	p.f("package main\n\nimport (\n\t\"log\"\n\t\"net/http\"\n\t\"time\"\n)\n\nfunc main() {\n\tmux := http.NewServeMux()\n\tsrv := &http.Server{\n\t\tAddr:    \":%d\",\n\t\tHandler: mux,\n", s.port)
	if p.chance(50) {
		p.f("\t\tIdleTimeout: %d * time.Second,\n", p.n(10, 400))
	}
	p.f("\t}\n\tlog.Fatal(srv.ListenAndServe())\n}\n")
}

func goModule(p *pen, s serviceFiles) {
	p.f("module example.com/%s\n\ngo 1.%d\n\nrequire github.com/example/%s v1.%d.0\n", s.name, p.n(20, 26), p.kebab(), p.n(0, 30))
}

func goImage(p *pen, s serviceFiles) {
	p.f("FROM golang:1.%d AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/server ./cmd/server\n\n", p.n(20, 26))
	p.f("FROM gcr.io/distroless/static\nCOPY --from=build /out/server /server\nEXPOSE %d\nENTRYPOINT [\"/server\"]\n", s.port)
}

func python(p *pen) {
	p.f("\"\"\"%s\"\"\"\n\nfrom dataclasses import dataclass\n\nfrom .%s import %s\n", p.sentence(), p.word(), p.title())
	p.until(func() {
		p.f("\n\n@dataclass\nclass %s:\n    \"\"\"%s\"\"\"\n\n", p.title(), p.sentence())
		for range p.n(2, 6) {
			p.f("    %s: %s = %d\n", p.snake(), p.one("int", "float"), p.n(0, 900))
		}
		for range p.n(1, 3) {
			p.f("\n    def %s(self, %s: str) -> dict:\n        # %s\n        %s = self.%s.%s(%q)\n        if not %s:\n            raise ValueError(f\"%s {%s}\")\n        return {%q: %s}\n",
				p.snake(), p.word(), p.sentence(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word())
		}
	})
}

func pythonServer(p *pen, s serviceFiles) {
	p.f("from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/healthz\")\ndef healthz():\n    return \"ok\"\n\n\nif __name__ == \"__main__\":\n    app.run(port=%d)\n", s.port)
}

func pythonPackages(p *pen, _ serviceFiles) {
	p.f("flask==3.0.%d\ngunicorn==22.0.0\n", p.n(0, 3))
	for range p.n(2, 20) {
		p.f("%s==%d.%d.%d\n", p.kebab(), p.n(0, 9), p.n(0, 30), p.n(0, 9))
	}
}

func pythonImage(p *pen, s serviceFiles) {
	p.f("FROM python:3.%d-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nEXPOSE %d\n", p.n(9, 13), s.port)
	p.f("CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:%d\"%s, \"app.main:app\"]\n", s.port, p.one("", `, "--keep-alive", "75"`, `, "--workers", "4"`))
}
