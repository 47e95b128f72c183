package proposals

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/outbox"
	"wanping/models"
)

// Batch is what was handed in together. Similar names entries of the same section and day under another indicator: one
// event may meet two clauses (D15), and whoever enters it is shown the other.
type Batch struct {
	ID        int64
	Proposals []models.Proposal
	Similar   []models.LedgerEntry
}

// Key makes a proposal happen once however often it is sent; the zero Key does not.
type Key struct {
	Key  string
	Body []byte
}

// Propose keeps lines as proposals, all or none. With several lines every fault is told, as fields lines[n].
// Errors: the engine's codes; CodeNotYourIndicator, CodeStageClosed, CodeRequired, CodeInvalid, CodeFutureDate,
// CodeSetIncomplete, CodeExemptSection, CodeClauseConflict, CodeImportFaults (of several lines), CodeIdempotencyConflict.
func (p *Proposals) Propose(ctx context.Context, actor models.Actor, lines []Line, key Key) (Batch, error) {
	return p.ProposeTable(ctx, actor, Table{Lines: lines}, key)
}

// ProposeTable keeps the rows of a table as proposals, all or none; every fault is told by its row. Errors: as Propose.
func (p *Proposals) ProposeTable(ctx context.Context, actor models.Actor, t Table, key Key) (Batch, error) {
	lines := t.Lines
	if n := len(lines) + len(t.faults); n == 0 || n > batchLimit {
		return Batch{}, models.NewError(models.CodeInvalid, fmt.Sprintf("一次请提交1至%d笔。", batchLimit))
	}
	s, err := p.scene(ctx, reversedBy(lines)...)
	if err != nil {
		return Batch{}, err
	}
	rows, err := p.draft(ctx, actor, s, t)
	if err != nil {
		return Batch{}, err
	}
	step, err := p.move(actor, "propose", lines[0].Reason)
	if err != nil {
		return Batch{}, err
	}
	use, err := p.keyUse(actor, key)
	if err != nil {
		return Batch{}, err
	}
	var kept Batch
	err = p.store.Write(ctx, func(tx *models.Tx) (err error) {
		kept, err = use.once(tx, func() ([]models.Proposal, error) {
			fresh := append([]models.Proposal(nil), rows...)
			return fresh, keep(tx, actor, s, fresh, step)
		})
		return err
	})
	if err != nil {
		return Batch{}, err
	}
	kept.Similar, err = p.similar(ctx, s, kept.Proposals)
	return kept, err
}

func reversedBy(lines []Line) []int64 {
	var out []int64
	for _, l := range lines {
		if l.Reverses != 0 {
			out = append(out, l.Reverses)
		}
	}
	return out
}

func keep(tx *models.Tx, actor models.Actor, s *scene, rows []models.Proposal, step models.ProposalMove) error {
	if err := tx.AddProposals(actor.AccountID, rows); err != nil {
		return err
	}
	if err := tx.AddProposalMoves(of(step, rows)); err != nil {
		return err
	}
	tell, err := noticesOf(tx)
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, tell.proposed(s, rows)...)
}

// draft checks every line and seals its reason.
func (p *Proposals) draft(ctx context.Context, actor models.Actor, s *scene, t Table) ([]models.Proposal, error) {
	lines := t.Lines
	rows := make([]models.Proposal, len(lines))
	faults := slices.Clone(t.faults)
	var first error
	for i := range lines {
		row, err := lines[i].proposal(s)
		if err == nil {
			err = p.check(ctx, actor, s, &lines[i], &row)
		}
		if err != nil {
			if _, ok := models.AsError(err); !ok {
				return nil, err
			}
			faults = append(faults, models.Field{Name: t.name(i), Code: models.CodeOf(err), Message: models.MessageOf(err)})
			if first == nil {
				first = err
			}
			continue
		}
		row.ProposedBy, row.Proposer = actor.AccountID, actor.Login
		if actor.Role == examinerOf(s, &row) { // who examines need not examine the own proposal
			row.State = models.ProposalExamined
		}
		if row.ReasonSealed, err = p.keys.Seal(purposeReason, strings.TrimSpace(lines[i].Reason)); err != nil {
			return nil, err
		}
		rows[i] = row
	}
	if err := t.tell(first, faults); err != nil {
		return nil, err
	}
	return rows, checkSet(s, rows)
}

func examinerOf(s *scene, row *models.Proposal) models.Role {
	d, _ := dutyOf(s.state.Rules, row)
	if d.examiner == "" {
		return "none"
	}
	return d.examiner
}

// similar finds what stands of the same section and day under another indicator.
func (p *Proposals) similar(ctx context.Context, s *scene, rows []models.Proposal) ([]models.LedgerEntry, error) {
	var out []models.LedgerEntry
	err := p.store.Read(ctx, func(tx *models.Tx) error {
		out = nil
		for _, row := range rows {
			if row.Kind != models.EntryDeduction || row.SectionNo == 0 {
				continue
			}
			entries, err := tx.LedgerEntries(models.LedgerFilter{SectionNo: row.SectionNo, Kinds: []string{models.EntryDeduction}, Year: row.Year})
			if err != nil {
				return err
			}
			for _, e := range entries {
				other := responsibilityOf(s.state.Rules, &models.Proposal{Kind: e.Kind, Clause: e.Clause})
				if e.OnDay == row.OnDay && other != row.Responsibility {
					out = append(out, e)
				}
			}
		}
		return nil
	})
	return out, err
}
