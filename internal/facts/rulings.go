package facts

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wanping/internal/stages"
	"wanping/models"
	"wanping/scoring"
)

// Rulings are the recorded rulings that stand.
type Rulings struct {
	Ties       []scoring.TieRuling
	Candidates *Lists        // the lists as adopted
	Replaced   []Replacement // in order
	Pending    []Pending
	Decision   *Decision
	Reopened   []stages.Reopening
	seqs       map[string]bool
}

// Lists are candidate lists by section number.
type Lists struct {
	Satisfied   []int64 `json:"satisfied"`
	Unsatisfied []int64 `json:"unsatisfied"`
}

// Tie is the office's order among sections that are equal at a cut.
type Tie struct {
	Cut   string  `json:"cut"`
	Order []int64 `json:"order"`
}

// Replacement puts one candidate in the place of another.
type Replacement struct {
	List string `json:"list"` // satisfied or unsatisfied
	Out  int64  `json:"out"`
	In   int64  `json:"in"`
}

// Pending lets a final board be published although an indicator of a section is pending.
type Pending struct {
	Section   int64  `json:"section"`
	Indicator string `json:"indicator"`
}

// Decision is the standing committee's, without which nothing is final.
type Decision struct {
	Number string     `json:"number"`
	Date   models.Day `json:"date"`
}

// The subjects of rulings.
const (
	SubjectTie         = "tie"
	SubjectCandidates  = "candidates"
	SubjectReplacement = "replacement"
	SubjectPending     = "pending"
	SubjectDecision    = "decision"
	SubjectReopen      = "reopen"
)

// ParseRuling reads a ruling's detail into its type; an unknown subject or a detail that is not of the form is an error.
func ParseRuling(subject, detail string) (any, error) {
	var into any
	switch subject {
	case SubjectTie:
		into = &Tie{}
	case SubjectCandidates:
		into = &Lists{}
	case SubjectReplacement:
		into = &Replacement{}
	case SubjectPending:
		into = &Pending{}
	case SubjectDecision:
		into = &Decision{}
	case SubjectReopen:
		into = &stages.Reopening{}
	default:
		return nil, fmt.Errorf("no ruling is about %q", subject)
	}
	decoder := json.NewDecoder(strings.NewReader(detail))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return nil, fmt.Errorf("ruling on %s: %w", subject, err)
	}
	return into, nil
}

func (r *Rulings) add(e *models.LedgerEntry) error {
	ruling, err := ParseRuling(e.Subject, e.Detail)
	if err != nil {
		return fmt.Errorf("entry %d: %w", e.Seq, err)
	}
	if r.seqs == nil {
		r.seqs = map[string]bool{}
	}
	r.seqs[strconv.FormatInt(e.Seq, 10)] = true
	switch v := ruling.(type) {
	case *Tie:
		r.Ties = append(r.Ties, scoring.TieRuling{Cut: v.Cut, Order: v.Order})
	case *Lists:
		r.Candidates, r.Replaced = v, nil
	case *Replacement:
		r.Replaced = append(r.Replaced, *v)
	case *Pending:
		r.Pending = append(r.Pending, *v)
	case *Decision:
		r.Decision = v
	case *stages.Reopening:
		r.Reopened = append(r.Reopened, *v)
	}
	return nil
}

func (r *Rulings) has(seq string) bool { return r.seqs[seq] }

// lists are the adopted lists with the replacements made since; nil before the adoption.
func (r *Rulings) lists() *scoring.Lists {
	if r.Candidates == nil {
		return nil
	}
	out := &scoring.Lists{Satisfied: slices.Clone(r.Candidates.Satisfied), Unsatisfied: slices.Clone(r.Candidates.Unsatisfied)}
	for _, change := range r.Replaced {
		list := out.Satisfied
		if change.List == string(scoring.ForUnsatisfied) {
			list = out.Unsatisfied
		}
		if at := slices.Index(list, change.Out); at >= 0 {
			list[at] = change.In
		}
	}
	return out
}
