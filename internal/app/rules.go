package app

import (
	"errors"
	"fmt"
	"strings"

	"wanping/scoring"
)

type rulesCmd struct {
	Check rulesCheckCmd `cmd:"" help:"Check a rule file and say by line what is wrong with it."`
	Show  rulesShowCmd  `cmd:"" help:"Print every clause of a rule file with its points and basis."`
}

type rulesCheckCmd struct {
	File string `arg:"" help:"Rule file (YAML)."`
}

// Run checks a rule file: nothing wrong is status 0, faults are status 1, and a file that cannot be read status 2.
func (c rulesCheckCmd) Run(io IO) error {
	rules, err := loadRules(c.File)
	var faults *scoring.RuleFileError
	switch {
	case errors.As(err, &faults):
		fmt.Fprintf(io.Err, "%v\n共 %d 处错误\n", faults, len(faults.Faults))
		return exit(1)
	case err != nil:
		fmt.Fprintf(io.Err, "wanping: %v\n", err)
		return exit(2)
	}
	_, err = fmt.Fprintf(io.Out, "%s:没有错误。%s,%d 项指标,%d 个条款,%d 条决定\n%s\n", c.File, rules.County,
		len(rules.Indicators), len(rules.Clauses)+len(rules.Bonus.Clauses), len(rules.Decisions), rules.Hash)
	return err
}

type rulesShowCmd struct {
	Rules string `help:"Rule file; the one of 2023 by default." placeholder:"FILE"`
}

// Run prints the rule file as tables: indicators, clauses, bonus and decisions.
func (c rulesShowCmd) Run(io IO) error {
	rules, err := loadRules(c.Rules)
	if err != nil {
		fmt.Fprintf(io.Err, "wanping: %v\n", err)
		return exit(2)
	}
	fmt.Fprintf(io.Out, "%s\n%s\n依据 %s\n%s\n", rules.County, rules.Title, rules.Basis, rules.Hash)
	for _, t := range []table{
		indicatorTable(rules), clauseTable("扣分和案卷", rules.Clauses),
		clauseTable(rules.Bonus.Label, rules.Bonus.Clauses), decisionTable(rules),
	} {
		fmt.Fprintln(io.Out)
		t.print(io.Out)
	}
	return nil
}

func indicatorTable(rules *scoring.Rules) table {
	t := table{{"指标", "满分", "起", "依据", "名称"}}
	for _, ind := range rules.Indicators {
		for _, line := range ind.Max {
			t = append(t, []string{ind.ID, line.Value.String(), line.Since.String(), line.Basis, ind.Label})
		}
	}
	return t
}

func clauseTable(title string, clauses []scoring.Clause) table {
	t := table{{title, "所属", "分值", "每", "封顶", "起", "依据", "情节", "名称"}}
	for _, c := range clauses {
		belongs := strings.Trim(c.Indicator+"/"+c.Group, "/")
		if len(c.Lines) == 0 {
			t = append(t, []string{c.ID, belongs, "按得分", c.Per, "", "", "", "", c.Label})
		}
		for _, line := range c.Lines {
			t = append(t, []string{
				c.ID, belongs, pointsText(line.Value), c.Per, capText(line.Value), line.Since.String(), line.Basis,
				strings.Join(c.Modifiers, " "), c.Label,
			})
		}
	}
	return t
}

func pointsText(t scoring.Tariff) string {
	if t.Fixed() {
		return t.Min.String()
	}
	return t.Min.String() + "-" + t.Max.String()
}

func capText(t scoring.Tariff) string {
	if t.Cap.Sign() == 0 {
		return ""
	}
	return t.Cap.String()
}

func decisionTable(rules *scoring.Rules) table {
	t := table{{"决定", "编号", "采用", "起", "依据", "问题"}}
	for _, d := range rules.Decisions {
		for _, line := range d.Lines {
			t = append(t, []string{d.Name, d.ID, string(line.Value), line.Since.String(), line.Basis, d.Question})
		}
	}
	return t
}
