package terraform

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"  //nolint:gosec // Terraform has the function
	"crypto/sha1" //nolint:gosec // Terraform has the function
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// sums are the hash functions: of a text, and of a file's bytes.
var sums = map[string]struct {
	file string // name of the function that hashes a file
	of   func(b []byte) string
}{
	"md5":          {"filemd5", func(b []byte) string { s := md5.Sum(b); return hex.EncodeToString(s[:]) }},   //nolint:gosec // as above
	"sha1":         {"filesha1", func(b []byte) string { s := sha1.Sum(b); return hex.EncodeToString(s[:]) }}, //nolint:gosec // as above
	"sha256":       {"filesha256", func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }},
	"sha512":       {"filesha512", func(b []byte) string { s := sha512.Sum512(b); return hex.EncodeToString(s[:]) }},
	"base64sha256": {"filebase64sha256", func(b []byte) string { s := sha256.Sum256(b); return base64.StdEncoding.EncodeToString(s[:]) }},
	"base64sha512": {"filebase64sha512", func(b []byte) string { s := sha512.Sum512(b); return base64.StdEncoding.EncodeToString(s[:]) }},
}

// textFunction takes texts and gives a text, a number or a truth.
type textFunction struct {
	params int
	result cty.Type
	of     func(a []string) (cty.Value, error)
}

func ofText(params int, f func(a []string) (string, error)) textFunction {
	return textFunction{params, cty.String, func(a []string) (cty.Value, error) {
		s, err := f(a)
		return cty.StringVal(s), err
	}}
}

func predicate(f func(s, t string) bool) textFunction {
	return textFunction{2, cty.Bool, func(a []string) (cty.Value, error) { return cty.BoolVal(f(a[0], a[1])), nil }}
}

var textFunctions = map[string]textFunction{
	"startswith": predicate(strings.HasPrefix), "endswith": predicate(strings.HasSuffix), "strcontains": predicate(strings.Contains),
	"base64encode": ofText(1, func(a []string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(a[0])), nil }),
	"base64decode": ofText(1, base64decode),
	"base64gzip":   ofText(1, base64gzip), "base64gunzip": ofText(1, base64gunzip),
	"textencodebase64": ofText(2, textEncode), "textdecodebase64": ofText(2, textDecode),
	"urlencode": ofText(1, func(a []string) (string, error) { return url.QueryEscape(a[0]), nil }),
	"urldecode": ofText(1, func(a []string) (string, error) { return url.QueryUnescape(a[0]) }),
	"pathexpand": ofText(1, func(a []string) (string, error) {
		if strings.HasPrefix(a[0], "~") {
			return "", errNotHere // the home folder of the machine
		}
		return a[0], nil
	}),
	"basename": ofText(1, func(a []string) (string, error) { return path.Base(a[0]), nil }),
	"dirname":  ofText(1, func(a []string) (string, error) { return path.Dir(a[0]), nil }),
	"uuidv5":   ofText(2, uuid5), "replace": {3, cty.String, replace}, "timecmp": {2, cty.Number, compareTimes},
	"cidrhost": {2, cty.String, cidrHost}, "cidrnetmask": {1, cty.String, cidrNetmask}, "cidrsubnet": {3, cty.String, cidrSubnet},
	"cidrcontains": {2, cty.Bool, cidrContains},
}

func init() {
	for name, sum := range sums {
		textFunctions[name] = ofText(1, func(a []string) (string, error) { return sum.of([]byte(a[0])), nil })
	}
}

// callText runs a function of texts; numbers become texts as everywhere.
func (e *evaluator) callText(name string, fn textFunction, args []*value) *value {
	if len(args) != fn.params {
		return invalid(fmt.Sprintf("%s needs %d arguments", name, fn.params))
	}
	texts := make([]string, len(args))
	for i, a := range args {
		a = toType(a, cty.String)
		switch {
		case a.err != "":
			return a
		case a.isNull():
			return invalid(name + ": an argument is null")
		case !a.isKnown():
			x := e.opaque(name, args, firstWhy(args))
			x.v = cty.UnknownVal(fn.result)
			return x
		}
		texts[i] = a.v.AsString()
	}
	v, err := fn.of(texts)
	switch {
	case errors.Is(err, errNotHere):
		return e.opaque(name, args, name+" is not evaluated for these arguments")
	case err != nil:
		return invalid(name + ": " + err.Error())
	}
	x := &value{v: v, refs: union(args...), sensitive: anySensitive(args)}
	if len(args) == 1 {
		x.from = args[0].from
	}
	return x
}

// errNotHere says that Terraform has an answer and we do not.
var errNotHere = errors.New("not evaluated")

func base64decode(a []string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(a[0])
	if err != nil || !utf8.Valid(b) {
		return "", errors.New("it is no base64 of UTF-8")
	}
	return string(b), nil
}

func base64gzip(a []string) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, a[0]); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

func base64gunzip(a []string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(a[0])
	if err != nil {
		return "", errors.New("it is no base64")
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return "", errors.New("it is not compressed")
	}
	out, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil || !utf8.Valid(out) || len(out) == maxFile {
		return "", errNotHere
	}
	return string(out), nil
}

func textEncode(a []string) (string, error) {
	switch strings.ToUpper(a[1]) {
	case "UTF-8":
		return base64.StdEncoding.EncodeToString([]byte(a[0])), nil
	case "UTF-16LE":
		var b []byte
		for _, u := range utf16.Encode([]rune(a[0])) {
			b = append(b, byte(u), byte(u>>8))
		}
		return base64.StdEncoding.EncodeToString(b), nil
	}
	return "", errNotHere
}

func textDecode(a []string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(a[0])
	if err != nil {
		return "", errors.New("it is no base64")
	}
	switch strings.ToUpper(a[1]) {
	case "UTF-8":
		return strings.ToValidUTF8(string(b), "\ufffd"), nil
	case "UTF-16LE":
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		}
		return string(utf16.Decode(units)), nil
	}
	return "", errNotHere
}

// namespaces of names that stand for a UUID.
var namespaces = map[string]string{
	"dns": "6ba7b8109dad11d180b400c04fd430c8", "url": "6ba7b8119dad11d180b400c04fd430c8",
	"oid": "6ba7b8129dad11d180b400c04fd430c8", "x500": "6ba7b8149dad11d180b400c04fd430c8",
}

func uuid5(a []string) (string, error) {
	space := namespaces[a[0]]
	if space == "" {
		space = strings.ReplaceAll(a[0], "-", "")
	}
	b, err := hex.DecodeString(space)
	if err != nil || len(b) != 16 {
		return "", errors.New("the namespace is no UUID")
	}
	sum := sha1.Sum(append(b, a[1]...)) //nolint:gosec // the definition of version 5
	u := sum[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:]), nil
}

// replace takes a pattern between slashes as a regular expression.
func replace(a []string) (cty.Value, error) {
	if p := a[1]; len(p) > 1 && p[0] == '/' && p[len(p)-1] == '/' {
		re, err := regexp.Compile(p[1 : len(p)-1])
		if err != nil {
			return cty.NilVal, errors.New("the pattern is no regular expression")
		}
		return cty.StringVal(re.ReplaceAllString(a[0], a[2])), nil
	}
	if a[1] == "" && len(a[0])*(len(a[2])+1) > maxFile || strings.Count(a[0], a[1])*len(a[2]) > maxFile {
		return cty.NilVal, errNotHere
	}
	return stdlib.Replace(cty.StringVal(a[0]), cty.StringVal(a[1]), cty.StringVal(a[2]))
}

func compareTimes(a []string) (cty.Value, error) {
	t, err := time.Parse(time.RFC3339, a[0])
	if err != nil {
		return cty.NilVal, errors.New("it is no time")
	}
	u, err := time.Parse(time.RFC3339, a[1])
	if err != nil {
		return cty.NilVal, errors.New("it is no time")
	}
	return cty.NumberIntVal(int64(t.Compare(u))), nil
}
