package syntax

import "bytes"

// tags follows the control tags of a template.
type tags struct {
	finder     finder
	open       []tagFrame // the tags that are open, innermost last
	seen       bool       // the text holds a construct of a template
	unbalanced bool       // TemplateUnbalanced was reported
	run        miss       // the constructs behind the expression that was looked at last
	runAlone   bool       // nothing else stands with them on their line
}

// tagFrame is an open control tag and the state of the parser at it, which
// must be the same at its branches and at its end: in the same block, and not
// within another directive.
type tagFrame struct {
	region    int32 // the branch that is open
	depth     int
	block     uint32 // node of the innermost block, at depth > 0
	directive uint32 // 1 + first token of the directive that holds the tag, 0 if it stands between two
}

// tag reads what begins at i, where a word could start, if it is a construct
// of a template, and returns the offset behind it, else 0.
func (p *Parser) tag(i int) int {
	w := atWord
	if p.words == 0 {
		w = atStart
	}
	c := p.tags.finder.at(i, w)
	if c.end == 0 {
		return 0
	}
	p.tags.seen = p.tags.seen || p.src[i] != '$'
	switch {
	case w == atStart && (c.verb == insertion || c.verb == expression && p.standsAlone(c.end)):
		p.addWord(Word, i, c.end)
		p.endDirective(NoBody, unended|opaque)
	case c.verb == expression:
		return p.unquoted(i)
	default:
		p.push(TemplateTag, i, c.end)
		p.follow(i, c)
	}
	return c.end
}

// standsAlone reports whether an expression that ends at i is not the name of
// a directive but stands for whole directives: nothing but further constructs
// and blanks follow it on its line, or the block ends. The answer is the same
// for all constructs of such a run, and is kept so that each run is read once.
func (p *Parser) standsAlone(i int) bool {
	g := &p.tags
	if g.run.from <= i && i < g.run.to {
		return g.runAlone
	}
	g.run.from = i
	for i < len(p.src) && p.src[i] != '\n' {
		if class[p.src[i]]&blank != 0 {
			i++
		} else if c := g.finder.at(i, inQuotes); c.end > 0 {
			i = c.end
		} else {
			break
		}
	}
	g.run.to = i
	g.runAlone = i == len(p.src) || p.src[i] == '\n' || p.src[i] == '}' ||
		p.src[i] == '#' && class[p.src[i-1]]&blank != 0
	return g.runAlone
}

// inWord reads the construct at i within a word and returns the offset behind
// it, 0 if there is none. Tags within quotes are followed once their word ends.
func (p *Parser) inWord(i int, quotes bool) int {
	w := inWord
	if quotes {
		w = inQuotes
	}
	c := p.tags.finder.at(i, w)
	if c.end > 0 && !quotes {
		p.tags.seen = p.tags.seen || p.src[i] != '$'
		p.follow(i, c)
	}
	return c.end
}

// followTags follows the control tags in a comment or a word in quotes.
func (p *Parser) followTags(i, end int) {
	for i < end {
		at := bytes.IndexAny(p.src[i:end], "{<%")
		if at < 0 {
			return
		}
		i += at
		c := p.tags.finder.at(i, inQuotes)
		if c.end == 0 || c.end > end {
			i++
			continue
		}
		p.tags.seen = true
		p.follow(i, c)
		i = c.end
	}
}

// follow opens and closes the regions of control tags.
func (p *Parser) follow(i int, c construct) {
	g, t := &p.tags, &p.tree
	here := uint32(len(t.tokens))
	tag := Tag{Start: uint32(i), End: uint32(c.end), Opener: uint32(i)}
	switch c.verb {
	case opening:
		f := p.frame()
		f.region = p.addRegion(tag, p.enclosing(), here)
		g.open = append(g.open, f)
	case branching, ending:
		if len(g.open) == 0 {
			return
		}
		f := &g.open[len(g.open)-1]
		p.checkFrame(*f, tag)
		was := &t.regions[f.region]
		was.to = here
		if c.verb == ending {
			g.open = g.open[:len(g.open)-1]
			return
		}
		tag.Opener, tag.Branch = was.tag.Opener, was.tag.Branch+1
		f.region = p.addRegion(tag, was.outer, here)
	default: // no control tag
	}
}

func (p *Parser) frame() tagFrame {
	f := tagFrame{depth: len(p.blocks)}
	if f.depth > 0 {
		f.block = p.blocks[f.depth-1].node
	}
	if p.words > 0 {
		f.directive = p.first + 1
	}
	return f
}

// checkFrame records an error if the part of a control tag that ends at tag
// opened or closed a block, or ended the directive in which it began: then the
// branches do not nest with the blocks, and no branch can be judged.
func (p *Parser) checkFrame(f tagFrame, tag Tag) {
	now := p.frame()
	if f.depth == now.depth && f.block == now.block && (f.directive == 0 || f.directive == now.directive) {
		return
	}
	p.fail(Error{
		Start: tag.Start, End: tag.End, Began: p.tree.regions[f.region].tag.Start,
		Kind: TemplateUnbalanced, Msg: "control tags of a template open and close blocks unevenly",
	})
}

// enclosing returns the innermost open region, -1 if there is none.
func (p *Parser) enclosing() int32 {
	if n := len(p.tags.open); n > 0 {
		return p.tags.open[n-1].region
	}
	return -1
}

func (p *Parser) addRegion(tag Tag, outer int32, from uint32) int32 {
	p.tree.regions = append(p.tree.regions, region{tag: tag, outer: outer, from: from})
	return int32(len(p.tree.regions) - 1)
}

// finishTags ends the regions of tags that nothing ends.
func (p *Parser) finishTags() {
	for _, f := range p.tags.open {
		p.tree.regions[f.region].to = uint32(len(p.tree.tokens))
	}
}
