package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/calendar"
	"wanping/internal/reporting"
	"wanping/models"
)

// unit asks what each section of a manager's unit has reported for what is due now.
type unit struct{}

func (unit) make(ctx context.Context, d Desk, in input) (outcome, error) {
	sections, err := d.Roster.Sections(ctx, in.today(), models.SectionFilter{UnitNo: in.who.Actor.UnitNo})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	told := make(unitTold, 0, len(sections))
	for _, section := range sections {
		one, err := d.Reporting.Duty(ctx, in.who.Actor, section.SectionNo)
		if err != nil {
			return refusal{err}, unforeseen(err)
		}
		told = append(told, one)
	}
	return told, nil
}

type unitTold []reporting.Duty

const (
	windowsRoom = 1200 // bytes of the part on window sections
	namesRoom   = 450  // bytes of the names of other sections
)

func (o unitTold) tell(s State, in input) (State, string) {
	var windows, others []reporting.Duty
	for _, one := range o {
		if one.Kind == calendar.Window {
			windows = append(windows, one)
		} else {
			others = append(others, one)
		}
	}
	head := fmt.Sprintf("%s,本单位共%d个科室。", momentText(in.now), len(o))
	return s, join(head, windowsText(windows, in), othersText(others, in)) + reminder(s)
}

// windowsText has a line for each window section, those that lack a day first.
func windowsText(windows []reporting.Duty, in input) string {
	if len(windows) == 0 {
		return ""
	}
	slices.SortStableFunc(windows, func(a, b reporting.Duty) int { return btoi(lacking(b)) - btoi(lacking(a)) })
	missing, lines := 0, []string{""}
	for _, one := range windows {
		missing += btoi(lacking(one))
		lines = append(lines, windowText(one, in))
	}
	lines[0] = fmt.Sprintf("\n按日报送的%d个窗口科室,%d个有没报的:", len(windows), missing)
	return fit(windowsRoom, lines, func(left int) string { return fmt.Sprintf("还有%d个科室,请在网页版查看。", left) })
}

func windowText(d reporting.Duty, in input) string {
	parts := []string{}
	for _, due := range d.Due {
		if len(parts) < 2 && (due.Records > 0 || due.Nil || due.Deadline.Owed) {
			parts = append(parts, strings.TrimPrefix(dueText(due, in), "· "))
		}
	}
	if len(parts) == 0 {
		parts = []string{"没有要报的"}
	}
	return "· " + d.Section.Name + "\n  " + strings.Join(parts, "\n  ")
}

// othersText counts the sections that report by the month, and names those that have not.
func othersText(others []reporting.Duty, in input) string {
	var names []string
	var period *reporting.Due
	for _, one := range others {
		if len(one.Due) > 0 {
			period = &one.Due[0]
		}
		if lacking(one) {
			names = append(names, one.Section.Name)
		}
	}
	if period == nil {
		return ""
	}
	text := fmt.Sprintf("\n按月报送的%d个科室(%s,%s截止):", len(others), spanText(*period, in), momentText(period.Deadline.At))
	if len(names) == 0 {
		return text + "都报了。"
	}
	text += fmt.Sprintf("%d个还没有报:", len(names))
	for i, name := range names {
		if i > 0 {
			name = "、" + name
		}
		if len(text)+len(name) > namesRoom {
			return text + "等。"
		}
		text += name
	}
	return text + "。"
}

// lacking reports whether a section has nothing yet for something that it owes.
func lacking(d reporting.Duty) bool {
	return slices.ContainsFunc(d.Due, func(due reporting.Due) bool { return due.Records == 0 && !due.Nil && due.Deadline.Owed })
}

func btoi(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
