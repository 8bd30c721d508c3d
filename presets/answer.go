package presets

import "fmt"

// Answer is what the catalogue says of a reference as people write it: "nlb:listener=tls", "puma@7". It is [ParseRef], [Lookup] and [Preset.Resolve]
// in one; the error says which of them fails.
func Answer(reference string) (Resolved, error) {
	ref, err := ParseRef(reference)
	if err != nil {
		return Resolved{}, err
	}
	p, ok := Lookup(ref.Name)
	if !ok {
		return Resolved{}, fmt.Errorf("nothing is known of %q", clip(ref.Name))
	}
	return p.Resolve(ref)
}
