package ledger

import (
	"time"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/scoring"
)

// Shown is an entry as programs read it, on the wire and on the command line.
type Shown struct {
	Seq          int64      `json:"seq"`
	PostedAt     string     `json:"posted_at"`
	Year         int        `json:"year"`
	Kind         string     `json:"kind"`
	Subject      string     `json:"subject,omitempty"`
	SectionNo    int        `json:"section_no,omitempty"`
	UnitNo       int        `json:"unit_no,omitempty"`
	Indicator    string     `json:"indicator,omitempty"`
	Clause       string     `json:"clause,omitempty"`
	Points       string     `json:"points,omitempty"`
	Count        *int64     `json:"count,omitempty"`
	Modifiers    string     `json:"modifiers,omitempty"`
	Mark         string     `json:"mark,omitempty"`
	Failed       bool       `json:"failed,omitempty"`
	Satisfied    int64      `json:"satisfied,omitempty"`
	Basic        int64      `json:"basic,omitempty"`
	Dissatisfied int64      `json:"dissatisfied,omitempty"`
	Rater        string     `json:"rater,omitempty"`
	Matter       string     `json:"matter,omitempty"`
	Reverses     *int64     `json:"reverses,omitempty"`
	On           models.Day `json:"on"`
	Evidence     string     `json:"evidence,omitempty"`
	Detail       string     `json:"detail,omitempty"`
	ProposedBy   string     `json:"proposed_by,omitempty"`
	ConfirmedBy  string     `json:"confirmed_by,omitempty"`
	ReasonHash   string     `json:"reason_hash,omitempty"`
	PrevHash     string     `json:"prev_hash"`
	Hash         string     `json:"hash"`
}

// Show writes an entry; its reason stays where it is.
func Show(e models.LedgerEntry) Shown {
	return Shown{
		Seq: e.Seq, PostedAt: e.PostedAt.Time().In(clock.Shanghai).Format(time.RFC3339), Year: e.Year, Kind: e.Kind, Subject: e.Subject,
		SectionNo: e.SectionNo, UnitNo: e.UnitNo, Indicator: e.Indicator, Clause: e.Clause, Points: decimal(e.Points), Count: e.Count,
		Modifiers: e.Modifiers, Mark: decimal(e.Mark), Failed: e.Failed, Satisfied: e.Satisfied, Basic: e.Basic, Dissatisfied: e.Dissatisfied,
		Rater: e.Rater, Matter: e.Matter, Reverses: e.Reverses, On: e.OnDay, Evidence: e.Evidence, Detail: e.Detail,
		ProposedBy: e.ProposedBy, ConfirmedBy: e.ConfirmedBy, ReasonHash: e.ReasonHash, PrevHash: e.PrevHash, Hash: e.Hash,
	}
}

func decimal(n *int64) string {
	if n == nil {
		return ""
	}
	return scoring.Points(*n).String()
}
