package scoring

// Facts is everything that a board is computed from.
type Facts struct {
	Sections []Section // any order; numbers differ
	Entries  []Entry   // in the order of posting; identifiers differ
	Settings Settings
}

// Section is one rated section (参评科室) of annex 2.
type Section struct {
	No, Unit    int64
	Enforcement bool // has enforcement power (annex 5, note 3)
	Stationed   bool // works in the government service centre and is rated by it too
	Exempt      bool // satisfied in the two years before: scored and ranked, never a candidate
	Carried     bool // unsatisfied last year: in the vote directly
}

// The kinds of entries.
const (
	KindVotes     = "votes"
	KindDeduction = "deduction"
	KindCaseFile  = "case_file"
	KindRating    = "rating"
	KindBonus     = "bonus"
	KindReversal  = "reversal"
)

// The raters of a section.
const (
	RaterUnit   = "unit"   // the section's own unit
	RaterCentre = "centre" // the government service centre
)

// Entry is one posting of the ledger. Each kind looks at its own fields only; the others may hold anything. What every
// kind looks at comes first, so that passing by a million entries reads little of each.
type Entry struct {
	Kind         string
	Section      int64 // number of the section
	On           Day   // the day it happened; of A1.3, the day the case was filed
	Posted       Day   // the day it entered the ledger; 0: the same as On
	OnUnit       bool  // it falls on every section of Unit, rather than on Section
	HasPoints    bool
	HasCount     bool // a count of a wrong type is a given count of 0
	Failed       bool // the case file failed outright, whatever its mark
	Indicator    string
	Satisfied    int64
	Basic        int64
	Dissatisfied int64
	Clause       string
	Points       Exact
	Count        int64
	Modifiers    []string
	Mark         Exact
	ID           string
	Unit         int64 // number of the unit
	Rater        string
	Matter       string // the deed, matter or case of a bonus
	Reverses     string
}

// posted is the day it entered the ledger.
func (e *Entry) posted() Day {
	if e.Posted == 0 {
		return e.On
	}
	return e.Posted
}

// inSight tells whether the entry was posted by asOf; without asOf, all were.
func (e *Entry) inSight(asOf Day) bool { return asOf == 0 || e.posted() <= asOf }

// hasVotes tells whether a votes entry holds a vote at all.
func (e *Entry) hasVotes() bool { return e.Satisfied > 0 || e.Basic > 0 || e.Dissatisfied > 0 }

// Settings are sizes and rulings that stand beside the rule file.
type Settings struct {
	Selection   *Sizes // sizes of the candidate lists; nil: none given
	Designation *Sizes
	Adopted     *Lists      // the candidate lists as adopted, in place of those computed (D14)
	Rulings     []TieRuling // recorded rulings on ties (D9)
}

// Sizes overrides sizes of the rule file; nil keeps the file's.
type Sizes struct {
	Satisfied, First, Unsatisfied, Least *int64
}

// Lists is who stands in the vote, by section number; carried sections need not be listed.
type Lists struct {
	Satisfied, Unsatisfied []int64
}

// TieRuling is the office's order among sections that are equal at a cut: those listed first get in first.
type TieRuling struct {
	Cut   string
	Order []int64
}
