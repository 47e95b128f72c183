package scoring

// Evaluate computes the board of the facts as of a day; day 0 takes every entry. A refusal is an *Error; which one, and
// of which entry, is that of score-cases, "Errors".
func Evaluate(rules *Rules, facts Facts, asOf Day) (Board, error) {
	tally, err := newCount(rules, facts, asOf)
	if err != nil {
		return Board{}, err
	}
	board, failure := tally.Board(asOf, facts.Settings)
	if failure != nil {
		return Board{}, failure
	}
	if err := tally.checkBallots(&board, facts.Entries); err != nil {
		return Board{}, err
	}
	return board, nil
}

// checkBallots finds the first entry with votes of the vote stage for a section that is no candidate.
func (c *count) checkBallots(board *Board, entries []Entry) *Error {
	if c.ballots == 0 {
		return nil
	}
	vote := c.rules.Indicators[c.rules.index.vote].ID
	for i := range entries {
		e := &entries[i]
		if e.Kind != KindVotes || e.Indicator != vote || !e.hasVotes() || !c.stands(e) {
			continue
		}
		if at, _ := c.roster.find(e.Section); board.Sections[at].Candidate == "" {
			return refuse(e.ID, CodeNotACandidate, "科室 %d 不在网络评价的名单里,不能有票", e.Section)
		}
	}
	return nil
}
