// Package sysctl reads kernel settings: sysctl.conf, the files of a sysctl.d folder, and any file that holds nothing else. They are taken as
// those of the host on which the nginx of the same scan runs.
package sysctl

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// Parser reads sysctl files.
var Parser = parsers.Parser{Name: "sysctl", Match: Match, Parse: Parse}

// Match claims sysctl.conf, NAME.sysctl.conf and the .conf files of a sysctl.d folder by name, and by content every file whose lines all
// set something below net.
func Match(name string, head []byte) parsers.Claim {
	base := path.Base(name)
	switch {
	case base == "sysctl.conf", strings.HasSuffix(base, ".sysctl.conf"),
		path.Ext(base) == ".conf" && path.Base(path.Dir(name)) == "sysctl.d":
		return parsers.ByName
	case onlyNet(head) && !source.Binary(head): // its first line rules out nearly every file
		return parsers.ByContent
	}
	return parsers.No
}

// netLine is a line that sets something of the kernel's network: what stands below net there has one of a few names.
var netLine = pattern.New(`^-?net[./](?:bridge|core|ipv4|ipv6|mptcp|netfilter|nf_conntrack_max|sctp|unix)\b[^\s=]*\s*=\s*\S`)

// onlyNet reports whether all lines are settings of the network, but for blank ones and comments. The last line of a head may be cut off
// and does not count against it.
func onlyNet(head []byte) bool {
	n := 0
	for line := range bytes.Lines(head) {
		whole := bytes.HasSuffix(line, []byte("\n"))
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
		switch {
		case len(line) == 0, line[0] == '#', line[0] == ';':
		case netLine().Match(line):
			n++
		case whole || n == 0:
			return false
		}
	}
	return n > 0
}

// Parse reads the files in the order in which sysctl --system applies them: by the bytes of their names without the folder, sysctl.conf
// last. Of a setting that one file repeats, the last line counts.
func Parse(in *parsers.Input) (out chain.Fragment) {
	files := slices.Clone(in.Files)
	slices.SortStableFunc(files, func(a, b parsers.File) int {
		x, y := path.Base(a.Name), path.Base(b.Name)
		return cmp.Or(last(x)-last(y), strings.Compare(x, y), strings.Compare(a.Name, b.Name))
	})
	for _, f := range files {
		settings, problems := read(f.File)
		if len(problems) > 0 && f.Claim == parsers.ByContent {
			in.Skip(f.File, "looks like a sysctl file, but holds other lines")
			continue
		}
		out.Kernel = append(out.Kernel, settings...)
		out.Problems = append(out.Problems, problems...)
	}
	return out
}

func last(base string) int {
	if base == "sysctl.conf" {
		return 1
	}
	return 0
}
