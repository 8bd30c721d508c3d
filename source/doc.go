// Package source is where bytes come from. It is the lowest layer: it knows
// nothing of configurations, only of files, places in them, and which of them
// may be read.
//
// Two ideas live here.
//
// A place in a text is a Span, a half-open range of byte offsets with the id of
// its file. Lines and columns are derived only when something is shown, by the
// File, from an index of line starts that is built on first use. A Set holds
// the files of one run, whether they came from disk, from standard input, or
// out of a dump.
package source
