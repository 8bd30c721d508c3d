// Package presets is the catalogue of defaults: how long products keep idle connections when nobody told them.
//
// Most incidents involve a number that is written in no file. This package holds those numbers as reviewed YAML under data/, each with the place
// where it was read, and answers three questions: which product is meant ([Lookup], [Suggest]), what it does in a given version and variant
// ([Preset.Resolve]), and what an nginx directive is worth when it is absent ([Nginx]).
//
// Nothing is decoded before it is asked for: an index of names (data/index.txt) tells the family file, and only that file is read.
package presets
