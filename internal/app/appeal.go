package app

import (
	"context"
	"fmt"
	"io"

	"wanping/internal/ledger"
	"wanping/internal/proposals"
	"wanping/models"
)

type proposalsCmd struct {
	desk
	ID    int64  `arg:"" optional:"" help:"Show one with its history."`
	State string `help:"proposed, examined, confirmed, declined or withdrawn."`
	Told  bool   `help:"Of one: who was told, and who has read it."`
}

// Run lists proposals or shows one.
func (c proposalsCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		room := h.rooms.Points.Proposals
		if c.ID != 0 && c.Told {
			told, err := h.rooms.Points.Outbox.About(ctx, proposals.Subject(c.ID))
			if err != nil {
				return err
			}
			return printJSON(io.Out, told)
		}
		if c.ID != 0 {
			view, err := room.Show(ctx, actor, c.ID)
			if err != nil {
				return err
			}
			return printJSON(io.Out, view.Shown())
		}
		rows, err := room.List(ctx, actor, models.ProposalFilter{State: c.State})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.Out, shownAll(rows))
		}
		printProposals(io.Out, rows)
		return nil
	})
}

type objectCmd struct {
	desk
	ID   int64  `arg:"" help:"The proposal."`
	Name int    `help:"Settle the objection: the section that the deduction concerns." placeholder:"SECTION"`
	Text string `required:"" help:"Why."`
}

// Run objects, or names the right section.
func (c objectCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		room := h.rooms.Points.Proposals
		if c.Name != 0 {
			if err := room.Name(ctx, actor, c.ID, c.Name, c.Text); err != nil {
				return err
			}
			_, err := fmt.Fprintf(io.Out, "已确定扣在科室%d,等待确认。\n", c.Name)
			return err
		}
		objection, err := room.Object(ctx, actor, c.ID, c.Text)
		if err != nil {
			return err
		}
		shown := proposals.View{Objection: &objection}.Shown().Objection
		_, err = fmt.Fprintf(io.Out, "已提出,单位应在 %s 前确定科室,过期扣该单位所有参评科室。\n", shown.DueAt)
		return err
	})
}

type appealCmd struct {
	File   appealFileCmd   `cmd:"" help:"Appeal against an entry, by the section's manager."`
	Decide appealDecideCmd `cmd:"" help:"Decide an appeal, by an account that had no part in the entry."`
	List   appealListCmd   `cmd:"" help:"List appeals."`
}

type appealFileCmd struct {
	desk
	Entry int64  `arg:"" help:"The entry's number in the ledger."`
	Text  string `required:"" help:"Why."`
}

// Run files the appeal.
func (c appealFileCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		appeal, err := h.rooms.Points.Proposals.Appeal(ctx, actor, c.Entry, c.Text)
		if err != nil {
			return err
		}
		return printAppeals(io.Out, []models.Appeal{appeal}, c.JSON)
	})
}

type appealDecideCmd struct {
	desk
	ID     int64  `arg:"" help:"The appeal."`
	Uphold bool   `help:"Take the entry back." xor:"verdict" required:""`
	Reject bool   `help:"Leave it." xor:"verdict" required:""`
	Text   string `required:"" help:"Why."`
}

// Run decides the appeal.
func (c appealDecideCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		appeal, err := h.rooms.Points.Proposals.Decide(ctx, actor, c.ID, c.Uphold, c.Text)
		if err != nil {
			return err
		}
		return printAppeals(io.Out, []models.Appeal{appeal}, c.JSON)
	})
}

type appealListCmd struct{ desk }

// appealsShown bounds a list on the command line.
const appealsShown = 1000

// Run lists appeals.
func (c appealListCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		rows, err := h.rooms.Points.Proposals.Appeals(ctx, actor, 0, appealsShown)
		if err != nil {
			return err
		}
		return printAppeals(io.Out, rows, c.JSON)
	})
}

func printAppeals(w io.Writer, rows []models.Appeal, asJSON bool) error {
	shown := make([]proposals.ShownAppeal, len(rows))
	cells := [][]string{{"申诉", "分录", "单位", "状态", "冲正分录", "申诉人", "时间"}}
	for i, a := range rows {
		s := proposals.ShowAppeal(a)
		shown[i] = s
		cells = append(cells, []string{fmt.Sprint(s.ID), fmt.Sprint(s.Entry), fmt.Sprint(s.Unit), s.State, orDash(s.Reversal), s.AppealedBy, s.AppealedAt})
	}
	if asJSON {
		return printJSON(w, shown)
	}
	table(cells).print(w)
	return nil
}

func orDash(n int64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func printEntries(w io.Writer, entries []models.LedgerEntry, asJSON bool) error {
	shown := make([]ledger.Shown, len(entries))
	cells := [][]string{{"分录", "种类", "科室", "单位", "条款/指标", "分值", "日期", "提出", "确认", "哈希"}}
	for i, e := range entries {
		s := ledger.Show(e)
		shown[i] = s
		cells = append(cells, []string{
			fmt.Sprint(s.Seq), s.Kind, orDash(int64(s.SectionNo)), orDash(int64(s.UnitNo)), s.Clause + s.Indicator + s.Subject, s.Points + s.Mark,
			s.On.String(), s.ProposedBy, s.ConfirmedBy, s.Hash[:16],
		})
	}
	if asJSON {
		return printJSON(w, shown)
	}
	table(cells).print(w)
	return nil
}
