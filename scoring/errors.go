package scoring

import "fmt"

// Code names why a case or an entry is refused, for programs (score-cases, "Errors").
type Code string

// The codes, in the order in which they are looked for.
const (
	CodeBadCase          Code = "bad_case"
	CodeUnknownEntry     Code = "unknown_entry"
	CodeAlreadyReversed  Code = "already_reversed"
	CodeUnknownKind      Code = "unknown_kind"
	CodeUnknownSection   Code = "unknown_section"
	CodeUnitNotAllowed   Code = "unit_not_allowed"
	CodeUnknownIndicator Code = "unknown_indicator"
	CodeNegativeVotes    Code = "negative_votes"
	CodeUnknownClause    Code = "unknown_clause"
	CodePointsRequired   Code = "points_required"
	CodePointsOutOfRange Code = "points_out_of_range"
	CodeBadCount         Code = "bad_count"
	CodeBadModifier      Code = "bad_modifier"
	CodeOutsidePeriod    Code = "outside_period"
	CodeMarkOutOfRange   Code = "mark_out_of_range"
	CodeBadRating        Code = "bad_rating"
	CodeNotStationed     Code = "not_stationed"
	CodeTierQuota        Code = "tier_quota"
	CodeTooFewSections   Code = "too_few_sections"
	CodeNotACandidate    Code = "not_a_candidate"
)

// Error is a refusal: its code, the entry at fault ("" where it is no single entry's) and a Chinese sentence that
// says what is wrong and what would be right.
type Error struct {
	Entry   string
	Code    Code
	Message string
}

func (e *Error) Error() string {
	if e.Entry == "" {
		return fmt.Sprintf("%s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%s: entry %s: %s", e.Code, e.Entry, e.Message)
}

func refuse(entry string, code Code, format string, args ...any) *Error {
	return &Error{Entry: entry, Code: code, Message: fmt.Sprintf(format, args...)}
}
