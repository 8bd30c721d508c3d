package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// program is something to time.
type program struct {
	name   string
	binary string // "" is timeoutlint itself
	note   string
	calls  func(p plan, t tree, path string) []call // none: there is nothing for it in the tree
}

// call is one process: its arguments and where it runs.
type call struct {
	args []string
	dir  string
}

// tree is a folder with what programs have to be told about it.
type tree struct {
	dir       string
	files     []string // absolute
	bytes     int64
	nginx     []string // nginx.conf files
	terraform bool
}

func names() (all []string) {
	for _, p := range programs {
		all = append(all, p.name)
	}
	return all
}

// programs are what is timed, the one to compare with first.
var programs = []program{
	{"timeoutlint check", "", "one process, all files", func(_ plan, t tree, path string) []call {
		return []call{{[]string{path, "check", t.dir}, t.dir}}
	}},
	{"timeoutlint check --jobs 1", "", "the same on one processor", func(_ plan, t tree, path string) []call {
		return []call{{[]string{path, "check", "--jobs", "1", t.dir}, t.dir}}
	}},
	{"cat", "cat", "the same files to /dev/null", func(_ plan, t tree, path string) (all []call) {
		for some := range slices.Chunk(t.files, 5000) { // what fits into one command line
			all = append(all, call{append([]string{path}, some...), t.dir})
		}
		return all
	}},
	{"grep -r keepalive", "grep", "", func(_ plan, t tree, path string) []call {
		return []call{{[]string{path, "-r", "keepalive", "."}, t.dir}}
	}},
	{"nginx -t", "nginx", "one process for each nginx.conf", func(p plan, t tree, path string) (all []call) {
		for _, conf := range t.nginx {
			dir, name := filepath.Split(conf)
			all = append(all, call{[]string{path, "-t", "-q", "-e", "stderr", "-p", dir, "-c", name, "-g", "pid " + p.scratch + "/nginx.pid;"}, dir})
		}
		return all
	}},
	{"nginx-linter", "nginx-linter", "npm, version 0.7.0; syntax and layout; one process for each nginx.conf", func(_ plan, t tree, path string) (all []call) {
		for _, conf := range t.nginx {
			all = append(all, call{[]string{path, "--include", conf}, filepath.Dir(conf)})
		}
		return all
	}},
	{"terraform fmt", "terraform", "-check -recursive", func(_ plan, t tree, path string) (all []call) {
		if t.terraform {
			all = []call{{[]string{path, "fmt", "-check", "-recursive", "."}, t.dir}}
		}
		return all
	}},
	{"tflint", "tflint", "--recursive, its built-in rules", func(_ plan, t tree, path string) (all []call) {
		if t.terraform {
			all = []call{{[]string{path, "--recursive"}, t.dir}}
		}
		return all
	}},
}

// look finds out what is in a tree.
func look(dir string) (t tree, err error) {
	if t.dir, err = filepath.Abs(dir); err != nil {
		return t, err
	}
	err = filepath.WalkDir(t.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		t.files = append(t.files, path)
		t.bytes += info.Size()
		if e.Name() == "nginx.conf" {
			t.nginx = append(t.nginx, path)
		}
		t.terraform = t.terraform || strings.HasSuffix(path, ".tf")
		return nil
	})
	return t, err
}
