package scoring

// Explain explains one section of a tally's board. standing are the entries that the tally was made of, in order; unlike
// the function Explain it takes them as they are, so that a board that is kept can always be explained, also where the
// roster has changed since a set of ratings or a ballot was posted.
func (t *Tally) Explain(asOf Day, settings Settings, standing []Entry, section int64) (Explanation, error) {
	board, err := t.Board(asOf, settings)
	if err != nil {
		return Explanation{}, err
	}
	at, ok := t.roster.find(section)
	if !ok {
		return Explanation{}, refuse("", CodeUnknownSection, "没有编号为 %d 的参评科室", section)
	}
	x := &explainer{rules: t.rules, day: t.rules.dayOf(asOf), section: &t.roster.sections[at], row: t.row(int(at))}
	for i := range standing {
		if e := &standing[i]; e.OnUnit && e.Unit == x.section.Unit || !e.OnUnit && e.Section == section {
			x.entries = append(x.entries, e)
		}
	}
	return x.explain(t, board.Sections[at]), nil
}
