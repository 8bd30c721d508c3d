package presets

import (
	"slices"
	"testing"
)

// Every program of commands.yaml must be a preset, and every option one that the preset knows.
func TestCommandsNamePresets(t *testing.T) {
	for _, c := range commands().Programs {
		p, ok := Lookup(c.Preset)
		if !ok || len(c.Names) == 0 {
			t.Errorf("%v: no preset %q", c.Names, c.Preset)
			continue
		}
		for _, settings := range []map[string]string{c.Options, c.Env} {
			for from, to := range settings {
				known := slices.ContainsFunc(p.Options(), func(o Option) bool { return o.Name == to }) || p.knows(to)
				if !known {
					t.Errorf("%s: %s stands for %q, which %s does not know", c.Names[0], from, to, c.Preset)
				}
			}
		}
	}
	for _, c := range slices.Concat(commands().Programs, commands().Runtimes) {
		for _, name := range c.Runs {
			if _, ok := Lookup(name); !ok {
				t.Errorf("%v run %q, which is no preset", c.Names, name)
			}
		}
	}
	for of, runs := range commands().Compiled {
		for _, name := range append(runs, of) {
			if _, ok := Lookup(name); !ok {
				t.Errorf("compiled by %s: no preset %q", of, name)
			}
		}
	}
}
