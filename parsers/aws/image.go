package aws

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
)

// imageNames are what an expression calls an image: its text where that is known, and the names of the repositories that it refers to.
func imageNames(v terraform.Case) (names []string) {
	if image := v.Pattern(); strings.Contains(image, terraform.Hole) { // a registry that is not known: ${var.registry}/team/api:1
		if last, _, _ := strings.Cut(image[strings.LastIndexByte(image, '/')+1:], ":"); !strings.Contains(last, terraform.Hole) && strings.Contains(image, "/") {
			names = append(names, last)
		}
	}
	for _, ref := range v.Text().Refs {
		if ref.To == nil || ref.To.Type != "aws_ecr_repository" {
			continue
		}
		if name, known := only(texts(&ref.To.Block, "name")); known && name != "" {
			names = append(names, name)
		} else {
			names = append(names, labelOf(ref.To.Address))
		}
	}
	return names
}

// imageOf is the reference of an image as far as it is known: without a tag that is not.
func imageOf(v terraform.Case) string {
	image := v.Pattern()
	if !strings.Contains(image, terraform.Hole) {
		return image
	}
	name, tag, tagged := strings.Cut(image[strings.LastIndexByte(image, '/')+1:], ":")
	if tagged && !strings.Contains(strings.TrimSuffix(image, ":"+tag), terraform.Hole) && name != "" {
		return strings.TrimSuffix(image, ":"+tag)
	}
	return ""
}

// labelOf is the last label of a resource's address.
func labelOf(address string) string {
	address, _, _ = strings.Cut(address, "[")
	return address[strings.LastIndexByte(address, '.')+1:]
}

// own reports whether an image is, for all that its name tells, one that is built for this very service: none that everybody can have.
func own(c *container) bool {
	if c.Image == "" {
		return true
	}
	im := presets.ImageOf(c.Image)
	return !im.Public || strings.Contains(im.Name, "/") && im.Runs == "" && im.Preset == ""
}

// tie gives the containers what builds their images. Only one that a load balancer reaches, and that is the only one of its kind, is assumed to be the
// only server that the scan builds.
func (s *service) tie() {
	if s.r.sources == nil || len(s.r.sources.Builds) == 0 {
		return
	}
	for i := range s.containers {
		c := &s.containers[i]
		tie := s.r.sources.Built(c.Image, c.names, c.Name, c.Ports, s.r.standing(c, s.served))
		c.tied = tie
		if tie.Build != nil && !tie.Assumed {
			c.Build, tie.Build.Used = tie.Build, true
			c.Tied = chain.Step{Role: chain.PassedBy, At: c.Tied.At, Note: tie.Why}
		}
	}
}

// standing is how a container's image stands beside those of the root that others reach.
func (r *reader) standing(c *container, served []string) program.Standing {
	if !own(c) || len(served) > 0 && !slices.Contains(served, c.Name) || len(served) == 0 && len(c.Ports) == 0 {
		return program.Foreign
	}
	if r.owned == nil {
		r.owned = map[string][]int{}
		for _, task := range r.of["aws_ecs_task_definition"] {
			for _, other := range containersOf(task, task.When) {
				if own(&other) && len(other.Ports) > 0 {
					r.owned[other.image()] = append(r.owned[other.image()], other.Ports...)
				}
			}
		}
	}
	if len(r.owned) == 1 {
		return program.Single
	}
	for image, ports := range r.owned {
		if image != c.image() && slices.ContainsFunc(c.Ports, func(port int) bool { return slices.Contains(ports, port) }) {
			return program.OfMany
		}
	}
	if len(c.Ports) == 0 {
		return program.OfMany
	}
	return program.OnPort
}

// image tells the images of a root apart as far as they are known.
func (c *container) image() string {
	if c.Image == "" && len(c.names) == 0 {
		return c.unknown
	}
	return c.Image + " " + strings.Join(c.names, " ")
}

// supposed is what a container's server is if its image is built as is assumed; nil where nothing is.
func (c container) supposed(sources *program.Sources) *chain.Supposed {
	if c.tied.Build == nil || !c.tied.Assumed {
		return nil
	}
	p := c.Program
	p.Build = c.tied.Build
	as := &chain.Side{Owner: &chain.Endpoint{}}
	v := p.Serve(as, sources)
	for _, x := range v {
		if x.State == chain.Absent {
			return nil
		}
	}
	c.tied.Build.Used = true
	return &chain.Supposed{
		Idle: v, Announce: as.Announce, TCP: as.TCP, Product: as.Owner.Product, Set: as.Set, Advice: as.Advice, Why: c.tied.Why, At: c.At,
	}
}

// told adds to what is not known of a server which images it may be.
func (c container) told(v chain.Value) chain.Value {
	if c.tied.Build != nil || c.tied.Why == "" {
		return v
	}
	v = slices.Clone(v)
	for i, x := range v {
		if x.State == chain.Absent && x.From != nil {
			from := *x.From
			from.Note += ": " + c.tied.Why
			v[i].From = &from
		}
	}
	return v
}
