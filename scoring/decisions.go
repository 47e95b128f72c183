package scoring

// The decisions by the program's names. Beside each the number that the reading of 2023 gives it.
const (
	DecisionAverage        = "satisfaction_average"     // D1
	DecisionRounds         = "station_rounds"           // D2
	DecisionCasePart       = "case_file_part"           // D3
	DecisionNoCaseFile     = "no_case_file"             // D4
	DecisionOneRating      = "one_rating_of_two"        // D5
	DecisionActDay         = "act_day_limit"            // D6
	DecisionBonusSelection = "bonus_in_selection"       // D7
	DecisionUnsatisfied    = "unsatisfied_designation"  // D8
	DecisionTies           = "tie_at_cut"               // D9
	DecisionLeastPoints    = "least_points"             // D10
	DecisionDeadlineDay    = "window_deadline_day"      // D11
	DecisionRunsFrom       = "period_runs_from"         // D12
	DecisionLastPeriod     = "last_monthly_period"      // D13
	DecisionAdoption       = "after_adoption"           // D14
	DecisionTwoIndicators  = "one_event_two_indicators" // D15
	DecisionNilReport      = "nil_report"               // D16
	DecisionMissedReports  = "missed_reports"           // D17
	DecisionYearlyClauses  = "yearly_clauses"           // D19
	DecisionHotlinePeriod  = "deduction_quarters"       // D20
	DecisionTransfer       = "transfer_modifiers"       // D21
	DecisionWording        = "wording_findings"         // D22
)

// The readings of the decisions.
const (
	ReadingMeanOfVoted    Reading = "mean_of_voted"
	ReadingMeanOfAll      Reading = "mean_of_all"
	ReadingPooled         Reading = "pooled"
	ReadingMeanOfRounds   Reading = "mean_of_rounds"
	ReadingOnePool        Reading = "one_pool"
	ReadingSeparate       Reading = "separate"
	ReadingFull           Reading = "full"
	ReadingZero           Reading = "zero"
	ReadingCounts         Reading = "counts"
	ReadingHalf           Reading = "half"
	ReadingWaits          Reading = "waits"
	ReadingInclusive      Reading = "inclusive"
	ReadingExclusive      Reading = "exclusive"
	ReadingLeftOut        Reading = "left_out"
	ReadingWithCarried    Reading = "with_carried"
	ReadingCandidatesOnly Reading = "candidates_only"
	ReadingProvisional    Reading = "provisional"
	ReadingListingOrder   Reading = "listing_order"
	ReadingInstead        Reading = "instead"
	ReadingInAddition     Reading = "in_addition"
	ReadingWorking        Reading = "working"
	ReadingCalendar       Reading = "calendar"
	ReadingCompletedOn    Reading = "completed_on"
	ReadingAcceptedOn     Reading = "accepted_on"
	ReadingCut            Reading = "cut"
	ReadingWhole          Reading = "whole"
	ReadingListsFrozen    Reading = "lists_frozen"
	ReadingAllFrozen      Reading = "all_frozen"
	ReadingNothingFrozen  Reading = "nothing_frozen"
	ReadingBoth           Reading = "both"
	ReadingOneOnly        Reading = "one_only"
	ReadingAccepted       Reading = "accepted"
	ReadingNone           Reading = "none"
	ReadingByDay          Reading = "by_day"
	ReadingByRecord       Reading = "by_record"
	ReadingCapped         Reading = "capped"
	ReadingEveryTime      Reading = "every_time"
	ReadingYear           Reading = "year"
	ReadingMeanOfQuarters Reading = "mean_of_quarters"
	ReadingApplied        Reading = "applied"
	ReadingNotApplied     Reading = "not_applied"
	ReadingByFinding      Reading = "by_finding"
	ReadingAllInsistable  Reading = "all_insistable"
	ReadingAllRefused     Reading = "all_refused"
)

// decisionReadings is every decision with the readings that the program can follow.
var decisionReadings = map[string][]Reading{
	DecisionAverage:        {ReadingMeanOfVoted, ReadingMeanOfAll, ReadingPooled},
	DecisionRounds:         {ReadingPooled, ReadingMeanOfRounds},
	DecisionCasePart:       {ReadingOnePool, ReadingSeparate},
	DecisionNoCaseFile:     {ReadingFull, ReadingZero},
	DecisionOneRating:      {ReadingCounts, ReadingHalf, ReadingWaits},
	DecisionActDay:         {ReadingInclusive, ReadingExclusive},
	DecisionBonusSelection: {ReadingCounts, ReadingLeftOut},
	DecisionUnsatisfied:    {ReadingWithCarried, ReadingCandidatesOnly},
	DecisionTies:           {ReadingProvisional, ReadingListingOrder},
	DecisionLeastPoints:    {ReadingInstead, ReadingInAddition},
	DecisionDeadlineDay:    {ReadingWorking, ReadingCalendar},
	DecisionRunsFrom:       {ReadingCompletedOn, ReadingAcceptedOn},
	DecisionLastPeriod:     {ReadingCut, ReadingWhole},
	DecisionAdoption:       {ReadingListsFrozen, ReadingAllFrozen, ReadingNothingFrozen},
	DecisionTwoIndicators:  {ReadingBoth, ReadingOneOnly},
	DecisionNilReport:      {ReadingAccepted, ReadingNone},
	DecisionMissedReports:  {ReadingByDay, ReadingByRecord},
	DecisionYearlyClauses:  {ReadingCapped, ReadingEveryTime},
	DecisionHotlinePeriod:  {ReadingYear, ReadingMeanOfQuarters},
	DecisionTransfer:       {ReadingApplied, ReadingNotApplied},
	DecisionWording:        {ReadingByFinding, ReadingAllInsistable, ReadingAllRefused},
}

// Reading returns how a decision is read on a day: one of the Reading constants. The loader has made sure that every
// decision has a reading on every day of the file; an unknown name has none, "".
func (r *Rules) Reading(decision string, day Day) Reading {
	i, ok := r.index.decisions[decision]
	if !ok {
		return ""
	}
	return r.Decisions[i].Lines.at(r.InForce.clamp(day))
}
