package aws

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// balancerModule finds a word for an HTTP balancer in the last part of a module's source: terraform-aws-modules/alb, git::.../tf-load-balancer.git.
var balancerModule = pattern.New(`(?i)(^|[-_./])(alb|elb|lb|load-?balancers?)([-_.]|$)`)

// besideBalancer finds a word for what only stands around a balancer: logs, alarms, certificates, rules, and the service behind it.
var besideBalancer = pattern.New(`(?i)(^|[-_./])(s3|buckets?|logs?|logging|alarms?|alerts?|monitor(ing|s)?|cloudwatch|sns|dashboards?|task|ingress|listeners?|rules?|target|targets|attachments?|wafs?|wafv2|sg|security|dns|route53|records?|certs?|certificates?|acm|iam|irsa|roles?|policy|controller)([-_.]|$)`)

// opaques keeps modules whose body is not at hand on the path: what a balancer module does with its arguments is not guessed, but that it stands
// between two others is known.
func (r *reader) opaques() {
	for _, one := range r.of["module"] {
		if !looksLikeBalancer(one.Type) {
			continue
		}
		e := r.add(one, &chain.Endpoint{Kind: chain.Balancer})
		why := notAtHand(one.Type)
		o := &chain.Origin{Setting: "idle_timeout", Note: why, Steps: []chain.Step{{Role: chain.Decides, At: one.At}}}
		if x, ok := written(numbers(&one.Block, "idle_timeout")); ok {
			o = origin(&one.Block, x, "idle_timeout")
			o.Note = why
		}
		idle := chain.Is(chain.Unresolved, o)
		e.Accepts = []*chain.Side{{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{one.At}}}
		side := &chain.Side{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{one.At}}
		e.Connect = []*chain.Side{side}
		r.routes[one] = append(r.routes[one], route{e, side, one.When})
	}
}

// notAtHand is why the body of a module is unknown, and how to have it read.
func notAtHand(from string) string {
	if strings.HasPrefix(from, "./") || strings.HasPrefix(from, "../") {
		return "there is no configuration in " + from + ", where the body of the module should be: correct its source, or scan the folder that holds both"
	}
	return "the body of module " + from + " is not at hand: run terraform init, or scan a plan"
}

// looksLikeBalancer tells from its source whether a module makes an AWS balancer. terraform-aws-modules/alb/aws names the product in its second part.
func looksLikeBalancer(from string) bool {
	from, _, _ = strings.Cut(from, "?")
	parts := strings.Split(strings.TrimSuffix(strings.TrimSuffix(from, "/"), ".git"), "/")
	if n := len(parts); n >= 3 && (parts[n-1] == "google" || parts[n-1] == "azurerm") {
		return false
	}
	if n := len(parts); n >= 3 && parts[n-1] == "aws" {
		parts = parts[:n-1]
	}
	name := parts[len(parts)-1]
	return balancerModule().MatchString(name) && !besideBalancer().MatchString(name) && !strings.Contains(strings.ToLower(from), "google")
}
