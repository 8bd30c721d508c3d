package kubernetes

// controller is an ingress controller: a proxy inside the cluster. All but its name is where to look; what it does is in the catalogue.
type controller struct {
	product     string   // in the catalogue
	name        string   // of its endpoint
	called      string   // for people
	classes     []string // the usual names of its IngressClass
	controllers []string // what spec.controller of an IngressClass says, and of a GatewayClass
	prefixes    []string // of annotations that nobody else reads
	images      []string // the last parts of image names
	configMaps  []string // the usual names of its ConfigMap
	services    []string // the usual names of its Service
	charts      []string // Helm charts that install it

	accepts, connects, pool setting
	gateway                 bool // it is installed for a Gateway too
}

// setting is where a controller reads one of its settings.
type setting struct {
	name string   // its own word
	data []string // keys of its ConfigMap
	line string   // a key inside a document of its ConfigMap
	env  []string // variables of its container
	args []string // ends of the names of options of its container, in lower case
	helm []string // paths in its chart's values
}

// controllers are those that facts are known of. Sources: facts/kubernetes-and-proxies.md sections 1 to 3, and the charts' own values.yaml for the paths.
var controllers = []controller{
	{
		product: "ingress-nginx", name: "ingress-nginx", called: "ingress-nginx",
		classes: []string{"nginx"}, controllers: []string{"k8s.io/ingress-nginx"}, prefixes: []string{"nginx.ingress.kubernetes.io/"},
		images:     []string{"ingress-nginx/controller", "nginx-ingress-controller", "ingress-nginx-controller"},
		configMaps: []string{"ingress-nginx-controller", "nginx-configuration", "nginx-ingress-controller", "ingress-nginx"},
		services:   []string{"ingress-nginx-controller", "ingress-nginx", "nginx-ingress-controller"},
		charts:     []string{"ingress-nginx"},
		accepts:    setting{name: "keep-alive", data: []string{"keep-alive"}, helm: []string{"controller.config.keep-alive"}},
		connects:   setting{name: "upstream-keepalive-timeout", data: []string{"upstream-keepalive-timeout"}, helm: []string{"controller.config.upstream-keepalive-timeout"}},
		pool:       setting{name: "upstream-keepalive-connections", data: []string{"upstream-keepalive-connections"}, helm: []string{"controller.config.upstream-keepalive-connections"}},
	},
	{
		product: "nginx-ingress", name: "nginx-ingress", called: "NGINX Ingress Controller",
		controllers: []string{"nginx.org/ingress-controller"}, prefixes: []string{"nginx.org/", "nginx.com/"},
		images: []string{"nginx/nginx-ingress", "nginx-ic/nginx-plus-ingress"}, configMaps: []string{"nginx-config"}, charts: []string{"nginx-ingress"},
		accepts: setting{name: "keepalive-timeout", data: []string{"keepalive-timeout"}, helm: []string{"controller.config.entries.keepalive-timeout"}},
	},
	{
		product: "traefik", name: "traefik", called: "Traefik",
		classes: []string{"traefik"}, controllers: []string{"traefik.io/ingress-controller", "traefik.io/gateway-controller"}, prefixes: []string{"traefik.ingress.kubernetes.io/"},
		images: []string{"traefik"}, services: []string{"traefik"}, charts: []string{"traefik"},
		accepts: setting{
			name: "respondingTimeouts.idleTimeout", args: []string{".transport.respondingtimeouts.idletimeout"},
			helm: []string{"ports.websecure.transport.respondingTimeouts.idleTimeout", "ports.web.transport.respondingTimeouts.idleTimeout"},
		},
		connects: setting{name: "forwardingTimeouts.idleConnTimeout", args: []string{"--serverstransport.forwardingtimeouts.idleconntimeout"}},
		gateway:  true,
	},
	{
		product: "kong-ingress", name: "kong", called: "Kong",
		classes: []string{"kong"}, controllers: []string{"ingress-controllers.konghq.com/kong", "konghq.com/kic-gateway-controller"}, prefixes: []string{"konghq.com/"},
		images: []string{"kong", "kong/kong-gateway"}, services: []string{"kong-proxy", "kong-kong-proxy", "kong-gateway-proxy"}, charts: []string{"kong"},
		accepts:  setting{name: "nginx_proxy_keepalive_timeout", env: []string{"KONG_NGINX_PROXY_KEEPALIVE_TIMEOUT"}, helm: []string{"env.nginx_proxy_keepalive_timeout", "gateway.env.nginx_proxy_keepalive_timeout"}},
		connects: setting{name: "upstream_keepalive_idle_timeout", env: []string{"KONG_UPSTREAM_KEEPALIVE_IDLE_TIMEOUT"}, helm: []string{"env.upstream_keepalive_idle_timeout", "gateway.env.upstream_keepalive_idle_timeout"}},
		pool:     setting{name: "upstream_keepalive_pool_size", env: []string{"KONG_UPSTREAM_KEEPALIVE_POOL_SIZE"}, helm: []string{"env.upstream_keepalive_pool_size", "gateway.env.upstream_keepalive_pool_size"}},
		gateway:  true,
	},
	{
		product: "haproxy-ingress", name: "haproxy-ingress", called: "the HAProxy ingress controller",
		classes: []string{"haproxy"}, controllers: []string{"haproxy.org/ingress-controller", "haproxy-ingress.github.io/controller"}, prefixes: []string{"haproxy.org/", "haproxy-ingress.github.io/"},
		images: []string{"haproxytech/kubernetes-ingress", "jcmoraisjr/haproxy-ingress", "haproxy-ingress"}, configMaps: []string{"haproxy-ingress", "haproxy-kubernetes-ingress"},
		services: []string{"haproxy-ingress", "haproxy-kubernetes-ingress"}, charts: []string{"kubernetes-ingress", "haproxy-ingress"},
		accepts: setting{
			name: "timeout-keep-alive", data: []string{"timeout-keep-alive", "timeout-http-keep-alive"},
			helm: []string{"controller.config.timeout-keep-alive", "controller.config.timeout-http-keep-alive"},
		},
	},
	{
		product: "contour", name: "contour", called: "Contour",
		classes: []string{"contour"}, controllers: []string{"projectcontour.io/ingress-controller", "projectcontour.io/gateway-controller"}, prefixes: []string{"projectcontour.io/"},
		images: []string{"projectcontour/contour", "bitnami/contour"}, configMaps: []string{"contour"}, services: []string{"contour-envoy"}, charts: []string{"contour"},
		accepts: setting{
			name: "timeouts.connection-idle-timeout", line: "connection-idle-timeout",
			helm: []string{"contour.timeouts.connection-idle-timeout", "configInline.timeouts.connection-idle-timeout"},
		},
		gateway: true,
	},
	{
		product: "istio", name: "istio-ingress", called: "the gateway of Istio",
		classes: []string{"istio"}, controllers: []string{"istio.io/ingress-controller", "istio.io/gateway-controller"}, services: []string{"istio-ingressgateway", "istio-ingress"},
		gateway: true,
	},
}
