package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/near"
)

// Find gives the rule with an id or a name, in any case.
func Find(name string) (*Rule, bool) {
	for _, r := range All {
		if strings.EqualFold(r.ID, name) || strings.EqualFold(r.Name, name) {
			return r, true
		}
	}
	return nil, false
}

// UnknownError says that no rule has the name that was asked for.
type UnknownError struct {
	Name    string
	Nearest string // an id or a name that may have been meant; "" where nothing is near
}

func (e *UnknownError) Error() string {
	if e.Nearest == "" {
		return fmt.Sprintf(`no rule is called %q; "timeoutlint rules" lists them`, e.Name)
	}
	return fmt.Sprintf(`no rule is called %q; did you mean %s? "timeoutlint rules" lists them`, e.Name, e.Nearest)
}

// Unknown is the error for a name that [Find] does not find.
func Unknown(name string) *UnknownError {
	e := &UnknownError{Name: name}
	// A third of the letters may be wrong: more than a slip of the finger, and still closer than any other word.
	best := max(len(name)/3, 1) + 1
	for _, r := range All {
		for _, known := range []string{r.ID, r.Name} {
			if d := near.Distance(strings.ToLower(name), strings.ToLower(known), best); d < best {
				best, e.Nearest = d, known
			}
		}
	}
	return e
}

// Select gives the rules that run: those in only (all, where it is empty) that are not in skip, in the order of their ids. Ids and
// names both do; an unknown one is an [UnknownError].
func Select(only, skip []string) ([]*Rule, error) {
	wanted, err := findAll(only)
	if err != nil {
		return nil, err
	}
	unwanted, err := findAll(skip)
	if err != nil {
		return nil, err
	}
	var selected []*Rule
	for _, r := range All {
		if (len(only) == 0 || slices.Contains(wanted, r)) && !slices.Contains(unwanted, r) {
			selected = append(selected, r)
		}
	}
	return selected, nil
}

func findAll(names []string) ([]*Rule, error) {
	found := make([]*Rule, 0, len(names))
	for _, name := range names {
		r, ok := Find(name)
		if !ok {
			return nil, Unknown(name)
		}
		found = append(found, r)
	}
	return found, nil
}
