package scoring

// Reporting is the year's parameters for service records (rules, section 13). The engine does not compute with them:
// they are data of the year for the room that takes records in.
type Reporting struct {
	Season         Dated[Period]    // days whose services count
	WindowDeadline Dated[TimeOfDay] // a record received at that very moment is late
	ClosingDay     Dated[int]       // day of the month on which a monthly period ends, at 24:00
	DailyUntil     Dated[Day]       // last day on which daily scores go on
}

// Wording is the rules for an item's text (rules, section 14).
type Wording struct {
	MaxLength Dated[int] // Unicode code points
	Findings  []Finding
}

// Finding is one fault of a wording.
type Finding struct {
	Code, Label string
	CanInsist   bool // the liaison may insist on it with a reason
	Basis       string
	at          place
}

// Stage is a step of the year with its days.
type Stage struct {
	ID, Label string
	Lines     Dated[Period]
	at        place
}

// What the ledger takes in beside points, of which a rule file may say who proposes and who confirms it.
const (
	MatterRulings = "rulings"
	MatterRoster  = "roster" // sections' terms and attributes
	MatterRules   = "rules"  // adoption of rule files
	MatterBoards  = "boards" // publication
)

// OfficeMatters lists them.
func OfficeMatters() []string {
	return []string{MatterRulings, MatterRoster, MatterRules, MatterBoards}
}

// Responsibility is who proposes and who confirms an indicator's entries (rules, section 16).
type Responsibility struct {
	For         string   // an indicator, "bonus", or one of OfficeMatters
	ProposedBy  []string // roles
	ConfirmedBy string   // role
	OtherPerson bool     // the confirming account is of the same office, but another account
	When        string
	Basis       string
	at          place
}

// Consequence is what follows from a designation (part 6 of the policy).
type Consequence struct {
	ID        string
	Duty      string   // row of the register
	For       []string // designations
	Addressee string   // whom it concerns: section, staff, head, unit, unit_leader
	Text      string
	Unless    string // where it does not apply
	Due       string
	TwoYears  bool // only for those unsatisfied two years running
	at        place
}

// Register says for every clause and duty of the policy who does it.
type Register struct {
	Clauses, Duties []RegisterRow
}

// RegisterRow is one clause or duty. Status is computed (by the program), entered (by a person) or outside (the system).
type RegisterRow struct {
	ID, Status, How string
	at              place
}

// The states of a row of the register.
const (
	RegisterComputed = "computed"
	RegisterEntered  = "entered"
	RegisterOutside  = "outside"
)

// Reading is one way to read the policy where it can be read in several.
type Reading string

// Decision is a point on which the policy is silent or can be read in several ways, with the reading chosen.
type Decision struct {
	Name     string // as the program calls it; Decisions' constants
	ID       string // as the county's papers call it, such as D1
	Question string
	Lines    Dated[Reading]
	Readings []ReadingText // all that the program can follow
	at       place
}

// ReadingText explains a reading.
type ReadingText struct {
	Reading Reading
	Text    string
}

// ReportingRules are the reporting parameters as they stand on a day, for the room that takes records in.
type ReportingRules struct {
	Season           Period
	WindowDeadline   TimeOfDay // on the deadline day, exclusive: that very moment is late
	WorkingDays      bool      // D11: the deadline day is the next working day; otherwise the next calendar day
	RunsFromAccepted bool      // D12: deadlines and periods run from accepted_on; otherwise from completed_on
	ClosingDay       int       // last day of a monthly period
	CutLastPeriod    bool      // D13: the season's end cuts the last monthly period
	NilReports       bool      // D16: a nil report answers for a day or period without services
	MissedByDay      bool      // D17: a missed report is charged by day or period; otherwise by record
}

// ReportingOn returns the reporting parameters in force on a day.
func (r *Rules) ReportingOn(day Day) ReportingRules {
	day = r.InForce.clamp(day)
	return ReportingRules{
		Season:           r.Reporting.Season.at(day),
		WindowDeadline:   r.Reporting.WindowDeadline.at(day),
		WorkingDays:      r.Reading(DecisionDeadlineDay, day) == ReadingWorking,
		RunsFromAccepted: r.Reading(DecisionRunsFrom, day) == ReadingAcceptedOn,
		ClosingDay:       r.Reporting.ClosingDay.at(day),
		CutLastPeriod:    r.Reading(DecisionLastPeriod, day) == ReadingCut,
		NilReports:       r.Reading(DecisionNilReport, day) == ReadingAccepted,
		MissedByDay:      r.Reading(DecisionMissedReports, day) == ReadingByDay,
	}
}

// WordingRules are the wording parameters as they stand on a day.
type WordingRules struct {
	MaxLength int             // Unicode code points
	CanInsist map[string]bool // by finding code (D22)
}

// WordingOn returns the wording parameters in force on a day.
func (r *Rules) WordingOn(day Day) WordingRules {
	day = r.InForce.clamp(day)
	reading := r.Reading(DecisionWording, day)
	rules := WordingRules{MaxLength: r.Wording.MaxLength.at(day), CanInsist: map[string]bool{}}
	for _, f := range r.Wording.Findings {
		rules.CanInsist[f.Code] = f.CanInsist && reading == ReadingByFinding || reading == ReadingAllInsistable
	}
	return rules
}

// ModifierApplies tells whether an act of the given day falls under a modifier that is limited to early acts (D6).
// Modifiers without a limit apply to any act; unknown ones to none.
func (r *Rules) ModifierApplies(modifier string, act, on Day) bool {
	i, ok := r.index.modifiers[modifier]
	if !ok {
		return false
	}
	on = r.InForce.clamp(on)
	line, limited := r.Modifiers[i].ActUntil.On(on)
	if !limited {
		return true
	}
	if r.Reading(DecisionActDay, on) == ReadingExclusive {
		return act < line.Value
	}
	return act <= line.Value
}
