package presets

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
)

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

// Case is the idle timeout as a case of the chain, without origin and guard. What no source tells is absent.
func (i *Idle) Case() chain.Case {
	switch i.Kind {
	case Seconds:
		return chain.Case{State: chain.Known, Lo: i.D, Hi: i.D}
	case NeverReused:
		return chain.Case{State: chain.Off}
	case Unlimited:
		return chain.Case{State: chain.Unlimited}
	case Unknown:
	}
	return chain.Case{State: chain.Absent}
}
