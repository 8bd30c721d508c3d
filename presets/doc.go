// Package presets is the catalogue of defaults: how long products keep idle connections when nobody told them.
//
// Most incidents involve a number that is written in no file. This package holds those numbers as reviewed YAML under data/, each with the place
// where it was read, and answers three questions: which product is meant ([Lookup], [Suggest]), what it does in a given version and variant
// ([Preset.Resolve]), and what an nginx directive is worth when it is absent ([Nginx]).
//
// To add a product, write an entry into the family file it belongs to, run the index test with -update, and let the schema test judge it: an
// entry needs a source, its ranges of versions must follow one another, and a number that nobody checked is marked unverified. Of several ranges
// only the maintained ones count for a reference without a version; when in doubt leave an old range maintained, people still run it.
//
// Nothing is decoded before it is asked for: an index of names (data/index.txt) tells the family file, and of
// that only the product is decoded.
package presets
