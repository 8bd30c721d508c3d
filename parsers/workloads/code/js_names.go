package code

import "slices"

// jsFile is a file of JavaScript or TypeScript with what its names stand for.
type jsFile struct {
	*script
	imports  map[string]imported
	declared map[string][]int // where what a name is declared with begins; -1: with nothing that is known
	assigned map[string][]int // where what is assigned to it later begins; -1 as above
	members  map[string][]int // of anything: this.server = ...
	params   map[string]bool  // names that are parameters somewhere
	parts    map[string]part  // what names are, once asked for
	asking   []string
	uses     map[string][]int // where names stand, once asked for
	servers  []start          // that the file starts
}

// imported is where a name comes from.
type imported struct{ module, name string }

// readNames notes imports, declarations and assignments.
func (f *jsFile) readNames() {
	f.imports, f.declared, f.assigned = map[string]imported{}, map[string][]int{}, map[string][]int{}
	f.members, f.params, f.parts = map[string][]int{}, map[string]bool{}, map[string]part{}
	for i := range f.toks {
		switch {
		case f.is(i, "import") && f.first(i):
			f.readImport(i)
		case f.isAny(i, "const", "let", "var"):
			f.readDeclaration(i)
		case f.is(i, "=>") || f.opens(i, "{"):
			f.readParameters(i)
		case f.kind(i) == word:
			f.readAssignment(i)
		}
	}
}

// readImport reads "import X, { A, B as C } from 'm'" and "import * as N from 'm'".
func (f *jsFile) readImport(i int) {
	end := i + 1
	for end < len(f.toks) && end < i+200 && f.kind(end) != text && !f.is(end, ";") {
		end++
	}
	if f.kind(end) != text {
		return
	}
	module := moduleName(unquote(f.text(end)))
	for j := i + 1; j < end; j++ {
		switch {
		case f.is(j, "type") && f.kind(j+1) == word && !f.is(j+1, "from"):
			return
		case f.is(j, "*") && f.is(j+1, "as"):
			f.imports[f.text(j+2)] = imported{module, ""}
			j += 2
		case f.opens(j, "{"):
			f.readNamed(j, module, "as")
			j = f.pair(j)
		case f.kind(j) == word && !f.is(j, "from"):
			f.imports[f.text(j)] = imported{module, "default"}
		}
	}
}

// readNamed reads the names in braces: { A, B as C } of an import, { A, B: C } of a destructured require.
func (f *jsFile) readNamed(open int, module, as string) {
	for j := open + 1; j < f.pair(open); j++ {
		if f.kind(j) != word || !f.isAny(j-1, "{", ",") {
			continue
		}
		local := j
		if f.is(j+1, as) {
			local = j + 2
		}
		f.imports[f.text(local)] = imported{module, f.text(j)}
	}
}

// required gives the module of "require('m')" or "await import('m')" at i.
func (f *jsFile) required(i int) (module string, end int) {
	if f.is(i, "await") {
		i++
	}
	if f.isAny(i, "require", "import") && f.opens(i+1, "(") && f.kind(i+2) == text && f.pair(i+1) == i+3 {
		return moduleName(unquote(f.text(i + 2))), i + 4
	}
	return "", i
}

func (f *jsFile) readDeclaration(i int) {
	at := i + 1
	if f.opens(at, "{") || f.opens(at, "[") {
		f.readDestructured(at)
		return
	}
	for f.kind(at) == word {
		init := f.initial(at + 1)
		f.declare(f.text(at), init)
		if init < 0 {
			return
		}
		end := f.statementEnd(init)
		if !f.is(end, ",") {
			return
		}
		at = end + 1
	}
}

func (f *jsFile) declare(name string, init int) {
	if init >= 0 {
		if module, end := f.required(init); module != "" {
			switch {
			case f.is(end, ".") && f.kind(end+1) == word && !f.opens(end+2, "("):
				f.imports[name] = imported{module, f.text(end + 1)}
			case !f.isAny(end, ".", "("):
				f.imports[name] = imported{module, ""}
			}
		}
	}
	f.declared[name] = append(f.declared[name], init)
}

func (f *jsFile) readDestructured(open int) {
	end := f.pair(open)
	if module, _ := f.required(end + 2); module != "" && f.is(end+1, "=") && f.is(open, "{") {
		f.readNamed(open, module, ":")
		return
	}
	for j := open + 1; j < end; j++ {
		if f.kind(j) == word {
			f.declared[f.text(j)] = append(f.declared[f.text(j)], -1)
		}
	}
}

// initial finds what a name is declared with, behind a type if there is one; -1 for nothing.
func (f *jsFile) initial(i int) int {
	if f.is(i, "!") {
		i++
	}
	if f.is(i, ":") {
		for i++; i < len(f.toks) && !f.isAny(i, "=", ";", ",", ")", "}"); i++ {
			if p := f.pair(i); p > i {
				i = p
			} else if f.first(i) && !f.isAny(i, "|", "&") && !f.isAny(i-1, "|", "&", ":", "<", ",") {
				return -1
			}
		}
	}
	if !f.is(i, "=") || i+1 >= len(f.toks) {
		return -1
	}
	return i + 1
}

// readParameters notes what a function calls its parameters: inside, those names are nobody knows what.
func (f *jsFile) readParameters(i int) {
	if f.is(i, "=>") && f.kind(i-1) == word {
		f.params[f.text(i-1)] = true
		return
	}
	end := i - 1
	for back := 0; back < 12 && !f.is(end, ")") && (f.kind(end) == word || f.isAny(end, "<", ">", "[", "]", ".", "|", ":")); back++ { // over what it returns
		end--
	}
	if end != i-1 && !f.is(end+1, ":") {
		return
	}
	open := f.pair(end)
	if !f.is(end, ")") || open < 0 || f.isAny(open-1, "if", "for", "while", "switch", "with") {
		return
	}
	for j := open + 1; j < end; j++ {
		if f.kind(j) == word && f.isAny(j-1, "(", ",", "{", "[", "...", "private", "public", "protected", "readonly") {
			f.params[f.text(j)] = true
		}
	}
}

func (f *jsFile) readAssignment(i int) {
	if f.isAny(i-1, "const", "let", "var") {
		return
	}
	at := -1
	switch {
	case f.is(i+1, "="):
		at = i + 2
	case f.isAny(i+1, "+=", "-=", "*=", "/=", "||=", "&&=", "??=", "++", "--"), f.isAny(i-1, "++", "--"):
	default:
		return
	}
	name := f.text(i)
	if f.isAny(i-1, ".", "?.") {
		f.members[name] = append(f.members[name], at)
		return
	}
	f.assigned[name] = append(f.assigned[name], at)
}

// constant implements dialect: a name that is declared once, with a value, and never changed.
func (f *jsFile) constant(name string) int {
	if at := f.declared[name]; len(at) == 1 && len(f.assigned[name]) == 0 && !f.params[name] {
		return at[0]
	}
	return -1
}

// part tells what a name is.
func (f *jsFile) part(name string) part {
	if p, known := f.parts[name]; known {
		return p
	}
	if from, ok := f.imports[name]; ok {
		return f.elsewhere(from)
	}
	if len(f.asking) > 8 || slices.Contains(f.asking, name) {
		return notKnown
	}
	f.asking = append(f.asking, name)
	p := f.agreed(slices.Concat(f.declared[name], f.assigned[name]))
	f.asking = f.asking[:len(f.asking)-1]
	f.parts[name] = p
	return p
}

// member tells what a member of that name is, of whatever object.
func (f *jsFile) member(name string) part {
	key := "." + name
	if p, known := f.parts[key]; known {
		return p
	}
	if len(f.asking) > 8 || slices.Contains(f.asking, key) {
		return notKnown
	}
	f.asking = append(f.asking, key)
	p := f.agreed(f.members[name])
	f.asking = f.asking[:len(f.asking)-1]
	f.parts[key] = p
	return p
}

// agreed is what all that a name stands for is; what is not known does not count against the others.
func (f *jsFile) agreed(at []int) part {
	out := notKnown
	for _, i := range at {
		if i < 0 {
			continue
		}
		p := f.made(i).part
		switch {
		case p == notKnown:
		case out == notKnown:
			out = p
		case out != p:
			return notKnown
		}
	}
	return out
}
