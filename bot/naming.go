package bot

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wanping/models"
)

// names asks a manager for the section that a deduction concerns, of those that the unit has.
type names struct{ charge charge }

func (c names) make(ctx context.Context, d Desk, in input) (outcome, error) {
	all, err := d.sectionNames(ctx, in)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return namesTold{c.charge, all}, nil
}

type namesTold struct {
	charge charge
	names  sectionNames
}

func (o namesTold) tell(s State, _ input) (State, string) {
	s = s.idle()
	s.Entries, s.Picking, s.Asking, s.Sections = []charge{o.charge}, cmdObject, askNaming, o.names.numbers()
	lines := []string{"确定应扣的科室:" + o.charge.Text}
	for i, no := range s.Sections {
		s.Names = append(s.Names, o.names[no])
		lines = append(lines, fmt.Sprintf("%d %s", i+1, o.names[no]))
	}
	return s, fit(roomy, lines, func(left int) string { return fmt.Sprintf("还有%d个科室,同样按序号回复。", left) }) + reminder(s)
}

// numbers are the sections' numbers in order, as the chat numbers them.
func (n sectionNames) numbers() []int { return slices.Sorted(maps.Keys(n)) }

// numberAndWhy is a number of the list and a reason behind it.
var numberAndWhy = regexp.MustCompile(`^第?(\d{1,2})(?:个|号)?[ ,。:、]*(\D.*)$`)

// naming reads which section a deduction concerns and why, and asks to confirm.
func naming(s State, in input) (State, turn) {
	m := numberAndWhy.FindStringSubmatch(in.words)
	if m == nil {
		return unclear(s, in, "请把序号和理由写在一起。")
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < 1 || n > len(s.Sections) {
		return say(s, fmt.Sprintf("请用1到%d的序号。", len(s.Sections))+reminder(s))
	}
	s.Picked, s.Text, s.Asking = s.Sections[n-1], strings.TrimSpace(m[2]), askNamed
	return say(s, fmt.Sprintf("请核对:\n%s\n应扣:%s\n理由:%s", s.Entries[0].Text, s.Names[n-1], longNumber.ReplaceAllString(s.Text, "***"))+reminder(s))
}

// named files the section, or takes another.
func named(s State, in input) (State, turn) {
	if isYes(in.words) {
		return ask(s.idle(), namedSection{charge: s.Entries[0], section: s.Picked, text: s.Text})
	}
	return naming(s, in)
}

// namedSection settles an objection by the section that the unit names.
type namedSection struct {
	charge  charge
	section int
	text    string
}

func (c namedSection) make(ctx context.Context, d Desk, in input) (outcome, error) {
	if err := d.Proposals.Name(ctx, in.who.Actor, c.charge.Seq, c.section, c.text); err != nil {
		return refusal{err}, unforeseen(err)
	}
	all, err := d.sectionNames(ctx, in)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return settled{c.charge, all.of(models.Proposal{SectionNo: c.section})}, nil
}

type settled struct {
	charge charge
	name   string
}

func (o settled) tell(s State, _ input) (State, string) {
	return s, fmt.Sprintf("已确定:%s,应扣%s。科室会收到通知。", o.charge.Text, o.name)
}
