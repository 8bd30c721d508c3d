package aws

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// databases declares the servers of AWS that close idle connections of connection pools and do not speak HTTP.
func (r *reader) databases() {
	for _, one := range r.of["aws_db_proxy"] {
		p := product("rds-proxy").Accepts
		e := r.add(one, &chain.Endpoint{Kind: chain.Server, Product: "rds-proxy"})
		e.Accepts = []*chain.Side{{Owner: e, Idle: r.idle(&one.Block, "idle_client_timeout", p, e, "RDS Proxy"), Protocol: chain.TCP, At: []source.Span{one.At}, Set: p.Set}}
	}
	for _, kind := range []string{"aws_elasticache_replication_group", "aws_elasticache_cluster"} {
		for _, one := range r.of[kind] {
			if engine, _ := only(texts(&one.Block, "engine")); engine == "memcached" {
				continue
			}
			r.cache(one)
		}
	}
}

// cache is a Redis or Valkey: the parameter timeout of its parameter group decides.
func (r *reader) cache(one *terraform.Resource) {
	p := product("elasticache").Accepts
	e := r.add(one, &chain.Endpoint{Kind: chain.Server, Product: "elasticache"})
	idle := chain.Value{byDefault(&one.Block, "timeout", p, "ElastiCache", reading{})}
	for _, group := range r.named(&one.Block, "parameter_group_name") {
		for _, parameter := range group.to.Blocks("parameter") {
			if name, _ := only(texts(parameter, "name")); name == "timeout" {
				idle = r.idle(parameter, "value", p, e, "ElastiCache")
				for i := range idle {
					idle[i].From = renamed(idle[i].From, "timeout")
				}
			}
		}
	}
	e.Accepts = []*chain.Side{{Owner: e, Idle: idle, Protocol: chain.TCP, At: []source.Span{one.At}, Set: p.Set}}
}

// renamed is an origin under the name by which users know the setting.
func renamed(o *chain.Origin, setting string) *chain.Origin {
	named := *o
	named.Setting = setting
	return &named
}
