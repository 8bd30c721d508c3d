package main

// deployment, service and ingress are what a cluster is told about a service.
func (s serviceFiles) deployment(p *pen) {
	p.f("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: %[1]s\n  labels:\n    app: %[1]s\nspec:\n  replicas: %[2]d\n  selector:\n    matchLabels:\n      app: %[1]s\n", s.name, p.n(1, 9))
	p.f("  template:\n    metadata:\n      labels:\n        app: %[1]s\n    spec:\n      containers:\n        - name: app\n          image: registry.example.com/%[1]s:1.%[2]d.0\n", s.name, p.n(0, 40))
	p.f("          ports:\n            - containerPort: %d\n          env:\n", s.port)
	for range p.n(2, 12) {
		p.f("            - name: %s\n              value: %q\n", upper(p.snake()), p.word())
	}
	p.f("          resources:\n            limits:\n              cpu: %dm\n              memory: %dMi\n", p.n(1, 20)*100, p.n(1, 32)*64)
	p.f("          readinessProbe:\n            httpGet:\n              path: /healthz\n              port: %d\n            timeoutSeconds: %d\n", s.port, p.n(1, 9))
}

func (s serviceFiles) service(p *pen) {
	p.f("apiVersion: v1\nkind: Service\nmetadata:\n  name: %[1]s\nspec:\n  selector:\n    app: %[1]s\n  ports:\n    - name: http\n      port: 80\n      targetPort: %[2]d\n", s.name, s.port)
}

func (s serviceFiles) ingress(p *pen) {
	p.f("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: %s\n", s.name)
	if p.chance(40) {
		p.f("  annotations:\n    nginx.ingress.kubernetes.io/proxy-read-timeout: \"%d\"\n", p.n(5, 600))
	}
	p.f("spec:\n  ingressClassName: nginx\n  rules:\n    - host: %[1]s.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: %[1]s\n                port:\n                  number: 80\n", s.name)
}

func configMap(p *pen) {
	p.f("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\ndata:\n", p.kebab())
	p.until(func() { p.f("  %s: %q\n", p.snake(), p.sentence()) })
}

func settingsYAML(p *pen) {
	p.f("# %s\n", p.sentence())
	p.until(func() {
		p.f("%s_%d:\n", p.snake(), p.n(0, 9999))
		for range p.n(2, 8) {
			p.f("  %s_%d: %s\n", p.word(), p.n(0, 99999), p.one("true", "false", p.word(), "30", "\"10s\"", "[a, b, c]"))
		}
	})
}

func workflow(p *pen) {
	p.f("name: %s\non:\n  push:\n    branches: [main]\njobs:\n", p.word())
	for i := range p.n(1, 4) {
		p.f("  %s%d:\n    runs-on: ubuntu-latest\n    timeout-minutes: %d\n    steps:\n      - uses: actions/checkout@v4\n", p.word(), i, p.n(5, 60))
		for range p.n(2, 9) {
			p.f("      - name: %s\n        run: make %s\n", p.sentence(), p.kebab())
		}
	}
}

func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
