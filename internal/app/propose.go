package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"wanping/internal/proposals"
	"wanping/internal/sheet"
	"wanping/models"
)

type proposeCmd struct {
	desk
	Kind         string   `arg:"" optional:"" help:"votes, deduction, case_file, rating, bonus, reversal, ruling, attribute, term, rule_file or board; with --xlsx the kind of all its rows."`
	File         string   `help:"Lines as a JSON array instead of flags." type:"existingfile" placeholder:"FILE"`
	XLSX         string   `name:"xlsx" help:"Rows of a table (xlsx or CSV) instead of flags." type:"existingfile" placeholder:"FILE"`
	Template     string   `help:"Write an empty table of the kind there, to fill in, and propose nothing." placeholder:"FILE"`
	Section      int      `help:"The section's number."`
	Unit         int      `help:"The unit's number, of a deduction on the whole unit."`
	Indicator    string   `help:"Of votes: satisfaction, stations or online."`
	Clause       string   `help:"Of deductions and bonuses, e.g. A1.2.1."`
	Points       string   `help:"A decimal, e.g. 1.5."`
	Count        *int64   `help:"How many times."`
	Modifier     []string `help:"E.g. chief, off_duty."`
	Mark         string   `help:"Of a case file, 0 to 100."`
	Failed       bool     `help:"The case file failed outright."`
	Satisfied    int64    `help:"Votes."`
	Basic        int64    `help:"Votes."`
	Dissatisfied int64    `help:"Votes."`
	Rater        string   `help:"unit or centre."`
	Matter       string   `help:"The deed, matter or case of a bonus."`
	Reverses     int64    `help:"The entry that a reversal takes back."`
	Subject      string   `help:"Of a ruling: tie, candidates, replacement, pending, decision or reopen; of an attribute its name, of a term begin or end, of a board its name."`
	Detail       string   `help:"Of a ruling: JSON; of an attribute its value, of a term the name or successor, of a rule file its hash, of a board its stage."`
	On           string   `help:"The day it happened." placeholder:"YYYY-MM-DD"`
	Evidence     string   `help:"The document's number."`
	Issuer       string   `help:"Who issued the document."`
	Reason       string   `help:"Why."`
}

// Run keeps the proposals and prints them.
func (c proposeCmd) Run(io IO) error {
	if c.Template != "" {
		return c.writeTemplate()
	}
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		handedIn, err := c.table()
		if err != nil {
			return err
		}
		return proposeLines(ctx, io, h, actor, handedIn, c.JSON)
	})
}

// proposeLines keeps lines as proposals and prints them.
func proposeLines(ctx context.Context, io IO, h *house, actor models.Actor, handedIn proposals.Table, asJSON bool) error {
	batch, err := h.rooms.Points.Proposals.ProposeTable(ctx, actor, handedIn, proposals.Key{})
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(io.Out, shownAll(batch.Proposals))
	}
	printProposals(io.Out, batch.Proposals)
	for _, e := range batch.Similar {
		fmt.Fprintf(io.Out, "提示:同一科室同一天已按%s入账(第%d号),请核对是否为同一件事。\n", e.Clause, e.Seq)
	}
	_, err = fmt.Fprintf(io.Out, "已提出第%d批,共%d笔,等待另一个账号确认:wanping confirm --batch %d --text 理由 --as 账号\n",
		batch.ID, len(batch.Proposals), batch.ID)
	return err
}

func (c proposeCmd) writeTemplate() error {
	var out bytes.Buffer
	if err := proposals.Template(&out, c.Kind, sheet.XLSX); err != nil {
		return explainFields(err)
	}
	if err := os.WriteFile(c.Template, out.Bytes(), 0o600); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

func (c proposeCmd) table() (proposals.Table, error) {
	switch {
	case c.XLSX != "":
		file, err := os.Open(c.XLSX)
		if err != nil {
			return proposals.Table{}, fmt.Errorf("read the table: %w", err)
		}
		defer file.Close() // it was read only
		return proposals.ReadTable(file, c.Kind)
	case c.File != "":
		data, err := os.ReadFile(c.File)
		if err != nil {
			return proposals.Table{}, fmt.Errorf("read the lines: %w", err)
		}
		return readLines(data)
	}
	line, err := c.line()
	return proposals.Table{Lines: []proposals.Line{line}}, err
}

func readLines(data []byte) (t proposals.Table, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&t.Lines); err != nil {
		return t, models.NewError(models.CodeMalformed, "文件不是分录的 JSON 数组,请对照说明检查。").Because(err)
	}
	return t, nil
}

func (c proposeCmd) line() (proposals.Line, error) {
	var on models.Day
	if c.On != "" {
		var err error
		if on, err = models.ParseDay(c.On); err != nil {
			return proposals.Line{}, err
		}
	}
	return proposals.Line{
		Kind: c.Kind, Subject: c.Subject, Section: c.Section, Unit: c.Unit, Indicator: c.Indicator, Satisfied: c.Satisfied, Basic: c.Basic,
		Dissatisfied: c.Dissatisfied, Clause: c.Clause, Points: c.Points, Count: c.Count, Modifiers: c.Modifier, Mark: c.Mark, Failed: c.Failed,
		Rater: c.Rater, Matter: c.Matter, Reverses: c.Reverses, On: on, Evidence: c.Evidence, Issuer: c.Issuer, Detail: c.Detail, Reason: c.Reason,
	}, nil
}

func shownAll(rows []models.Proposal) []proposals.Shown {
	out := make([]proposals.Shown, len(rows))
	for i, p := range rows {
		out[i] = proposals.Show(p)
	}
	return out
}

func printProposals(w io.Writer, rows []models.Proposal) {
	cells := [][]string{{"编号", "批", "状态", "种类", "对象", "条款/指标", "分值", "日期", "提出人"}}
	for _, p := range rows {
		s := proposals.Show(p)
		whom := fmt.Sprintf("科室%d", p.SectionNo)
		switch {
		case p.SectionNo == 0 && p.UnitNo == 0:
			whom = "全部"
		case p.SectionNo == 0:
			whom = fmt.Sprintf("单位%d", p.UnitNo)
		}
		cells = append(cells, []string{
			fmt.Sprint(s.ID), fmt.Sprint(s.BatchID), s.State, s.Kind, whom, s.Clause + s.Indicator + s.Subject, s.Points + s.Mark, s.On.String(), s.ProposedBy,
		})
	}
	table(cells).print(w)
}

type confirmCmd struct {
	desk
	IDs      []int64 `arg:"" optional:"" name:"ID" help:"Proposals; or give --batch."`
	Batch    int64   `help:"A whole batch."`
	Text     string  `required:"" help:"Why."`
	Examine  bool    `help:"Pass a bonus application on after looking at its documents." xor:"move"`
	Decline  bool    `help:"Refuse." xor:"move"`
	Withdraw bool    `help:"Take the own proposal back." xor:"move"`
}

// Run moves the proposals; confirmed ones are printed as the entries that they became.
func (c confirmCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		room, sel := h.rooms.Points.Proposals, proposals.Selection{Batch: c.Batch, IDs: c.IDs}
		if !c.Examine && !c.Decline && !c.Withdraw {
			entries, err := room.Confirm(ctx, actor, sel, c.Text)
			if err != nil {
				return err
			}
			return printEntries(io.Out, entries, c.JSON)
		}
		rows, err := c.other(room)(ctx, actor, sel, c.Text)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.Out, shownAll(rows))
		}
		_, err = fmt.Fprintf(io.Out, "已处理%d笔。\n", len(rows))
		return err
	})
}

// other is the move that is no confirmation.
func (c confirmCmd) other(room *proposals.Proposals) func(context.Context, models.Actor, proposals.Selection, string) ([]models.Proposal, error) {
	switch {
	case c.Examine:
		return room.Examine
	case c.Decline:
		return room.Decline
	default:
		return room.Withdraw
	}
}
