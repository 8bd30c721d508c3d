package main

import "fmt"

// nginxSite is one nginx with its includes. nginx -t accepts it: addresses are numbers, and there is no TLS, whose keys it would open.
func nginxSite(t *tree, dir string) {
	servers := t.pen(dir).n(6, 16)
	nginxRoot(t, dir, servers)
}

// oneRoot is a single nginx with all the files.
func oneRoot(t *tree) { nginxRoot(t, "nginx", max(t.files-4, 1)) }

func nginxRoot(t *tree, dir string, servers int) {
	t.add(dir+"/nginx.conf", func(p *pen) {
		p.f("worker_processes auto;\n\nevents {\n    worker_connections 4096;\n}\n\nhttp {\n    include mime.types;\n    default_type application/octet-stream;\n    access_log off;\n    sendfile on;\n    server_names_hash_max_size 65536;\n    variables_hash_max_size 8192;\n")
		p.f("    keepalive_timeout %ds;\n    client_max_body_size %dm;\n\n", p.n(10, 120), p.n(1, 64))
		p.f("    map $http_upgrade $connection_upgrade {\n        default upgrade;\n        ''      '';\n    }\n\n    include upstreams.conf;\n    include conf.d/*.conf;\n}\n")
	})
	t.add(dir+"/mime.types", func(p *pen) {
		p.f("types {\n    text/html html htm;\n    text/css css;\n    application/javascript js;\n    image/png png;\n    application/json json;\n}\n")
	})
	t.add(dir+"/proxy_params", func(p *pen) {
		p.f("proxy_set_header Host $host;\nproxy_set_header X-Real-IP $remote_addr;\nproxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n")
	})
	t.add(dir+"/upstreams.conf", func(p *pen) {
		for i := range servers {
			p.f("upstream app_%d {\n    zone app_%d 64k;\n", i, i)
			for j := range p.n(1, 4) {
				p.f("    server 10.%d.%d.%d:8080 max_fails=%d;\n", i/256, i%256, j+1, p.n(1, 5))
			}
			if p.chance(60) {
				p.f("    keepalive %d;\n", p.n(8, 64))
			}
			if p.chance(30) {
				p.f("    keepalive_timeout %ds;\n", p.n(5, 300))
			}
			p.f("}\n\n")
		}
	})
	for i := range servers {
		t.add(fmt.Sprintf("%s/conf.d/site-%04d.conf", dir, i), func(p *pen) { nginxServer(p, i) })
	}
}

func nginxServer(p *pen, i int) {
	p.f("# %s\nserver {\n    listen 80;\n    server_name %s-%d.example.com;\n", p.sentence(), p.kebab(), i)
	if p.chance(20) {
		p.f("    keepalive_timeout %ds;\n", p.n(5, 400))
	}
	p.f("    root /srv/www/%s;\n", p.kebab())
	n := 0
	p.until(func() {
		n++
		p.f("\n    # %s\n    location /%s/%s/%d/ {\n", p.sentence(), p.word(), p.word(), n)
		if p.chance(15) {
			p.f("        expires %dd;\n        add_header Cache-Control \"public\";\n        try_files $uri $uri/ =404;\n    }\n", p.n(1, 365))
			return
		}
		p.f("        proxy_pass http://app_%d;\n", i)
		if p.chance(70) {
			p.f("        proxy_http_version 1.1;\n        proxy_set_header Connection %s;\n", p.one(`""`, `""`, `""`, "$connection_upgrade", "close"))
		}
		if p.chance(60) {
			p.f("        include proxy_params;\n")
		}
		if p.chance(50) {
			p.f("        proxy_read_timeout %ds;\n        proxy_connect_timeout %ds;\n", p.n(5, 900), p.n(1, 30))
		}
		p.f("    }\n")
	})
	p.f("}\n")
}
