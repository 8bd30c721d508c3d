package terraform

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/source"
)

// jsonDecode reads JSON. Where the text is a file's, each part knows its place in it.
func jsonDecode(e *evaluator, args []*value) *value {
	return oneArg("jsondecode", args, func(x *value) *value { return e.decoded("jsondecode", x, fromJSONText) })
}

func yamlDecode(e *evaluator, args []*value) *value {
	return oneArg("yamldecode", args, func(x *value) *value { return e.decoded("yamldecode", x, fromYAML) })
}

func (e *evaluator) decoded(name string, x *value, read func(src []byte, f *source.File) (*value, error)) *value {
	if of := x.made().encoded; of != nil {
		return of
	}
	if x.isNull() {
		return invalid(name + ": the text is null")
	}
	x = toType(x, cty.String)
	if x.err != "" {
		return x
	}
	if !x.isKnown() {
		return e.opaque(name, []*value{x}, firstWhy([]*value{x}))
	}
	src, file := []byte(x.v.AsString()), x.made().file
	if file != nil && len(file.Src) == len(src) {
		src = file.Src
	} else {
		file = nil
	}
	y, err := read(src, file)
	if err != nil {
		return invalid(name + ": " + err.Error())
	}
	return y.with(func(z *value) {
		z.sensitive, z.refs = x.sensitive, x.refs
		if z.from == nil {
			z.from = x.from
		}
		for i, k := range z.kids {
			z.kids[i] = k.inherit(z.from, 0)
		}
	})
}

// inherit gives a value without a place, and its parts, the place of the whole.
func (x *value) inherit(from *trail, depth int) *value {
	y := x.at(from)
	if depth < maxDepth && len(y.kids) > 0 {
		y = y.with(func(*value) {})
		kids := make([]*value, len(y.kids))
		for i, k := range y.kids {
			kids[i] = k.inherit(y.from, depth+1)
		}
		y.kids = kids
	}
	return y
}

func fromJSONText(src []byte, f *source.File) (*value, error) {
	doc, err := readJSON(src)
	if err != nil {
		return nil, err
	}
	return fromJSON(doc.root(), f), nil
}

// fromJSON turns a JSON value into one of ours.
func fromJSON(v jsonValue, f *source.File) *value {
	var x *value
	switch v.kind() {
	case jsonBool:
		x = known(cty.BoolVal(v.isTrue()))
	case jsonNumber:
		x = number(string(v.raw()))
	case jsonString:
		x = text(v.text())
	case jsonArray:
		kids := []*value{}
		for item := range v.items {
			kids = append(kids, fromJSON(item, f))
		}
		x = tuple(kids)
	case jsonObject:
		kids := map[string]*value{}
		for m := range v.members {
			kids[m.name.text()] = fromJSON(m.value, f)
		}
		x = recordOf(kids)
	default:
		x = known(cty.NullVal(cty.DynamicPseudoType))
	}
	if f != nil {
		n := v.node()
		x.from = decides(source.Span{File: f.ID, Start: n.start, End: n.end}, "")
	}
	return x
}

// number reads a number of JSON or YAML.
func number(digits string) *value {
	if len(digits) <= maxDigits {
		if n, err := cty.ParseNumberVal(digits); err == nil {
			return known(n)
		}
	}
	return unknown("the number "+digits[:min(len(digits), 20)]+" is too large", nil)
}

// maxYAML bounds what aliases can make of a YAML text.
const maxYAML = 100_000

func fromYAML(src []byte, f *source.File) (*value, error) {
	if _, why := tooDeep(src); why != "" {
		return nil, errors.New(why)
	}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return known(cty.NullVal(cty.DynamicPseudoType)), nil
		}
		return nil, errors.New("the YAML does not parse")
	}
	r := &yamlReader{file: f, left: maxYAML}
	x := r.node(&doc, 0)
	if r.left < 0 {
		return nil, errors.New("the YAML is too large once its aliases are followed")
	}
	return x, nil
}

type yamlReader struct {
	file *source.File
	left int
}

func (r *yamlReader) node(n *yaml.Node, depth int) *value {
	if r.left--; r.left < 0 || depth > maxNesting {
		r.left = -1
		return known(cty.NullVal(cty.DynamicPseudoType))
	}
	var x *value
	switch n.Kind {
	case yaml.DocumentNode:
		return r.node(n.Content[0], depth+1)
	case yaml.AliasNode:
		return r.node(n.Alias, depth+1)
	case yaml.SequenceNode:
		kids := make([]*value, len(n.Content))
		for i, c := range n.Content {
			kids[i] = r.node(c, depth+1)
		}
		x = tuple(kids)
	case yaml.MappingNode:
		kids := map[string]*value{}
		r.mapping(n, kids, depth)
		x = recordOf(kids)
	default:
		x = yamlScalar(n)
	}
	if r.file != nil && n.Line > 0 {
		start := r.file.Offset(n.Line, n.Column)
		x.from = decides(source.Span{File: r.file.ID, Start: start, End: start + uint32(len(n.Value))}, "")
	}
	return x
}

func (r *yamlReader) mapping(n *yaml.Node, kids map[string]*value, depth int) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.ShortTag() != "!!merge" {
			name, _ := yamlScalar(k).key()
			kids[name] = r.node(v, depth+1)
			continue
		}
		merged := r.node(v, depth+1)
		for j, name := range merged.names {
			if _, have := kids[name]; !have {
				kids[name] = merged.kids[j]
			}
		}
	}
}

// yamlWords are the booleans of YAML 1.1, which Terraform reads.
var yamlWords = map[string]bool{"y": true, "yes": true, "on": true, "n": false, "no": false, "off": false}

// yamlTimes are the forms of a time in YAML.
var yamlTimes = []string{time.RFC3339Nano, "2006-1-2T15:4:5.999999999", "2006-1-2t15:4:5.999999999Z07:00", "2006-1-2 15:4:5.999999999", "2006-1-2"}

func yamlScalar(n *yaml.Node) *value {
	switch n.ShortTag() {
	case "!!str":
		if b, ok := yamlWords[strings.ToLower(n.Value)]; ok && n.Style == 0 {
			return known(cty.BoolVal(b))
		}
	case "!!timestamp":
		for _, form := range yamlTimes {
			if t, err := time.Parse(form, n.Value); err == nil {
				return text(t.UTC().Format(time.RFC3339))
			}
		}
	case "!!null":
		return known(cty.NullVal(cty.DynamicPseudoType))
	case "!!bool":
		return known(cty.BoolVal(strings.EqualFold(n.Value, "true")))
	case "!!int":
		if i, ok := new(big.Int).SetString(strings.ReplaceAll(n.Value, "_", ""), 0); ok && i.BitLen() < 512 {
			return known(cty.NumberVal(new(big.Float).SetInt(i)))
		}
	case "!!float":
		if x := number(n.Value); !x.isUnknown() {
			return x
		}
	}
	return text(n.Value)
}

// yamlEncode is not evaluated, as nothing reads its text but yamldecode; what it was made from is kept.
func yamlEncode(e *evaluator, args []*value) *value {
	return oneArg("yamlencode", args, func(x *value) *value {
		y := e.opaque("yamlencode", args, "a text made by yamlencode is not evaluated")
		y.v, y.text = cty.UnknownVal(cty.String), &textual{encoded: x}
		return y
	})
}
