package clients

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// SchemaID names the schema; editors fetch it from there.
const SchemaID = "https://raw.githubusercontent.com/timeoutlint/timeoutlint/main/docs/timeoutlint.schema.json"

// Schema is the JSON Schema (draft 2020-12) of timeoutlint.yaml for editors, made from the table of keys. It refuses what Read reports, but for what
// a schema cannot see: other files, presets and rules that do not exist, and names that are declared twice.
func Schema() []byte {
	s := fileShape.schema()
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = SchemaID
	defs := schema{}
	for d, name := range shared {
		defs[name] = d.full()
	}
	s["$defs"] = defs
	s["title"] = "timeoutlint.yaml"
	s["description"] = "what timeoutlint cannot read elsewhere: who is on the path of a connection, how they are joined, and how to judge"
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		panic("clients: " + err.Error()) // maps, lists, texts and numbers only
	}
	return out.Bytes()
}

type schema = map[string]any

// shared are the shapes that several keys have; they are written once.
var shared = map[*shape]string{idle: "idleTimeout", duration: "duration", presetRef: "preset", ids: "endpoints", hosts: "hosts", keepalive: "tcpKeepalive", endpointID: "endpoint"}

func (s *shape) schema() schema {
	if name := shared[s]; name != "" {
		return schema{"$ref": "#/$defs/" + name}
	}
	return s.full()
}

func (s *shape) full() schema {
	out := s.own()
	if s.alone != nil {
		return schema{"anyOf": []any{s.alone.schema(), out}}
	}
	return out
}

// own is the schema without the single value that may stand for it.
func (s *shape) own() schema {
	switch s.kind {
	case object:
		return s.objectSchema()
	case names:
		return schema{"type": []string{"object", "null"}, "additionalProperties": s.each.schema(), "propertyNames": schema{"pattern": s.key().String(), "maxLength": longestText}}
	case list:
		return schema{"type": []string{"array", "null"}, "items": s.each.schema()}
	case word:
		return s.wordSchema()
	case boolean:
		return schema{"type": "boolean"}
	case count:
		return schema{"type": "integer", "minimum": 1, "maximum": 1<<31 - 1}
	case amount:
		return s.amountSchema()
	case date:
		return schema{"type": "string", "pattern": `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`}
	case text:
	}
	return s.textSchema()
}

func (s *shape) objectSchema() schema {
	properties, required := schema{}, []string{}
	for _, f := range s.fields {
		p := f.is.schema()
		p["description"] = f.about
		properties[f.name] = p
		if f.required {
			required = append(required, f.name)
		}
	}
	out := schema{"type": []string{"object", "null"}, "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["type"], out["required"] = "object", required
	}
	if s.presets { // the options of a preset: single values, and only beside preset
		out["additionalProperties"] = schema{"type": []string{"string", "number", "boolean"}}
		out["if"] = schema{"not": schema{"required": []string{"preset"}}}
		out["then"] = schema{"propertyNames": schema{"enum": s.keys()}}
	}
	if s == ignoreShape {
		out["anyOf"] = []any{schema{"required": []string{"rule"}}, schema{"required": []string{"hop"}}, schema{"required": []string{"endpoint"}}}
	}
	if s == ownPresetShape {
		out["anyOf"] = []any{schema{"required": []string{"accepts"}}, schema{"required": []string{"connects"}}}
	}
	return out
}

// wordSchema also takes a number that YAML makes of a word.
func (s *shape) wordSchema() schema {
	var all []any
	for _, w := range s.words {
		if n, err := strconv.Atoi(w); err == nil {
			all = append(all, n)
		}
		all = append(all, w)
	}
	return schema{"enum": all}
}

// textSchema takes every single value: 1.24 is a number to YAML and a version to us.
func (s *shape) textSchema() schema {
	out := schema{"type": []string{"string", "number", "boolean"}, "maxLength": longestText, "pattern": `\S`}
	if s.like != nil {
		out["type"], out["pattern"] = "string", s.like().String()
	}
	if s.examples != nil {
		out["examples"] = s.examples()
	}
	return out
}

func (s *shape) amountSchema() schema {
	least := 1
	if s.zero {
		least = 0
	}
	written := schema{"type": "string", "pattern": durationText().String(), "minLength": 1}
	if !s.zero {
		written["not"] = schema{"pattern": `^[0hms]*$`}
	}
	kinds := []any{schema{"type": "integer", "minimum": least, "maximum": longestSeconds}, written}
	if len(s.words) > 0 {
		kinds = slices.Insert(kinds, 0, any(schema{"enum": s.words}))
	}
	return schema{"anyOf": kinds}
}
