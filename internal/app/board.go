package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wanping/internal/boards"
	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/proposals"
	"wanping/models"
	"wanping/scoring"
)

type boardCmd struct {
	desk
	On      string `help:"As of the end of a day; now where it is left out." placeholder:"YYYY-MM-DD"`
	Since   string `help:"Show what changed since the end of this day." placeholder:"YYYY-MM-DD"`
	Unit    int    `help:"One unit's sections only."`
	Section int    `help:"One section only."`
	Explain bool   `help:"Explain the section's scores to the clause, with entries and rank history."`
}

// Run prints the board.
func (c boardCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		on, err := dayOrNone(c.On)
		if err != nil {
			return err
		}
		room := h.rooms.Points.Boards
		switch {
		case c.Explain:
			return c.explain(ctx, room, actor, on, io.Out)
		case c.Since != "":
			return c.between(ctx, room, actor, on, io.Out)
		}
		view, err := room.Board(ctx, actor, boards.Query{AsOf: on, UnitNo: c.Unit, Section: c.Section})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.Out, view)
		}
		printBoard(io.Out, view)
		return nil
	})
}

func dayOrNone(text string) (models.Day, error) {
	if text == "" {
		return models.Day{}, nil
	}
	return models.ParseDay(text)
}

func printBoard(w io.Writer, view boards.View) {
	fmt.Fprintf(w, "%d年度 截至%s 账本第%d条 %.16s 规则 %.23s\n", view.Year, view.AsOf, view.Seq, view.Hash, view.RuleHash)
	cells := [][]string{{"名次", "科室", "单位", "日常", "加分", "网络", "总分", "总名次", "候选", "评定", "名称"}}
	for _, l := range view.Lines {
		row := []string{orDash(int64(l.DailyRank)), fmt.Sprint(l.Section), fmt.Sprint(l.Unit), "-", "-", "-", "-",
			orDash(int64(l.TotalRank)), string(l.Candidate), string(l.Designation), l.UnitName + " " + l.Name}
		if s := l.Scores; s != nil {
			row[3], row[4], row[5], row[6] = s.Daily.String(), s.Bonus.String(), valueOrDash(s.Online), valueOrDash(s.Total)
		}
		cells = append(cells, row)
	}
	table(cells).print(w)
	for _, t := range view.Ties {
		fmt.Fprintf(w, "同分待裁定 %s:%s\n", t.Cut, boards.Brief(t.Sections))
	}
	for _, a := range view.Aside {
		fmt.Fprintf(w, "未计入 第%s号:%s\n", a.Entry, a.Reason)
	}
}

func valueOrDash[T fmt.Stringer](v *T) string {
	if v == nil {
		return "-"
	}
	return (*v).String()
}

func (c boardCmd) explain(ctx context.Context, room *boards.Boards, actor models.Actor, on models.Day, w io.Writer) error {
	out, err := room.Explain(ctx, actor, c.Section, on)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(w, out.Shown())
	}
	if err := out.WriteText(w); err != nil {
		return err
	}
	if len(out.Entries) > 0 {
		fmt.Fprintln(w)
		if err := printEntries(w, out.Entries, false); err != nil {
			return err
		}
	}
	for _, h := range out.History {
		fmt.Fprintf(w, "%s 日常名次 %d\n", h.OnDay, h.DailyRank)
	}
	return nil
}

func (c boardCmd) between(ctx context.Context, room *boards.Boards, actor models.Actor, to models.Day, w io.Writer) error {
	from, err := models.ParseDay(c.Since)
	if err != nil {
		return err
	}
	changes, err := room.Between(ctx, actor, from, to)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(w, changes)
	}
	cells := [][]string{{"科室", "日常", "→", "名次", "→", "分录", "名称"}}
	for _, ch := range changes {
		cells = append(cells, []string{fmt.Sprint(ch.Section), ch.From, ch.To, orDash(int64(ch.RankFrom)), orDash(int64(ch.RankTo)), fmt.Sprint(ch.Entries), ch.Name})
	}
	table(cells).print(w)
	return nil
}

type selectCmd struct {
	desk
	On string `help:"As of the end of a day; now where it is left out." placeholder:"YYYY-MM-DD"`
}

// Run prints the worksheet of selection and designation.
func (c selectCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		on, err := dayOrNone(c.On)
		if err != nil {
			return err
		}
		sheet, err := h.rooms.Points.Boards.Select(ctx, actor, on)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.Out, sheet)
		}
		printWorksheet(io.Out, sheet)
		return nil
	})
}

func printWorksheet(w io.Writer, sheet boards.Worksheet) {
	fmt.Fprintf(w, "%d年度 截至%s 账本第%d条\n", sheet.Year, sheet.AsOf, sheet.Seq)
	fmt.Fprintf(w, "可进名单的科室 %d 个;免评 %v;上年不满意直接列入 %v\n", sheet.Eligible, sheet.Exempt, sheet.Carried)
	if sheet.Adopted != nil {
		fmt.Fprintf(w, "候选名单已通过;替换 %v\n", sheet.Replaced)
	}
	for _, step := range sheet.Steps {
		fmt.Fprintf(w, "\n%s:%d 个中取 %d 个\n", step.Label, step.Of, step.Size)
		var cells [][]string
		for i, p := range step.Places {
			cells = append(cells, []string{"", fmt.Sprint(i + 1), fmt.Sprint(p.Section), p.Value, mark(p.In, "入选"), mark(p.Tied, "同分"), p.Name})
		}
		table(cells).print(w)
	}
	for _, u := range sheet.Units {
		fmt.Fprintf(w, "单位%d %s 考绩 %+d 分\n", u.Unit, u.Name, u.Points)
	}
	for _, c := range sheet.Consequences {
		fmt.Fprintf(w, "科室%d(%s)→ %s:%s(%s)\n", c.Section, c.Designation, c.Addressee, c.Text, c.Duty)
	}
	for _, o := range sheet.Obstacles {
		fmt.Fprintf(w, "还不能公布最终结果:%s\n", o.Message)
	}
}

func mark(is bool, word string) string {
	if is {
		return word
	}
	return ""
}

type publishCmd struct {
	desk
	Name   string `arg:"" help:"The board's name, e.g. 2023-final."`
	Stage  string `help:"daily, candidates or final." enum:"daily,candidates,final" default:"daily"`
	Reason string `help:"Why now." default:"按阶段安排公布"`
	Show   bool   `help:"Print the published board again, byte for byte, and publish nothing."`
}

// Run proposes to publish, or prints what was published. `confirm` by another account freezes and publishes.
func (c publishCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		if c.Show {
			board, err := h.rooms.Points.Boards.Published(ctx, c.Name)
			if err != nil {
				return err
			}
			_, err = io.Out.Write(board.Content)
			return err
		}
		line := proposals.Line{
			Kind: models.EntryBoard, Subject: c.Name, Detail: c.Stage, On: models.DayOf(h.clock.Now(), clock.Shanghai), Reason: c.Reason,
		}
		return proposeLines(ctx, io, h, actor, proposals.Table{Lines: []proposals.Line{line}}, c.JSON)
	})
}

type adoptCmd struct {
	configFlags
	founders
	File   string `arg:"" type:"existingfile" help:"The rule file."`
	From   string `help:"First day on which it holds; the file's own first day where it is left out." placeholder:"YYYY-MM-DD"`
	Reason string `help:"Why, and by which document." default:"采用修订后的规则文件"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run proposes to adopt the rule file; the first of a database is put in force at once, by two accounts.
func (c adoptCmd) Run(io IO) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the rule file: %w", err)
	}
	rules, err := scoring.ParseRules(c.File, data)
	if err != nil {
		return err
	}
	from, err := dayOrNone(c.From)
	if err != nil {
		return err
	}
	if from.IsZero() {
		from = facts.FirstDay(rules)
	}
	return c.withHouse(func(ctx context.Context, h *house) error {
		adopted, err := h.rulesAdopted(ctx)
		if err != nil {
			return err
		}
		if !adopted {
			return c.found(ctx, io, h, data, from)
		}
		actor, err := c.actor(ctx, h)
		if err != nil {
			return err
		}
		kept, err := h.rooms.Points.Adoption.Keep(ctx, filepath.Base(c.File), data)
		if err != nil {
			return explainFields(err)
		}
		line := proposals.Line{Kind: models.EntryRuleFile, Detail: kept.Hash, On: from, Reason: c.Reason}
		return explainFields(proposeLines(ctx, io, h, actor, proposals.Table{Lines: []proposals.Line{line}}, c.JSON))
	})
}

func (c adoptCmd) found(ctx context.Context, io IO, h *house, data []byte, from models.Day) error {
	by, err := c.by(ctx, h)
	if err != nil {
		return err
	}
	adopted, err := h.rulebook.Adopt(ctx, h.store, h.rooms.Points.Ledger, filepath.Base(c.File), data, from, by)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(io.Out, "%s 起采用 %s(%s)\n", from, adopted.Title, adopted.Hash)
	return err
}
