package aws

import (
	"fmt"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// Elastic Beanstalk takes 1 to 3600 seconds for either kind of balancer
// (awsdocs/aws-elastic-beanstalk-developer-guide, command-options-general.md @5d7c96f).
const beanstalkLongest = 3600

// beanstalkPort is where instances listen unless the default process says otherwise (the same page).
const beanstalkPort = 80

// beanstalks declares the balancer of each Elastic Beanstalk environment: it is no resource of its own, only options speak of it.
func (r *reader) beanstalks() {
	for _, one := range r.of["aws_elastic_beanstalk_environment"] {
		o := options{r, one}
		if s, _ := only(o.text(environment, "EnvironmentType")); s == "SingleInstance" {
			continue
		}
		switch o.balancer() {
		case "":
			r.anyBeanstalk(o)
		case "network":
			r.box(one, "nlb", func(b *chain.Box) {
				b.Idle = fixed(&one.Block, &product("nlb").Passes.Idle, "NLB of Elastic Beanstalk")
			})
		case "application":
			r.beanstalk(o, elastics[0])
		default:
			r.beanstalk(o, elastics[1])
		}
	}
}

// elastic is a balancer that speaks HTTP as an environment can have it.
type elastic struct{ name, namespace, option, called string }

var elastics = []elastic{
	{"alb", "aws:elbv2:loadbalancer", "IdleTimeout", "ALB of Elastic Beanstalk"},
	{"elb", "aws:elb:policies", "ConnectionSettingIdleTimeout", "Classic ELB of Elastic Beanstalk"},
}

// anyBeanstalk is the balancer of an environment whose type is not known. Its time is known where either kind that speaks HTTP would have the same.
func (r *reader) anyBeanstalk(o options) {
	e := r.beanstalk(o, elastics[1])
	e.Guessed = true
	idle := o.idle(elastics[1])
	for _, c := range append(o.idle(elastics[0]), idle...) {
		if c.State != chain.Known || idle[0].State != chain.Known || c.Lo != idle[0].Lo || c.Hi != idle[0].Hi {
			at := o.setting(environment, "LoadBalancerType")
			idle = chain.Is(chain.Unresolved, &chain.Origin{
				Setting: elastics[1].option, Note: "which balancer the environment has is not known: LoadBalancerType depends on what is not in these files",
				Steps: []chain.Step{{Role: chain.Decides, At: at.At}},
			})
			break
		}
	}
	for _, s := range append(e.Accepts, e.Connect...) {
		s.Idle, s.Set = idle, nil
	}
	e.Connect[0].Response = silence(idle)
}

// idle is how long an environment's balancer keeps idle connections.
func (o options) idle(k elastic) chain.Value {
	p := product(k.name)
	b := o.setting(k.namespace, k.option)
	if b == nil {
		return chain.Value{byDefault(&o.one.Block, k.option, p.Accepts, k.called, reading{})}
	}
	idle := clock(b, "value", p.Accepts, k.called)
	for i := range idle {
		idle[i].From = renamed(idle[i].From, k.option)
	}
	return idle
}

func (r *reader) beanstalk(o options, k elastic) *chain.Endpoint {
	name, namespace, option, called := k.name, k.namespace, k.option, k.called
	p := product(name)
	e := r.add(o.one, &chain.Endpoint{Kind: chain.Balancer, Product: name})
	idle := o.idle(k)
	if b := o.setting(namespace, option); b != nil {
		for _, x := range numbers(b, "value") {
			r.bounds(x, option, 1, beanstalkLongest, e, called)
		}
	}
	set := func(d time.Duration) string {
		if d%time.Second != 0 || d < time.Second || d > beanstalkLongest*time.Second {
			return ""
		}
		return fmt.Sprintf(`setting { namespace = %q, name = %q, value = "%d" }`, namespace, option, d/time.Second)
	}
	accept := &chain.Side{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{o.one.At}, Set: set}
	connect := &chain.Side{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{o.one.At}, Response: silence(idle), Silence: true, Set: set, Advice: p.Connects.Advice}
	if name == "alb" {
		connect.Upgraded = idle
	}
	connect.Addrs = []chain.Addr{{Port: beanstalkPort, At: o.one.At}}
	if n, ok := onlyNumber(o.orEmpty("aws:elasticbeanstalk:environment:process:default", "Port"), "value"); ok {
		connect.Addrs[0].Port = n
	}
	e.Accepts, e.Connect = []*chain.Side{accept}, []*chain.Side{connect}
	return e
}

const environment = "aws:elasticbeanstalk:environment"

// options are the settings of an environment.
type options struct {
	r   *reader
	one *terraform.Resource
}

// setting finds an option; of several the last one counts, and those of the environment before those of its template.
func (o options) setting(namespace, name string) (found *terraform.Block) {
	var all []*terraform.Block
	for _, template := range o.r.named(&o.one.Block, "template_name") {
		all = append(all, template.to.Blocks("setting")...)
	}
	for _, b := range append(all, o.one.Blocks("setting")...) {
		space, _ := only(texts(b, "namespace"))
		if s, _ := only(texts(b, "name")); s == name && space == namespace {
			found = b
		}
	}
	return found
}

func (o options) orEmpty(namespace, name string) *terraform.Block {
	if b := o.setting(namespace, name); b != nil {
		return b
	}
	return &terraform.Block{}
}

func (o options) text(namespace, name string) []reading {
	if b := o.setting(namespace, name); b != nil {
		return texts(b, "value")
	}
	return []reading{{state: missing}}
}

// balancer is the type of the environment's balancer, else the one of which an option speaks. Both HTTP balancers have the same default. It is ""
// where a type is set that is not known.
func (o options) balancer() string {
	s, known := only(o.text(environment, "LoadBalancerType"))
	if !known {
		return ""
	}
	if s != "" {
		return strings.ToLower(s)
	}
	if o.setting("aws:elbv2:loadbalancer", "IdleTimeout") != nil {
		return "application"
	}
	return "classic"
}
