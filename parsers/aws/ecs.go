package aws

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// services declares the containers of ECS services as servers, and joins them with the target groups that they register with.
func (r *reader) services() {
	used := map[*terraform.Resource]bool{}
	for _, one := range r.of["aws_ecs_service"] {
		s := service{r: r, one: one, ends: map[string]*chain.Endpoint{}}
		for _, task := range r.named(&one.Block, "task_definition") {
			used[task.to] = true
			if when, ok := also(task.when, task.to.When); ok {
				s.containers = append(s.containers, containersOf(task.to, when)...)
			}
		}
		s.served = s.servedNames()
		s.tie()
		for _, b := range one.Blocks("load_balancer") {
			s.register(b)
		}
		s.connect()
		for _, b := range one.Blocks("vpc_lattice_configurations") {
			s.lattice(b)
		}
		s.behind()
		if len(s.ends) == 0 {
			s.alone()
		}
	}
	for _, task := range r.of["aws_ecs_task_definition"] {
		if !used[task] {
			s := service{r: r, one: task, ends: map[string]*chain.Endpoint{}, containers: containersOf(task, task.When)}
			s.tie()
			s.alone()
		}
	}
}

// service is an ECS service with the containers of its task definition.
type service struct {
	r          *reader
	one        *terraform.Resource
	containers []container
	served     []string                   // the names of the containers that something connects to
	ends       map[string]*chain.Endpoint // by the name of the container; nil for an nginx, whose configuration tells all
}

// servedNames are the containers that the service registers somewhere.
func (s *service) servedNames() (names []string) {
	for _, b := range s.one.Blocks("load_balancer") {
		if name, known := only(texts(b, "container_name")); known && name != "" {
			names = appendName(names, name)
		}
	}
	return names
}

func appendName(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// register joins a container with the target group, or the Classic ELB, of a load_balancer block.
func (s *service) register(b *terraform.Block) {
	name, _ := only(texts(b, "container_name"))
	port, _ := onlyNumber(b, "container_port")
	e := s.server(name, port)
	r, one := s.r, s.one
	groups := append(r.named(b, "target_group_arn"), r.named(b, "elb_name")...)
	for _, advanced := range b.Blocks("advanced_configuration") {
		groups = append(groups, r.named(advanced, "alternate_target_group_arn")...)
	}
	r.later(func() {
		for _, group := range groups {
			for _, from := range r.routes[group.to] {
				if e == nil {
					reveal(from.side, s.hostOf(name), port, b.At)
					continue
				}
				if when, ok := also(one.When, b.When, group.when, from.when); ok {
					r.refer(chain.Reference{From: from.from, Side: from.side, To: e, When: when, At: group.at, Text: one.Address})
				}
			}
		}
	})
}

// reveal tells a side where its servers listen, where they are an nginx whose configuration may be in the scan: the port, and the name by which the image is
// known if it is built here.
func reveal(side *chain.Side, host string, port int, at source.Span) {
	if side != nil && port != 0 {
		side.Addrs = []chain.Addr{{Host: host, Port: port, At: at}}
	}
}

// hostOf is the name by which what a container's image is built from is known, "" where that is not certain.
func (s *service) hostOf(name string) string {
	for _, c := range s.called(name) {
		if c.Build != nil {
			return c.Build.Host()
		}
	}
	return ""
}

// lattice joins a service with a target group of VPC Lattice.
func (s *service) lattice(b *terraform.Block) {
	e := s.server("", 0)
	groups := s.r.named(b, "target_group_arn")
	if e == nil {
		return
	}
	s.r.later(func() {
		for _, group := range groups {
			for _, from := range s.r.routes[group.to] {
				if when, ok := also(s.one.When, b.When, group.when, from.when); ok {
					s.r.refer(chain.Reference{From: from.from, Side: from.side, To: e, When: when, At: group.at, Text: s.one.Address})
				}
			}
		}
	})
}

// alone declares the container of a service that registers nowhere, if it has one that listens: links can name it.
func (s *service) alone() {
	var listening []container
	for _, c := range s.containers {
		if len(c.Ports) > 0 {
			listening = append(listening, c)
		}
	}
	if len(listening) == 1 {
		s.server(listening[0].Name, listening[0].Ports[0])
	}
}

// server is the endpoint for a container, nil for an nginx. A service with one served container is called as the service.
func (s *service) server(name string, port int) *chain.Endpoint {
	same := s.called(name)
	if len(same) > 0 {
		name = same[0].Name
	}
	if e, done := s.ends[name]; done {
		return e
	}
	s.ends[name] = nil
	if slices.ContainsFunc(same, container.isNginx) {
		return nil
	}
	e := &chain.Endpoint{Local: s.one.Address, Kind: chain.Server, At: s.one.At}
	if len(s.served) > 1 {
		e.Local += "/" + name
	}
	side := &chain.Side{Owner: e, Protocol: chain.HTTP1}
	if len(same) > 0 && !same[0].At.IsZero() {
		e.At = same[0].At
	}
	side.At = []source.Span{e.At}
	if port != 0 {
		side.Addrs = append([]chain.Addr{{Port: port, At: e.At}}, s.beside(name, port)...)
	}
	side.Idle = s.idle(side, same)
	e.Accepts = []*chain.Side{side}
	s.r.add(s.one, e)
	s.ends[name] = e
	return e
}

// idle is how long a container keeps idle connections, in each world in which it is another one.
func (s *service) idle(side *chain.Side, same []container) (v chain.Value) {
	for _, c := range same {
		v = append(v, c.told(c.Serve(side, s.r.sources))...)
		if len(same) == 1 {
			side.Supposed = c.supposed(s.r.sources)
		}
	}
	if len(same) == 0 {
		v = unrecognised(s)
	}
	return v.Widened()
}

// beside are the addresses of a container for the others of its task, which share its loopback interface: an nginx of an image that is built here has them as
// upstreams.
func (s *service) beside(name string, ports ...int) (addrs []chain.Addr) {
	for _, c := range s.containers {
		if c.Name == name || c.Build == nil || !c.isNginx() {
			continue
		}
		for _, port := range ports {
			addrs = append(addrs, chain.Addr{Host: "localhost", Port: port, Beside: c.Build.Host(), At: c.At})
		}
	}
	return addrs
}

// behind declares the containers that an nginx of the same task reaches, where nothing else does.
func (s *service) behind() {
	for _, c := range s.containers {
		if len(c.Ports) > 0 && !c.isNginx() && len(s.beside(c.Name, c.Ports...)) > 0 {
			s.server(c.Name, c.Ports[0])
		}
	}
}

// isNginx reports whether a container runs nginx: its configuration says all there is to say, and may be in the scan.
func (c container) isNginx() bool {
	return c.Product() == "nginx" || strings.Contains(strings.ToLower(c.Name), "nginx")
}

// called gives the cases of a container by its name; without a name those of the only one that there is.
func (s *service) called(name string) (same []container) {
	for _, c := range s.containers {
		if name == "" && c.Name != s.containers[0].Name {
			return nil
		}
		if name == "" || c.Name == name || c.Open != "" && c.Name == "" {
			same = append(same, c)
		}
	}
	return same
}
