package boards

import (
	"time"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/models"
	"wanping/scoring"
)

// ShownExplained is an explanation as programs read it.
type ShownExplained struct {
	Basis
	Name    string                 `json:"name"`
	Scores  *scoring.SectionResult `json:"scores"`
	Pending []string               `json:"pending"`
	Daily   *ShownNode             `json:"daily"`
	Total   *ShownNode             `json:"total"`
	Entries []ledger.Shown         `json:"entries"`
	Causes  []ShownCause           `json:"causes"`
	History []ShownRank            `json:"history"`
}

// ShownNode is one number of an explanation: what it is, and of what it was made. Exact is the number before rounding.
type ShownNode struct {
	Op       string       `json:"op"`
	Label    string       `json:"label"`
	Value    string       `json:"value"`
	Exact    string       `json:"exact"`
	Clause   string       `json:"clause,omitempty"`
	Basis    string       `json:"basis,omitempty"`
	Entry    string       `json:"entry,omitempty"`
	Note     string       `json:"note,omitempty"`
	Children []*ShownNode `json:"children,omitempty"`
}

// ShownCause is an entry that stands behind the scores, in words.
type ShownCause struct {
	Seq   int64      `json:"seq"`
	On    models.Day `json:"on"`
	Words string     `json:"words"`
}

// ShownRank is a section's place at the end of a day.
type ShownRank struct {
	On        models.Day     `json:"on"`
	Daily     scoring.Points `json:"daily"`
	DailyRank int            `json:"daily_rank"`
}

// Shown writes an explanation.
func (e Explained) Shown() ShownExplained {
	out := ShownExplained{
		Basis: e.Basis, Name: e.Name, Scores: &e.Result, Pending: append([]string{}, e.Pending...), Daily: shownNode(e.Daily), Total: shownNode(e.Total),
		Entries: []ledger.Shown{}, Causes: []ShownCause{}, History: []ShownRank{},
	}
	for _, entry := range e.Entries {
		out.Entries = append(out.Entries, ledger.Show(entry))
	}
	for _, c := range e.Causes {
		out.Causes = append(out.Causes, ShownCause{Seq: c.Seq, On: c.On, Words: c.Words})
	}
	for _, h := range e.History {
		out.History = append(out.History, ShownRank{On: h.OnDay, Daily: scoring.Points(h.Daily), DailyRank: h.DailyRank})
	}
	return out
}

func shownNode(n *scoring.Node) *ShownNode {
	if n == nil {
		return nil
	}
	out := &ShownNode{
		Op: string(n.Op), Label: n.Label, Value: n.Value.Round(scoring.Places).String(), Exact: n.Value.String(),
		Clause: n.Clause, Basis: n.Basis, Entry: n.Entry, Note: n.Note,
	}
	for _, child := range n.Children {
		out.Children = append(out.Children, shownNode(child))
	}
	return out
}

// ShownBoard is a published board without its content.
type ShownBoard struct {
	Basis
	Name        string `json:"name"`
	Stage       string `json:"stage"`
	PublishedAt string `json:"published_at"`
	PublishedBy string `json:"published_by"`
	Digest      string `json:"digest"`
}

// ShowPublished writes what a published board is.
func ShowPublished(b models.Board) ShownBoard {
	return ShownBoard{
		Basis: Basis{Year: b.Year, AsOf: b.AsOf, Seq: b.LedgerSeq, Hash: b.LedgerHash, RuleHash: b.RuleHash},
		Name:  b.Name, Stage: b.Stage, PublishedAt: b.PublishedAt.Time().In(clock.Shanghai).Format(time.RFC3339),
		PublishedBy: b.PublishedBy, Digest: b.Digest,
	}
}
