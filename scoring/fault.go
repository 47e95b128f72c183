package scoring

import (
	"fmt"
	"slices"
	"strings"
)

// FaultKind names a kind of fault in a rule file.
type FaultKind string

// The kinds of faults. Each has a file of its own under testdata/bad.
const (
	FaultSyntax         FaultKind = "syntax"          // not YAML, several documents, or an alias
	FaultUnknownKey     FaultKind = "unknown_key"     // a key that means nothing here
	FaultDuplicateKey   FaultKind = "duplicate_key"   // a key twice in one mapping
	FaultMissingKey     FaultKind = "missing_key"     // a key that must be there
	FaultWrongType      FaultKind = "wrong_type"      // a list where a text should be, and the like
	FaultBadDay         FaultKind = "bad_day"         // no real YYYY-MM-DD in quotes
	FaultBadNumber      FaultKind = "bad_number"      // no decimal in quotes, or outside what makes sense
	FaultBadValue       FaultKind = "bad_value"       // not one of the words that may stand here
	FaultDuplicateID    FaultKind = "duplicate_id"    // an identifier twice
	FaultDangling       FaultKind = "dangling"        // a reference to nothing
	FaultGap            FaultKind = "gap"             // a day, a rating or a clause that nothing covers
	FaultOverlap        FaultKind = "overlap"         // a day or a rating that two lines cover
	FaultUnknownFormula FaultKind = "unknown_formula" // a formula that the program does not have
	FaultUnknownReading FaultKind = "unknown_reading" // a reading that the program cannot follow
)

// Fault is one fault of a rule file, at a line, in Chinese.
type Fault struct {
	File    string
	Line    int
	Kind    FaultKind
	Message string
}

func (f Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// RuleFileError is everything that is wrong with a rule file, by line.
type RuleFileError struct{ Faults []Fault }

func (e *RuleFileError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

func (e *RuleFileError) sort() {
	slices.SortStableFunc(e.Faults, func(a, b Fault) int { return a.Line - b.Line })
}
