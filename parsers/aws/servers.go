package aws

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// unpublished declares the servers of AWS of which it does not say how long they keep idle connections: they end a path, and nothing is asked about them.
func (r *reader) unpublished() {
	for _, kind := range []struct{ of, product, called string }{
		{"aws_apprunner_service", "app-runner", "App Runner"},
		{"aws_lambda_function_url", "lambda-url", "Lambda function URL"},
	} {
		for _, one := range r.of[kind.of] {
			e := r.add(one, &chain.Endpoint{Kind: chain.Server, Product: kind.product})
			e.Accepts = []*chain.Side{{
				Owner: e, Idle: fixed(&one.Block, product(kind.product).Accepts, kind.called), Protocol: chain.HTTP1, At: []source.Span{one.At},
			}}
		}
	}
}
