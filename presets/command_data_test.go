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
	for image, program := range commands().Images {
		if programCalled(program) == nil {
			t.Errorf("image %s: no program %q", image, program)
		}
	}
}
