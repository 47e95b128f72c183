package scoring

// Line is one value of a rule with the days on which it holds. An amendment adds a line; the old one stays.
type Line[T any] struct {
	Since Day // first day on which it holds
	Until Day // last day on which it holds; 0: until the next line begins
	Value T
	Basis string // annex and row, or part and paragraph, of the policy
	at    int    // line of the rule file
}

// Dated is a value over time: its lines by Since, without overlap.
type Dated[T any] []Line[T]

// On returns the line in force on day; ok is false where none is.
func (d Dated[T]) On(day Day) (line Line[T], ok bool) {
	for i := len(d) - 1; i >= 0; i-- {
		if d[i].Since <= day {
			return d[i], d[i].Until == 0 || day <= d[i].Until
		}
	}
	return line, false
}

// at returns the value in force on a day that the loader made sure is covered.
func (d Dated[T]) at(day Day) T {
	line, _ := d.On(day)
	return line.Value
}

// nearest returns the line in force on day or, where none is, the last one before it, or else the first: a clause that was
// repealed in the year is still capped as it was.
func (d Dated[T]) nearest(day Day) (line Line[T]) {
	for _, l := range d {
		if line.Since == 0 || l.Since <= day {
			line = l
		}
	}
	return line
}
