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

// count is a tally of the standing entries of some facts, with what it took to know which stand.
type count struct {
	*Tally
	asOf     Day
	reversed map[string]bool
	batch    batch
}

// batch gathers resolved entries, so that they are added in one go: the sums of many sections lie far apart in memory,
// and a processor that need not resolve entries in between fetches many of them at a time.
type batch struct {
	postings [64]posting
	entries  [64]*Entry
	n        int
}

// flush adds what the batch has gathered, in order.
func (c *count) flush() {
	for i := range c.batch.n {
		c.apply(c.batch.entries[i], &c.batch.postings[i])
	}
	c.batch.n = 0
}

func newCount(rules *Rules, facts Facts, asOf Day) (*count, error) {
	reversed, err := reversals(facts.Entries, asOf)
	if err != nil {
		return nil, err
	}
	c := &count{Tally: NewTally(rules, NewRoster(facts.Sections)), asOf: asOf, reversed: reversed}
	for i := range facts.Entries {
		if err := c.post(&facts.Entries[i]); err != nil {
			return nil, err
		}
	}
	c.flush()
	if err := c.checkQuota(rules.dayOf(asOf)); err != nil {
		return nil, err
	}
	return c, nil
}

// post checks an entry in sight, reversed or not, and adds it if it stands.
func (c *count) post(e *Entry) *Error {
	if e.Kind == KindReversal || !e.inSight(c.asOf) {
		return nil
	}
	b := &c.batch
	if err := c.rules.resolve(c.roster, e, &b.postings[b.n]); err != nil {
		return err
	}
	if c.isReversed(e.ID) {
		return nil
	}
	b.entries[b.n] = e
	if b.n++; b.n == len(b.postings) {
		c.flush()
	}
	return nil
}

func (c *count) isReversed(id string) bool { return len(c.reversed) > 0 && c.reversed[id] }

// stands tells whether an entry counts.
func (c *count) stands(e *Entry) bool {
	return e.Kind != KindReversal && e.inSight(c.asOf) && !c.isReversed(e.ID)
}

// reversals finds which entries are reversed. Where a reversal stands in the file does not matter.
func reversals(entries []Entry, asOf Day) (map[string]bool, *Error) {
	var list []*Entry
	targets := map[string]bool{} // wanted by a reversal; true once found
	for i := range entries {
		if e := &entries[i]; e.Kind == KindReversal && e.inSight(asOf) {
			list = append(list, e)
			targets[e.Reverses] = false
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	for i := range entries {
		e := &entries[i]
		if _, wanted := targets[e.ID]; wanted && e.Kind != KindReversal && e.inSight(asOf) {
			targets[e.ID] = true
		}
	}
	return markReversed(list, targets)
}

func markReversed(list []*Entry, targets map[string]bool) (map[string]bool, *Error) {
	reversed := make(map[string]bool, len(list))
	for _, e := range list {
		if !targets[e.Reverses] {
			return nil, refuse(e.ID, CodeUnknownEntry, "没有可以冲正的分录“%s”;冲正本身不能再冲正", e.Reverses)
		}
		if reversed[e.Reverses] {
			return nil, refuse(e.ID, CodeAlreadyReversed, "分录“%s”已经冲正过了", e.Reverses)
		}
		reversed[e.Reverses] = true
	}
	return reversed, nil
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
