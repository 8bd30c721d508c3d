package program_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// TestSurveyed asks for the build of an image: before any survey is done what lies there counts, from then on what lay there when Surveyed was called last.
func TestSurveyed(t *testing.T) {
	build := func(name string) *program.Build {
		return &program.Build{File: &source.File{Name: name + "/Dockerfile", Path: "/" + name + "/Dockerfile"}, Name: name + "/Dockerfile", Context: "/" + name, Images: []string{"shop"}}
	}
	one, two := build("one"), build("two")
	s := &program.Sources{}
	built := func() *program.Build { return s.Built("team/shop:1.2", nil, "", nil, program.Foreign).Build }

	if built() != nil {
		t.Error("a build without any")
	}
	s.Builds = append(s.Builds, one)
	if built() != one {
		t.Error("before Surveyed, the only build does not count")
	}
	s.Surveyed()
	s.Builds = append(s.Builds, two)
	if built() != one {
		t.Error("what is added behind Surveyed counts at once")
	}
	s.Surveyed()
	if tie := s.Built("team/shop:1.2", nil, "", nil, program.Foreign); tie.Build != nil || tie.Why != "it may be built from one/Dockerfile or two/Dockerfile" {
		t.Errorf("of two builds: %+v", tie)
	}
}
