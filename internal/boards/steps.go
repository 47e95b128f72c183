package boards

import (
	"slices"

	"wanping/scoring"
)

var cutLabels = map[string]string{
	scoring.CutCandidatesSatisfied:    "满意候选",
	scoring.CutCandidatesUnsatisfied:  "不满意候选",
	scoring.CutDesignationSatisfied:   "满意",
	scoring.CutDesignationFirst:       "最满意(前列)",
	scoring.CutDesignationUnsatisfied: "不满意",
	scoring.CutDesignationLeast:       "最不满意",
}

// beyond is how many sections past a cut are shown.
const beyond = 2

// list is what a cut is made on.
type list struct {
	cut   string
	on    func(int, scoring.SectionResult) bool // which sections are on it, by position
	in    func(scoring.SectionResult) bool      // which are within the cut
	total bool                                  // ordered by total rather than daily score
	worst bool                                  // worst first
}

// steps shows the six cuts as they came out, in the order in which they are made. The engine has decided who is in; here
// the lists are only put in order.
func steps(shot *snapshot) []Step {
	sections := shot.state.Roster.Sections()
	eligible := func(i int, _ scoring.SectionResult) bool { return !sections[i].Exempt && !sections[i].Carried }
	is := func(ways ...scoring.Candidate) func(int, scoring.SectionResult) bool {
		return func(_ int, r scoring.SectionResult) bool { return slices.Contains(ways, r.Candidate) && r.Total != nil }
	}
	chosen := func(way scoring.Candidate) func(scoring.SectionResult) bool {
		return func(r scoring.SectionResult) bool { return r.Candidate == way }
	}
	named := func(as ...scoring.Designated) func(scoring.SectionResult) bool {
		return func(r scoring.SectionResult) bool { return slices.Contains(as, r.Designation) }
	}
	best, worst := named(scoring.First, scoring.Satisfied), named(scoring.Unsatisfied, scoring.Least)
	within := func(f func(scoring.SectionResult) bool) func(int, scoring.SectionResult) bool {
		return func(_ int, r scoring.SectionResult) bool { return f(r) }
	}
	var out []Step
	for _, l := range []list{
		{cut: scoring.CutCandidatesSatisfied, on: eligible, in: chosen(scoring.ForSatisfied)},
		{cut: scoring.CutCandidatesUnsatisfied, on: eligible, in: chosen(scoring.ForUnsatisfied), worst: true},
		{cut: scoring.CutDesignationSatisfied, on: is(scoring.ForSatisfied), in: best, total: true},
		{cut: scoring.CutDesignationFirst, on: within(best), in: named(scoring.First), total: true},
		{cut: scoring.CutDesignationUnsatisfied, on: is(scoring.ForUnsatisfied, scoring.ByCarrying), in: worst, total: true, worst: true},
		{cut: scoring.CutDesignationLeast, on: within(worst), in: named(scoring.Least), total: true, worst: true},
	} {
		if step := l.step(shot); step.Size > 0 {
			out = append(out, step)
		}
	}
	return out
}

func (l list) step(shot *snapshot) Step {
	var on []scoring.SectionResult
	for i, r := range shot.board.Sections {
		if l.on(i, r) {
			on = append(on, r)
		}
	}
	slices.SortStableFunc(on, func(a, b scoring.SectionResult) int { return l.compare(a, b) })
	step := Step{Cut: l.cut, Label: cutLabels[l.cut], Of: len(on)}
	past := 0
	for _, r := range on {
		in := l.in(r)
		if in {
			step.Size++
		} else if past++; past > beyond {
			continue
		}
		step.Places = append(step.Places, Placed{
			Section: r.No, Name: shot.names[r.No].section, Value: l.value(r), In: in, Tied: tied(shot, l.cut, r.No),
		})
	}
	return step
}

func (l list) value(r scoring.SectionResult) string {
	if l.total && r.Total != nil {
		return r.Total.String()
	}
	return r.Daily.String()
}

// compare puts those within the cut first, then by rank; equals keep the order of their numbers, reversed where the
// worst come first.
func (l list) compare(a, b scoring.SectionResult) int {
	if x, y := l.in(a), l.in(b); x != y {
		if x {
			return -1
		}
		return 1
	}
	rank := func(r scoring.SectionResult) int {
		if l.total {
			return r.TotalRank
		}
		return r.DailyRank
	}
	if l.worst {
		a, b = b, a
	}
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	return int(a.No - b.No)
}

func tied(shot *snapshot, cut string, section int64) bool {
	return slices.ContainsFunc(shot.board.Ties, func(t scoring.Tie) bool { return t.Cut == cut && slices.Contains(t.Sections, section) })
}
