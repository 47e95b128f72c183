// Package scoring turns rules and facts into a board. The rules are data: every point, cap, day, threshold and formula
// parameter of a county's policy stands in its rule file, with its basis and the day it takes effect. The package is
// pure: it knows no database, clock or network, and imports nothing of ours.
package scoring

// Rules is a rule file that was loaded without fault. It is never changed, so many goroutines may share it.
type Rules struct {
	County   string // whose rules these are
	Title    string
	Basis    string // the document that the file follows
	Invented bool   // an example that no county has decided
	InForce  Period // the days that the file judges; a day outside counts as the nearest end
	Hash     string // "sha256:" and the hexadecimal digest of the file, for boards to name

	Decimals         Dated[int] // decimals of an indicator score, rounded half up; at most Places
	Periods          []NamedPeriod
	Indicators       []Indicator
	Modifiers        []Modifier
	Clauses          []Clause // deductions and case files, in the file's order
	Bonus            Bonus
	Selection        Selection
	Designation      Designation
	Performance      Performance
	Consequences     []Consequence
	Reporting        Reporting
	Wording          Wording
	Stages           []Stage
	Responsibilities []Responsibility
	Decisions        []Decision
	Register         Register

	index index
}

// NamedPeriod is a period that clauses refer to, such as the days within which a deed must fall.
type NamedPeriod struct {
	ID, Label string
	Lines     Dated[Period]
	at        place // in the rule file, here and below
}

// IndicatorStage tells when an indicator is scored.
type IndicatorStage string

// The stages of an indicator: the daily score, or the vote among candidates.
const (
	StageDaily IndicatorStage = "daily"
	StageVote  IndicatorStage = "vote"
)

// Formula names how an indicator is computed.
type Formula string

// The formulas that rule files may name; docs/rules.md describes each with its parameters.
const (
	FormulaVotes        Formula = "votes"
	FormulaVotesBlended Formula = "votes_blended"
	FormulaDeductions   Formula = "deductions"
	FormulaCaseFiles    Formula = "case_files"
	FormulaRatings      Formula = "ratings"
)

// Indicator is one part of the score.
type Indicator struct {
	ID, Label  string
	Stage      IndicatorStage
	Formula    Formula
	Max        Dated[Exact]
	Parameters map[string]Dated[Exact] // as the formula needs, by name
	Groups     []Group                 // parts of a deductions indicator with a maximum of their own
	PartEnds   []Day                   // last days of the rounds or quarters of the year, but the last
	Tiers      []Tier                  // of a ratings indicator, best first
	CaseClause string                  // the clause under which case files are marked
	WholeUnit  bool                    // its deductions may fall on every section of a unit
	at         place
}

// Group is a part of an indicator that has its own maximum.
type Group struct {
	ID, Label string
	Max       Dated[Exact]
	at        place
}

// Tier is a class of ratings: those of AtLeast points and below the next better tier. The last takes what is left.
type Tier struct {
	ID, Label string
	AtLeast   Dated[Exact] // empty for the last tier
	at        place
}

// Modifier multiplies a deduction.
type Modifier struct {
	ID, Label string
	Factor    Dated[Exact]
	Excludes  []string   // modifiers that cannot stand beside it
	ActUntil  Dated[Day] // last day of an act that it applies to, as the policy writes it; empty: any day
	at        place
}

// Clause is one row of the policy that carries points.
type Clause struct {
	ID, Label string
	Indicator string // "" for a bonus clause
	Group     string // of the indicator, or of the bonus
	Per       string // what is counted, in the policy's words: 次, 件, 例, 年
	Lines     Dated[Tariff]
	Modifiers []string
	Period    string   // the named period that its day must fall in; "" for any day
	WaivedBy  string   // the bonus group that makes it count for nothing
	Replaces  []string // clauses that it stands instead of, for the same act
	Excludes  []string // clauses that cannot stand beside it
	Yearly    bool     // counted by the year, so that its cap comes from decision D19
	Note      string

	indicator, group, pool int // positions in Indicators, Groups and the tallies
	period                 int // position in Periods, or -1
	modifiers              []int
	caseFile               bool
	at                     place
}

// Tariff is what a clause costs or gives: points from Min to Max for one count, at most Cap in the year.
type Tariff struct {
	Min, Max Exact
	Cap      Exact // 0: none
}

// Fixed tells whether the clause leaves no choice of points.
func (t Tariff) Fixed() bool { return t.Min.Cmp(t.Max) == 0 }

// Bonus is what may be earned beyond the indicators.
type Bonus struct {
	Label   string
	Max     Dated[Exact]
	Groups  []BonusGroup
	Clauses []Clause
}

// BonusGroup is a kind of merit with its own way of counting.
type BonusGroup struct {
	ID, Label string
	PerMatter bool         // of one matter only the highest counts; otherwise every entry does
	Max       Dated[Exact] // empty: none
	at        place
}

// Selection is how candidates for the vote are chosen.
type Selection struct {
	Satisfied, Unsatisfied Dated[int64]
	Order                  []string // indicators by which equals are listed, before the section number
	order                  []int
	at                     place
}

// Designation is how many are designated at the end.
type Designation struct {
	Satisfied, First, Unsatisfied, Least Dated[int64]
}

// Performance is what a designation adds to its unit's yearly performance points.
type Performance struct {
	Satisfied, Unsatisfied, Least Dated[int64]
}

// Clause returns the clause with an identifier, of deductions and bonuses alike; ok is false where there is none.
func (r *Rules) Clause(id string) (clause Clause, ok bool) {
	if c := r.index.clauses[id]; c != nil {
		return *c, true
	}
	return Clause{}, false
}

// Indicator returns the indicator with an identifier; ok is false where there is none.
func (r *Rules) Indicator(id string) (indicator Indicator, ok bool) {
	if i, found := r.index.indicators[id]; found {
		return r.Indicators[i], true
	}
	return Indicator{}, false
}
