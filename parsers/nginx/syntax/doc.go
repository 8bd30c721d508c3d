// Package syntax is a lossless parser of nginx's configuration syntax. It
// knows words, blocks and comments, not what directives mean, and imports the
// standard library only.
//
// A text becomes tokens of 8 bytes, ordered and disjoint, with nothing but
// blanks between them, and directives of 12 bytes that point at their tokens:
// about one byte of memory per byte of text. Printing the tokens and the gaps
// between them gives the text back, whatever it holds. A [Directive] is a
// small handle; names and arguments are decoded when they are asked for.
//
// # What nginx accepts
//
// The rules are those of nginx's own lexer, which differ from what one expects
// in a few places:
//
//   - Blanks are space, tab, CR and LF only. A byte order mark is a part of
//     the first word.
//   - Comments, quotes and } are recognised only where a word could start:
//     a#b, a"b" and a}b are words.
//   - A quoted word may span lines; behind it must stand a blank, ; { or ).
//   - A { ends an unquoted word, unless it stands directly behind $.
//   - A backslash protects the next byte, but stays in the value unless the
//     next byte is a quote, a backslash, t, r or n.
//   - A word or a comment of 4096 bytes or more is refused.
//
// The blocks of map, types and their like hold rows of data ([Data]), and
// those of *_by_lua_block hold Lua ([Lua]).
//
// # Mistakes
//
// Parse always returns a tree. Each [Error] has nginx's own wording and the
// line that nginx names. The parser goes on behind a mistake as its author
// most likely meant it: a missing ; before a } is added, a forgotten quote
// ends with its line, a map that is not closed ends where the next block
// begins.
//
// # Templates
//
// With Options.Template the tags of Jinja, Go templates, ERB, EPP, Mustache,
// envsubst and Terraform do not disturb the structure. An expression is an
// opaque part of a word ([Directive.ArgTemplated]), or stands for unknown
// directives where it is alone on its line ([Directive.Opaque]). What stands
// between control tags is conditional ([Directive.Condition]). Where the
// branches of a template open and close blocks unevenly no tree can be right,
// and the error is of kind [TemplateUnbalanced].
package syntax
