package terraform

import (
	"crypto/md5"  //nolint:gosec // Terraform has the function
	"crypto/sha1" //nolint:gosec // Terraform has the function
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
)

// sums are the hash functions: of a text, and of a file's bytes.
var sums = map[string]struct {
	file string // name of the function that hashes a file
	of   func(b []byte) string
}{
	"md5":          {"filemd5", func(b []byte) string { s := md5.Sum(b); return hex.EncodeToString(s[:]) }},
	"sha1":         {"filesha1", func(b []byte) string { s := sha1.Sum(b); return hex.EncodeToString(s[:]) }},
	"sha256":       {"filesha256", func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }},
	"sha512":       {"filesha512", func(b []byte) string { s := sha512.Sum512(b); return hex.EncodeToString(s[:]) }},
	"base64sha256": {"filebase64sha256", func(b []byte) string { s := sha256.Sum256(b); return base64.StdEncoding.EncodeToString(s[:]) }},
	"base64sha512": {"filebase64sha512", func(b []byte) string { s := sha512.Sum512(b); return base64.StdEncoding.EncodeToString(s[:]) }},
}
