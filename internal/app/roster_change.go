package app

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/models"
)

type rosterImportCmd struct {
	configFlags
	founders
	File string `arg:"" name:"FILE" help:"The county's table, CSV (UTF-8 or GBK) or xlsx."`
	From string `help:"The first day on which it holds; 1 January of its year where it is left out." placeholder:"YYYY-MM-DD"`
}

// Run checks the whole table and keeps it in one write, or keeps nothing and tells every row that is in the way.
func (c rosterImportCmd) Run(io IO) error {
	reading, err := readRoster(c.File)
	if err != nil {
		return err
	}
	if reading.Count(roster.Fault) > 0 {
		if err := printReading(io, reading); err != nil {
			return err
		}
		return exit(1)
	}
	from, err := c.from(reading)
	if err != nil {
		return err
	}
	return c.withHouse(func(ctx context.Context, h *house) error {
		by, err := c.by(ctx, h)
		if err != nil {
			return err
		}
		if err := h.adoptBundledRules(ctx, by); err != nil {
			return err
		}
		added, conflicts, err := h.rooms.Roster.Import(ctx, reading, from, by)
		for _, conflict := range conflicts {
			fmt.Fprintf(io.Out, "第%d行:%s\n", conflict.Row, conflict.Message)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(io.Out, "自%s起,新增%d个单位、%d个参评科室、%d个账号。\n", from, added.Units, added.Sections, added.Accounts)
		return err
	})
}

func (c rosterImportCmd) from(reading *roster.Reading) (models.Day, error) {
	if c.From != "" {
		return models.ParseDay(c.From)
	}
	if reading.Year == 0 {
		return models.Day{}, models.NewError(models.CodeInvalidDate, "从名单的账号看不出年份,请用 --from 写明从哪一天起有效。")
	}
	return rosterStart(reading.Year), nil
}

// sectionChange is what every change of a section has. It is proposed; `confirm` by another account lets it hold.
type sectionChange struct {
	desk
	Section int    `arg:"" help:"The section's number."`
	From    string `required:"" help:"The first day on which it holds." placeholder:"YYYY-MM-DD"`
	Reason  string `required:"" help:"Why, and by which document."`
}

func (c sectionChange) propose(io IO, line proposals.Line) error {
	var err error
	if line.On, err = models.ParseDay(c.From); err != nil {
		return err
	}
	line.Section, line.Reason = c.Section, c.Reason
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		return proposeLines(ctx, io, h, actor, proposals.Table{Lines: []proposals.Line{line}}, c.JSON)
	})
}

type rosterTransferCmd struct {
	sectionChange
	To int `required:"" help:"The unit's number."`
}

// Run proposes to move the section.
func (c rosterTransferCmd) Run(io IO) error {
	return c.propose(io, proposals.Line{Kind: models.EntryTerm, Subject: models.TermBegins, Unit: c.To})
}

type rosterRenameCmd struct {
	sectionChange
	Name string `required:"" help:"The new name."`
}

// Run proposes to rename the section.
func (c rosterRenameCmd) Run(io IO) error {
	return c.propose(io, proposals.Line{Kind: models.EntryTerm, Subject: models.TermBegins, Detail: c.Name})
}

type rosterMergeCmd struct {
	sectionChange
	Into int `required:"" help:"The number of the section that does its services from then on."`
}

// Run proposes to merge the section into another.
func (c rosterMergeCmd) Run(io IO) error {
	return c.propose(io, proposals.Line{Kind: models.EntryTerm, Subject: models.TermEnds, Detail: strconv.Itoa(c.Into)})
}

type rosterDissolveCmd struct{ sectionChange }

// Run proposes to end the section.
func (c rosterDissolveCmd) Run(io IO) error {
	return c.propose(io, proposals.Line{Kind: models.EntryTerm, Subject: models.TermEnds})
}

type rosterSetCmd struct {
	sectionChange
	Attribute string `required:"" help:"window, enforcement, stationed, exempt, carried or category."`
	Value     string `required:"" help:"yes or no; free text for category."`
}

// Run proposes the claim.
func (c rosterSetCmd) Run(io IO) error {
	return c.propose(io, proposals.Line{Kind: models.EntryAttribute, Subject: c.Attribute, Detail: c.Value})
}

type rosterShowCmd struct {
	configFlags
	Section int `arg:"" help:"The section's number."`
}

// Run prints the section.
func (c rosterShowCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		detail, err := h.rooms.Roster.Section(ctx, c.Section)
		if err != nil {
			return err
		}
		return printSection(io.Out, detail)
	})
}

func printSection(w io.Writer, d roster.Detail) error {
	fmt.Fprintf(w, "科室%d\n", d.No)
	for _, t := range d.Terms {
		until := "至今"
		if !t.ValidTo.IsZero() {
			until = "至" + t.ValidTo.String()
		}
		fmt.Fprintf(w, "  %s%s  单位%d  %s  %s", t.ValidFrom, until, t.UnitNo, t.Name, t.Reason)
		if t.EndReason != nil {
			fmt.Fprintf(w, ";结束:%s", *t.EndReason)
		}
		if t.SuccessorNo != nil {
			fmt.Fprintf(w, ",并入科室%d", *t.SuccessorNo)
		}
		fmt.Fprintln(w)
	}
	for _, a := range d.Attributes {
		fmt.Fprintf(w, "  自%s起 %s=%s(%s:%s)\n", a.EffectiveFrom, a.Attribute, a.Value, a.Source, a.Reason)
	}
	return nil
}
