package app

import (
	"context"
	"fmt"
	"io"

	"wanping/internal/roster"
	"wanping/models"
)

type rosterImportCmd struct {
	configFlags
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
		added, conflicts, err := h.rooms.Roster.Import(ctx, reading, from)
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

// sectionChange is what every change of a section has.
type sectionChange struct {
	configFlags
	Section int    `arg:"" help:"The section's number."`
	From    string `required:"" help:"The first day on which it holds." placeholder:"YYYY-MM-DD"`
	Reason  string `required:"" help:"Why, and by which document."`
}

func (c sectionChange) run(io IO, change func(context.Context, *roster.Registry, roster.Change) (roster.Detail, error)) error {
	from, err := models.ParseDay(c.From)
	if err != nil {
		return err
	}
	return c.withHouse(func(ctx context.Context, h *house) error {
		detail, err := change(ctx, h.rooms.Roster, roster.Change{SectionNo: c.Section, From: from, Reason: c.Reason})
		if err != nil {
			return err
		}
		return printSection(io.Out, detail)
	})
}

type rosterTransferCmd struct {
	sectionChange
	To int `required:"" help:"The unit's number."`
}

// Run moves the section.
func (c rosterTransferCmd) Run(io IO) error {
	return c.run(io, func(ctx context.Context, r *roster.Registry, change roster.Change) (roster.Detail, error) {
		return r.Transfer(ctx, models.CommandLine(), change, c.To)
	})
}

type rosterRenameCmd struct {
	sectionChange
	Name string `required:"" help:"The new name."`
}

// Run renames the section.
func (c rosterRenameCmd) Run(io IO) error {
	return c.run(io, func(ctx context.Context, r *roster.Registry, change roster.Change) (roster.Detail, error) {
		return r.Rename(ctx, models.CommandLine(), change, c.Name)
	})
}

type rosterMergeCmd struct {
	sectionChange
	Into int `required:"" help:"The number of the section that does its services from then on."`
}

// Run merges the section into another.
func (c rosterMergeCmd) Run(io IO) error {
	return c.run(io, func(ctx context.Context, r *roster.Registry, change roster.Change) (roster.Detail, error) {
		return r.Merge(ctx, models.CommandLine(), change, c.Into)
	})
}

type rosterDissolveCmd struct{ sectionChange }

// Run ends the section.
func (c rosterDissolveCmd) Run(io IO) error {
	return c.run(io, func(ctx context.Context, r *roster.Registry, change roster.Change) (roster.Detail, error) {
		return r.Dissolve(ctx, models.CommandLine(), change)
	})
}

type rosterSetCmd struct {
	sectionChange
	Attribute string `required:"" help:"window, enforcement, stationed, exempt, carried or category."`
	Value     string `required:"" help:"yes or no; free text for category."`
}

// Run records the claim.
func (c rosterSetCmd) Run(io IO) error {
	return c.run(io, func(ctx context.Context, r *roster.Registry, change roster.Change) (roster.Detail, error) {
		return r.SetAttribute(ctx, models.CommandLine(), roster.Claim{
			SectionNo: change.SectionNo, Attribute: c.Attribute, Value: c.Value, From: change.From,
			Reason: change.Reason, Source: models.SourceOffice,
		})
	})
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
