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
		tie := s.r.sources.Built(c.Image, c.names, own(c) && s.r.lone(c, s.served))
		c.tied = tie
		if tie.Build != nil && !tie.Assumed {
			c.Build, tie.Build.Used = tie.Build, true
			c.Tied = chain.Step{Role: chain.PassedBy, At: c.Tied.At, Note: tie.Why}
		}
	}
}

// lone reports whether a container is the only one of the root that may run an image of their own and is reached by others.
func (r *reader) lone(c *container, served []string) bool {
	if len(served) > 0 && !slices.Contains(served, c.Name) || len(served) == 0 && len(c.Ports) == 0 {
		return false
	}
	if r.owned == nil {
		r.owned = map[string]bool{}
		for _, task := range r.of["aws_ecs_task_definition"] {
			for _, other := range containersOf(task, task.When) {
				if own(&other) && len(other.Ports) > 0 {
					r.owned[other.Image+" "+strings.Join(other.names, " ")] = true
				}
			}
		}
	}
	return len(r.owned) == 1
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
