package code

import (
	"bytes"
	"math"
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
)

func (f *jsFile) report(sets []set) {
	starts := f.servers
	configured := make([]bool, len(starts))
	for _, s := range sets {
		found := program.Setting{Preset: presetOf(s.part), Key: s.r.key, File: f.file, At: f.between(s.key, s.key), Set: f.written(s)}
		if i := f.startOf(s); i >= 0 {
			configured[i] = true
			found.Serves, found.Ports = true, starts[i].ports
		}
		if s.open != "" {
			found.Value = s.r.open(s.open)
		} else {
			found.Value, found.Reads = s.r.value()
		}
		f.found = append(f.found, found)
	}
	for i, s := range starts {
		if !configured[i] {
			f.found = append(f.found, f.evidence(s))
		}
	}
}

func (f *jsFile) startOf(s set) int {
	starts := f.servers
	for i, t := range starts {
		if s.owner != "" && (s.owner == t.owner || s.owner == t.named) || t.made > 0 && f.up(s.key) >= 0 && f.up(f.up(s.key)) == t.made {
			return i
		}
	}
	if len(starts) == 1 && (starts[0].part == notKnown || presetOf(starts[0].part) == presetOf(s.part)) {
		return 0
	}
	return -1
}

func (f *jsFile) evidence(s start) program.Setting {
	out := program.Setting{Preset: presetOf(s.part), File: f.file, At: f.between(s.at, s.at), Serves: true, Ports: s.ports}
	switch name := s.named; s.part {
	case notKnown:
		why := &chain.Origin{Kind: chain.Written, Setting: knobs["node"].key, Note: "it is not known what kind of server " + s.owner + " is", Steps: []chain.Step{{Role: chain.DefaultOf, At: out.At}}}
		out.Preset, out.Key, out.Value = "node", knobs["node"].key, chain.Is(chain.Unresolved, why)
	case fastifyApp:
		if open := f.madeAt(s.owner); open > 0 {
			out.Insert = f.file.Place(f.toks[open].end)
		}
		out.Set = func(idle time.Duration) string {
			return "Fastify({ keepAliveTimeout: " + f.amount(idle, time.Millisecond) + " })"
		}
	case bunServer:
		out.Insert = f.file.Place(f.toks[s.listen].end)
		out.Set = func(idle time.Duration) string {
			return "Bun.serve({ idleTimeout: " + f.amount(idle, time.Second) + " })"
		}
	case denoServer, uwsApp:
	default:
		if name == "" && likeServer(s.owner) {
			name = s.owner
		}
		if name == "" {
			name = "server"
		}
		out.Insert = f.file.Place(f.toks[f.pair(s.listen)].end)
		out.Set = func(idle time.Duration) string {
			return name + ".keepAliveTimeout = " + f.amount(idle, time.Millisecond)
		}
	}
	return out
}

func (f *jsFile) madeAt(name string) int {
	if at := f.declared[name]; len(at) == 1 && at[0] >= 0 {
		return f.made(at[0]).made
	}
	return 0
}

func (f *jsFile) written(s set) func(time.Duration) string {
	unit := time.Millisecond
	if s.part == bunServer {
		unit = time.Second
	}
	return func(idle time.Duration) string { return s.write + f.amount(idle, unit) }
}

func (f *jsFile) amount(d, unit time.Duration) string {
	digits := plain(math.Ceil(float64(d) / float64(unit)))
	separated := slices.ContainsFunc(f.toks, func(t lexeme) bool {
		return t.kind == number && bytes.IndexByte(f.src[t.start:t.end], '_') > 0
	})
	if !separated || len(digits) < 4 {
		return digits
	}
	var out []byte
	for i := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, '_')
		}
		out = append(out, digits[i])
	}
	return string(out)
}
