package outbox

import (
	"maps"
	"slices"
)

// The kinds of card: templates that the county has at WeChat.
const (
	CardDuty      = "duty"
	CardDeduction = "deduction"
	CardComplaint = "complaint"
	CardSummary   = "summary"
)

// cards are the kinds of card with what stands on them, in order.
var cards = map[string][]string{
	CardDuty:      {"thing", "section", "by"},
	CardDeduction: {"section", "clause", "points", "by"},
	CardComplaint: {"number", "section", "state", "by"},
	CardSummary:   {"thing", "note", "at"},
}

// Cards lists the kinds of card.
func Cards() []string { return slices.Sorted(maps.Keys(cards)) }

// CardFields lists what stands on a kind of card, in order; nil where there is no such kind.
func CardFields(card string) []string { return slices.Clone(cards[card]) }

// topicUnreached tells a unit's manager whom nothing reached.
const topicUnreached = "unreached"

// sentAt is the moment of the message, which every topic has beside its own values.
const sentAt = "at"

var (
	ofSection   = []string{"section", "no", "unit", "period", "deadline"}
	ofUnit      = []string{"unit", "units", "count", "sections", "period", "deadline"}
	ofDeduction = []string{"what", "section", "clause", "points", "days", "by"}
	ofReversal  = []string{"what", "section", "clause", "points", "by"}
	ofAppeal    = []string{"section", "no", "unit", "what", "entry", "deadline"}
	ofComplaint = []string{"complaint", "section", "no", "unit", "step", "deadline", "outcome"}
	ofOthers    = []string{"unit", "units", "count", "sections", "deadline"}
	ofUnreached = []string{"unit", "units", "count", "people", "what", "tried"}
	ofSummary   = []string{"unit", "units", "span", "sections", "owed", "reported", "missed", "worst", "scores", "deductions"}
)

// offered are the topics that the program tells of, each with the values that its words may use. Whoever sends a
// message of a topic gives the values that the words in configs/reminders.yaml use.
var offered = map[string][]string{
	"due_today": ofSection, "due_soon": ofSection, "due_last": ofSection, "missed": ofSection,
	"due_unit": ofUnit, "missed_unit": ofUnit, "missed_county": ofUnit,
	"upload_refused": {"section", "refused", "total", "reason"},

	"proposed": {"what"}, "posted": {"what"}, "entry_posted": {"what", "days"}, "examined": {"what"}, "declined": {"what"}, "withdrawn": {"what"},
	"objection": {"what", "section", "by"}, "objection_settled": {"what", "how"},
	"appeal": {"what"}, "appeal_decided": {"what", "section", "outcome", "by"},
	"deduction_proposed": ofDeduction, "deduction_posted": ofDeduction, "deduction_reversed": ofReversal,
	"entry_reversed": ofReversal,
	"appeal_closing": ofAppeal, "appeal_closing_unit": ofOthers,

	"complaint_received": ofComplaint, "complaint_assigned": ofComplaint, "complaint_due": ofComplaint, "complaint_past": ofComplaint,
	"complaint_overdue": ofComplaint, "complaint_answered": ofComplaint, "complaint_reopened": ofComplaint,
	"complaint_pending": ofComplaint, "complaint_closed": ofComplaint,
	"complaint_due_unit": ofOthers, "complaint_past_unit": ofOthers, "complaint_past_county": ofOthers,

	"summary_week": ofSummary, "summary_quarter": ofSummary,
	topicUnreached: ofUnreached, "unreached_county": ofUnreached, "delivery_alarm": {"channel", "cause"},
}
