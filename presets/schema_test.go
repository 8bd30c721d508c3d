package presets

import (
	"strings"
	"testing"
)

func TestCatalogueSchema(t *testing.T) {
	var entries []*entryDoc
	for family, doc := range familyDocs(t) {
		entries = append(entries, doc.Presets...)
		if (doc.Nginx != nil) != (family == "nginx") {
			t.Errorf("%s.yaml: the directives of nginx stand in nginx.yaml", family)
		}
	}
	if len(entries) < 100 {
		t.Errorf("only %d entries", len(entries))
	}
	for _, problem := range checkEntries(entries) {
		t.Error(problem)
	}
}

func TestNginxSchema(t *testing.T) {
	doc := familyDocs(t)["nginx"].Nginx
	p := &problems{}
	for _, s := range doc.Settings {
		p.name = s.Name
		if or(or(s.Source, doc.Source), "") == "" || s.Context == "" {
			p.add("no source or context")
		}
		var spans []span
		history := s.History
		if len(history) == 0 {
			history = []defaultDoc{s.defaultDoc}
		}
		for _, h := range history {
			r, err := parseSpan(h.Versions)
			if err != nil {
				p.add("%v", err)
			}
			spans = append(spans, r)
		}
		p.line("history", spans)
	}
	for _, problem := range p.list {
		t.Error(problem)
	}
}

// The schema test is worth what it refuses.
func TestSchemaRefuses(t *testing.T) {
	const head = "presets:\n  - {name: a, about: x, source: s, "
	tests := map[string]struct{ yaml, want string }{
		"no source":          {"presets:\n  - {name: a, about: x, accepts: {idle: 5s}}", "no source"},
		"no side":            {head + "retry: none}", "no side"},
		"same name":          {head + "accepts: {idle: 5s}}\n  - {name: A, about: x, source: s, accepts: {idle: 5s}}", "is taken by a"},
		"same alias":         {head + "aliases: [b], accepts: {idle: 5s}}\n  - {name: c, aliases: [B], about: x, source: s, accepts: {idle: 5s}}", "is taken by a"},
		"blank in name":      {"presets:\n  - {name: a b, about: x, source: s, accepts: {idle: 5s}}", "no blank"},
		"overlap":            {head + "accepts: {cases: [{versions: '<7', idle: 5s}, {versions: '>=6', idle: 6s}]}}", "overlap"},
		"overlap of all":     {head + "accepts: {cases: [{idle: 5s}, {versions: '>=6', idle: 6s}]}}", "overlap"},
		"gap":                {head + "accepts: {cases: [{versions: '<7', idle: 5s}, {versions: '>=7.1', idle: 6s}]}}", "gap between 7 and 7.1"},
		"empty range":        {head + "accepts: {versions: '>=7 <7', idle: 5s}}", "holds no version"},
		"bad range":          {head + "accepts: {versions: '7', idle: 5s}}", "no range of versions"},
		"unknown unit":       {head + "accepts: {idle: 5s, set: 'x {s}', settings: [{name: x, unit: fortnight}]}}", "unknown unit"},
		"no unit in set":     {head + "accepts: {idle: 5s, set: 'x {y}', settings: [{name: x, unit: s}]}}", "without a setting or a unit"},
		"bare number":        {head + "accepts: {idle: 5}}", "write 60s, off, unlimited or unknown"},
		"zero":               {head + "accepts: {idle: 0s}}", "write 60s, off, unlimited or unknown"},
		"no value":           {head + "accepts: {note: x}}", "one of idle, like and of"},
		"unmarked doubt":     {"presets:\n  - {name: a, about: x, source: a recollection, accepts: {idle: 5s}}", "mark it unverified"},
		"unknown option":     {head + "accepts: {when: {x: y}, idle: 5s}}", "no value of an option"},
		"idle option":        {head + "options: [{name: x, values: [y]}], accepts: {idle: 5s}}", "decides nothing"},
		"odd mode":           {head + "connects: {idle: 5s}, honours: [{mode: sometimes}]}", "mode"},
		"hint without side":  {head + "connects: {idle: 5s}, announces: [{}]}", "without that side"},
		"see nothing":        {head + "see: [zzz], accepts: {idle: 5s}}", "does not exist"},
		"fixed and settable": {head + "accepts: {fixed: true, idle: 5s, set: 'x {s}', settings: [{name: x, unit: s}]}}", "fixed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, err := decodeFamily([]byte(test.yaml))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(checkEntries(doc.Presets), "\n"); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want something with %q", got, test.want)
			}
		})
	}
}

func TestUnknownKeysAreRefused(t *testing.T) {
	if _, err := decodeFamily([]byte("presets:\n  - {name: a, colour: red}")); err == nil {
		t.Error("an unknown key was accepted")
	}
}
