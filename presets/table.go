package presets

// Row is one line of a preset's table: a value and the side it belongs to.
type Row struct {
	Side string // "accepts", "connects" or "passes"
	Idle Idle   // where Like is not empty, what that preset does without a version
	Like string // reference of the preset whose value it is, "" = its own
}

// Table lists every value of the preset: all sides, variants and versions, in the order of the catalogue.
func (p *Preset) Table() []Row {
	var rows []Row
	for name := range sideCount {
		for _, c := range p.sides[name] {
			row := Row{Side: name.String(), Idle: c.idle, Like: c.like}
			if c.like != "" {
				if idle, _, err := p.alike(name, c, newQuery(), 0); err == nil {
					row.Idle = idle
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// Own makes a preset of numbers that a user states for a product of theirs; a nil side does not exist. It is not entered into the catalogue.
func Own(name, source string, acceptsIdle, connectsIdle *Idle) *Preset {
	p := &Preset{Name: name, Source: source}
	for side, idle := range []*Idle{acceptsIdle, connectsIdle} {
		if idle == nil {
			continue
		}
		own := *idle
		own.side, own.Source = sideName(side), or(idle.Source, source)
		p.sides[side] = []choice{{idle: own}}
	}
	return p
}
