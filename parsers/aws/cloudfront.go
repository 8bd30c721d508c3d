package aws

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// distributions declares CloudFront: nothing is known of its viewers' side, and it has a connect side for each origin that is a server of its own. S3
// origins have no idle timeout to judge.
func (r *reader) distributions() {
	for _, kind := range []string{"aws_cloudfront_distribution", "aws_cloudfront_multitenant_distribution"} {
		for _, one := range r.of[kind] {
			p := product("cloudfront")
			e := r.add(one, &chain.Endpoint{Kind: chain.Balancer, Product: "cloudfront"})
			e.Accepts = []*chain.Side{{Owner: e, Idle: fixed(&one.Block, p.Accepts, "CloudFront"), Protocol: chain.HTTP1, At: []source.Span{one.At}}}
			for _, origin := range one.Blocks("origin") {
				r.origin(e, origin)
			}
		}
	}
}

// origin is one origin of a distribution.
func (r *reader) origin(e *chain.Endpoint, b *terraform.Block) {
	p := product("cloudfront").Connects
	for _, config := range slices.Concat(b.Blocks("custom_origin_config"), b.Blocks("vpc_origin_config")) {
		if r.storage(b) {
			continue
		}
		side := &chain.Side{
			Owner: e, Idle: r.idle(config, "origin_keepalive_timeout", p, e, "CloudFront"), Protocol: chain.HTTP1,
			At: []source.Span{b.At}, Set: p.Set, Advice: p.Advice, Silence: true, Upgraded: quietSocket(b),
		}
		side.Response = deadline(config, "origin_read_timeout", firstByte, time.Second)
		r.originLimits(e, b, config)
		e.Connect = append(e.Connect, side)
		r.later(func() { r.toOrigin(side, b, config) })
	}
}

// quietSocket is how long CloudFront lets a WebSocket be silent: it counts what the origin sends, and cannot be changed (CloudFront developer guide,
// quotas on WebSockets, as of 2026-11).
func quietSocket(b *terraform.Block) chain.Value {
	return chain.Exactly(10*time.Minute, &chain.Origin{
		Kind: chain.Fixed, Note: "CloudFront: fixed by AWS, without bytes from the origin", Steps: []chain.Step{{Role: chain.DefaultOf, At: b.At}},
		URL: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
	})
}

// toOrigin joins an origin with what its domain name or its VPC origin leads to; what nothing in the scan declares stays an address.
func (r *reader) toOrigin(side *chain.Side, b, config *terraform.Block) {
	led := false
	for _, n := range slices.Concat(r.named(b, "domain_name"), r.named(config, "vpc_origin_id"), r.recorded(b, "domain_name")) {
		for _, to := range r.reached(n) {
			led = true
			if when, ok := also(b.When, to.when); ok {
				r.refer(chain.Reference{From: side.Owner, Side: side, To: to.Endpoint, When: when, At: n.at, Text: side.Owner.Local})
			}
		}
	}
	if host, known := only(texts(b, "domain_name")); known && host != "" && !led {
		side.Addrs = originAddrs(b, config, host)
	}
}

// storage reports whether an origin is a bucket.
func (r *reader) storage(b *terraform.Block) bool {
	for _, n := range r.named(b, "domain_name") {
		if strings.HasPrefix(n.to.Type, "aws_s3_bucket") {
			return true
		}
	}
	cases := b.Attr("domain_name")
	return !slices.ContainsFunc(cases, func(c terraform.Case) bool { return !isBucket(c.Literals()) })
}

// isBucket tells by the known pieces of a host name whether it is one of S3's: the bucket and the region before and behind may be unknown.
func isBucket(pieces []string) bool {
	return len(pieces) > 0 && strings.HasSuffix(pieces[len(pieces)-1], ".amazonaws.com") && slices.ContainsFunc(pieces, func(s string) bool {
		return strings.Contains(s, ".s3.") || strings.Contains(s, ".s3-")
	})
}

// originAddrs is where an origin is that no resource names.
func originAddrs(b, config *terraform.Block, host string) (all []chain.Addr) {
	policy, _ := only(texts(config, "origin_protocol_policy"))
	for _, port := range []struct {
		attr, but string
		usual     int
	}{{"https_port", "http-only", 443}, {"http_port", "https-only", 80}} {
		if policy == port.but {
			continue
		}
		n, ok := onlyNumber(config, port.attr)
		if !ok {
			n = port.usual
		}
		all = append(all, chain.Addr{Host: strings.ToLower(host), Port: n, At: b.At})
	}
	return all[:1]
}

// withoutQuota is the longest time that AWS gives without a raised quota, as its knowledge centre says; the API's documentation says 120 s
// (facts: aws-sdk-go-v2/service/cloudfront v1.73.0; repost.aws/knowledge-center/cloudfront-custom-origin-response).
const withoutQuota = 180

// originLimits reports times that need a raised quota, and a total that ends before the wait for the first byte.
func (r *reader) originLimits(e *chain.Endpoint, b, config *terraform.Block) {
	for _, attr := range []string{"origin_keepalive_timeout", "origin_read_timeout"} {
		for _, x := range numbers(config, attr) {
			if x.known() && x.n > withoutQuota {
				r.fact(chain.Fact{
					Rule: chain.OutOfRange, Setting: attr, At: x.from.At(), Effect: chain.InForce, Owner: e, Also: x.from.Behind(),
					Why:  fmt.Sprintf("%s: %s = %s is above %d, which CloudFront takes only where its quota has been raised", e.Local, attr, number(x.n), withoutQuota),
					Help: fmt.Sprintf("write at most %d, or ask AWS for the quota first", withoutQuota),
				})
			}
		}
	}
	total, okTotal := written(numbers(b, "response_completion_timeout"))
	for _, read := range numbers(config, "origin_read_timeout") {
		n := read.n
		if read.state == missing {
			n = firstByte
		}
		if read.state == unclear || !okTotal || !total.known() || total.n == 0 || total.n >= n {
			continue
		}
		r.fact(chain.Fact{
			Rule: chain.OutOfRange, Setting: "response_completion_timeout", At: total.from.At(), Effect: chain.Rejected, Owner: e, Also: total.from.Behind(),
			Why:  fmt.Sprintf("%s: response_completion_timeout = %s is below origin_read_timeout (%s): CloudFront refuses a total that ends before the wait for the first byte", e.Local, number(total.n), number(n)),
			Help: "write at least " + number(n) + ", or leave response_completion_timeout out for no limit",
		})
	}
}

// firstByte is the default of origin_read_timeout (aws-sdk-go-v2/service/cloudfront v1.73.0).
const firstByte = 30
