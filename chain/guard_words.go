package chain

import (
	"slices"
	"strings"
)

// Beyond is the part of a guard that a world leaves open.
func (g Guard) Beyond(world Guard) Guard {
	return slices.DeleteFunc(slices.Clone(g), func(a Atom) bool { return world.Implies(Guard{a}) })
}

// Words is a guard as a part of a sentence, "" for the empty one:
//
//	on nginx >= 1.29.7
//	if var.env == "prod" and {% if tls %}
//	with the variables of prod
//	unless include conf.d/*.conf sets it or the request passed location /x
//
// What parsers leave open under words of their own (an include that sets something, a template tag that is taken) is read as such a
// sentence, and its opposite begins with "unless".
func (g Guard) Words() string {
	var with, on, conditions, exceptions []string
	for _, a := range g {
		fact, isFact := a.fact()
		switch {
		case a.Subject == VariableSet && a.Op == Eq:
			with = append(with, a.Val)
		case a.Op == Lt || a.Op == Ge:
			on = append(on, a.String())
		case isFact && a.Op == Ne:
			exceptions = append(exceptions, fact)
		case isFact:
			conditions = append(conditions, fact)
		default:
			conditions = append(conditions, a.String())
		}
	}
	var parts []string
	for _, p := range []struct {
		word, between string
		atoms         []string
	}{{"with the variables of ", " and ", with}, {"on ", " and ", on}, {"if ", " and ", conditions}, {"unless ", " or ", exceptions}} {
		if len(p.atoms) > 0 {
			parts = append(parts, p.word+strings.Join(p.atoms, p.between))
		}
	}
	return strings.Join(parts, " ")
}

// fact is what an atom says if it is about something that is so or is not, rather than about a value.
func (a Atom) fact() (words string, ok bool) {
	switch a.Val {
	case "sets it":
		return a.Subject + " sets it", true
	case "taken", "yes": // the tag of a template, or a whole sentence: it says all
		return a.Subject, true
	}
	return "", false
}
