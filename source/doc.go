// Package source is where bytes come from. It is the lowest layer: it knows
// nothing of configurations, only of texts, places in them, and which files may
// be read. Three ideas live here.
//
// A place is a [Span], a half-open range of byte offsets with the id of its
// file. Lines and columns are derived only when something is shown, by the
// [File], from an index of line starts that is built on first use. A [Set]
// holds the files of one run, whether they came from disk, from standard input,
// or out of a dump.
//
// A [Tree] is what one run may read: the PATHs that the user gave and a few
// further folders. [Tree.Read], [Tree.Glob] and all the rest stay inside of
// them, also through symbolic links, because what includes name is chosen by
// whoever wrote the configuration, perhaps a stranger's pull request. Each file
// is read once, whole, and only if it is a regular file. A [Sniffer] looks at the
// beginnings of candidates first, since most of a tree is nobody's business.
//
// Discovery, [Tree.Walk], finds what to look at below the PATHs. It leaves out
// what nobody runs (.gitignore, test data, samples, backups) unless a PATH
// names it, and tells so ([Tree.Skipped]). This steers discovery only: what a
// configuration itself includes is read whatever its name. The .gitignore files
// and the index of the enclosing repository are read for this even where they
// lie above the PATHs; nothing of them is ever shown.
//
// No result depends on the order of the PATHs. Folders are shown and compared
// by their canonical path, without symbolic links, as links can make one folder
// appear under many names.
package source
