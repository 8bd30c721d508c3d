package code

import (
	"strings"
)

type pyFile struct {
	*script
	imports  map[string]imported
	modules  map[string]bool  // that are imported, by the first part of their names
	made     map[string][]int // where what a name is given at the start of a line begins
	columns  []int32          // of the tokens
	declared map[string][]int // where the value of a name at the top of the file begins; -1 for a name that is anything else as well
}

func (f *pyFile) readNames() {
	for i := range f.toks {
		switch {
		case f.is(i, "import") && f.first(i):
			f.readImport(i + 1)
		case f.is(i, "from") && f.first(i):
			f.readFrom(i + 1)
		case f.kind(i) == word && !f.is(i-1, "."):
			f.readName(i)
		}
	}
}

func (f *pyFile) dotted(i int) (name string, next int) {
	name = f.text(i)
	for f.is(i+1, ".") && f.kind(i+2) == word {
		name += "." + f.text(i+2)
		i += 2
	}
	return name, i + 1
}

func (f *pyFile) readImport(i int) {
	for f.kind(i) == word {
		name, next := f.dotted(i)
		local, _, _ := strings.Cut(name, ".")
		from := imported{local, ""}
		if f.is(next, "as") {
			local, from = f.text(next+1), imported{name, ""}
			next += 2
		}
		f.imports[local] = from
		if !f.is(next, ",") {
			return
		}
		i = next + 1
	}
}

func (f *pyFile) readFrom(i int) {
	module, i := f.dotted(i)
	if !f.is(i, "import") {
		return
	}
	i++
	if f.is(i, "(") {
		i++
	}
	for f.kind(i) == word {
		local := i
		if f.is(i+1, "as") {
			local = i + 2
		}
		f.imports[f.text(local)] = imported{module, f.text(i)}
		if !f.is(local+1, ",") {
			return
		}
		i = local + 2
	}
}

func (f *pyFile) readName(i int) {
	name := f.text(i)
	if f.is(i+1, "=") && f.first(i) {
		f.made[name] = append(f.made[name], i+2)
	}
	at := -1
	switch {
	case f.is(i+1, "=") && f.up(i) < 0 && f.first(i):
		at = i + 2
		if f.indented(i) {
			at = -1
		}
	case f.is(i+1, ":") && f.up(i) < 0 && f.first(i) && f.kind(i+2) == word && f.is(i+3, "=") && !f.indented(i):
		at = i + 4
	case f.isAny(i+1, "=") && f.up(i) >= 0: // keyword of a call, or a default of a parameter
		if open := f.up(i); !f.isDef(open) {
			return
		}
	case f.isAny(i+1, "+=", "-=", "*=", "/=", ":="), f.isAny(i-1, "for", "as", "global") && !f.isImported(i), f.up(i) >= 0 && f.isDef(f.up(i)) && f.isAny(i-1, "(", ","):
	default:
		return
	}
	f.declared[name] = append(f.declared[name], at)
}

func (f *pyFile) isImported(i int) bool { _, ok := f.imports[f.text(i)]; return ok }

func (f *pyFile) isDef(open int) bool { return f.is(open, "(") && f.is(open-2, "def") }

func (f *pyFile) indented(i int) bool {
	start := int(f.toks[i].start)
	return start > 0 && f.src[start-1] != '\n' && f.src[start-1] != 0xBF
}

func (f *pyFile) resolved(i int) (module, name string, next int) {
	whole, next := f.dotted(i)
	head, rest, _ := strings.Cut(whole, ".")
	from, known := f.imports[head]
	if !known {
		return "", whole, next
	}
	full := from.module
	if from.name != "" {
		full += "." + from.name
	}
	if rest != "" {
		full += "." + rest
	}
	cut := strings.LastIndexByte(full, '.')
	if cut < 0 {
		return full, "", next
	}
	return full[:cut], full[cut+1:], next
}

func (f *pyFile) joined(j int) bool {
	gap := string(f.src[f.toks[j-1].end:f.toks[j].start])
	return strings.HasPrefix(strings.TrimLeft(gap, " \t"), "\\")
}

func (f *pyFile) application(name string) string {
	for _, i := range f.made[name] {
		module, class, open := f.resolved(i)
		if f.opens(open, "(") {
			if preset := pyApplications[module][class]; preset != "" {
				return preset
			}
		}
	}
	return ""
}

func (f *pyFile) importsOf(name string) bool {
	if len(f.modules) == 0 {
		for _, from := range f.imports {
			top, _, _ := strings.Cut(from.module, ".")
			f.modules[top] = true
		}
	}
	return f.modules[name]
}

const longestBlock = 2000

func (f *pyFile) under(i int) bool {
	for i > 0 && !f.first(i) {
		i--
	}
	column := f.column(i)
	for j := i - 1; j >= 0 && column > 0; j-- {
		if i-j > longestBlock {
			return true
		}
		if !f.first(j) || f.up(j) >= 0 || f.column(j) >= column {
			continue
		}
		column = f.column(j)
		if f.isAny(j, "if", "elif", "else", "for", "while", "except", "match", "case") {
			return !f.is(j, "if") || !f.is(j+1, "__name__")
		}
	}
	return false
}

func (f *pyFile) column(i int) int {
	if f.columns == nil {
		f.columns = make([]int32, len(f.toks))
		line, at := 0, 0
		for i := range f.toks {
			for ; at < int(f.toks[i].start); at++ {
				if f.src[at] == '\n' {
					line = at + 1
				}
			}
			f.columns[i] = int32(at - line)
		}
	}
	return int(f.columns[i])
}
