package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"

	"gopkg.in/yaml.v3"
)

// format is the version of the rule file's shape that this program reads.
const format = 1

// LoadRules reads and checks the rule file name in fsys. A faulty file gives a *RuleFileError with every fault.
func LoadRules(fsys fs.FS, name string) (*Rules, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read rule file: %w", err)
	}
	return ParseRules(name, data)
}

// ParseRules checks the text of a rule file; name is only for messages. A faulty file gives a *RuleFileError.
func ParseRules(name string, data []byte) (*Rules, error) {
	r := &reader{file: name}
	rules := &Rules{}
	if root := r.document(data); root != nil && len(r.faults) == 0 {
		r.rules(root, rules)
		r.link(rules)
	}
	if len(r.faults) > 0 {
		err := &RuleFileError{Faults: r.faults}
		err.sort()
		return nil, err
	}
	digest := sha256.Sum256(data)
	rules.Hash = "sha256:" + hex.EncodeToString(digest[:])
	return rules, nil
}

// rules reads the file from top to bottom. What refers to something else is checked afterwards, by link.
func (r *reader) rules(root *yaml.Node, out *Rules) {
	o := r.object(root)
	defer o.close()
	if n := o.required("format"); n != nil && r.integer(n) != format {
		r.fault(n.Line, FaultBadValue, fmt.Sprintf("本程序只读第 %d 版的规则文件", format))
	}
	out.County, out.Title, out.Basis = o.text("county"), o.text("title"), o.text("basis")
	out.Invented = o.flag("invented")
	inForce := o.child("in_force")
	out.InForce = r.period(inForce)
	inForce.close()
	r.inForce = out.InForce

	out.Decimals = toInt(o.integers("decimals", 0, maxDecimals))
	o.each(o.required("periods"), func(c *object) { out.Periods = append(out.Periods, c.namedPeriod()) })
	o.each(o.required("indicators"), func(c *object) { out.Indicators = append(out.Indicators, c.indicator()) })
	o.each(o.required("modifiers"), func(c *object) { out.Modifiers = append(out.Modifiers, c.modifier()) })
	o.each(o.required("clauses"), func(c *object) { out.Clauses = append(out.Clauses, c.clause(false)) })
	out.Bonus = o.bonus()
	o.outcome(out)
	o.office(out)
	o.each(o.required("decisions"), func(c *object) { out.Decisions = append(out.Decisions, c.decision()) })
	out.Register = o.register()
}

func (o *object) outcome(out *Rules) {
	s := o.child("selection")
	out.Selection = Selection{
		Satisfied: s.integers("satisfied", 0, largest), Unsatisfied: s.integers("unsatisfied", 0, largest),
		Order: s.r.texts(s.required("order")), at: s.place(),
	}
	s.close()
	d := o.child("designation")
	out.Designation = Designation{
		Satisfied: d.integers("satisfied", 0, largest), First: d.integers("first", 0, largest),
		Unsatisfied: d.integers("unsatisfied", 0, largest), Least: d.integers("least", 0, largest),
	}
	d.close()
	p := o.child("performance")
	out.Performance = Performance{
		Satisfied: p.integers("satisfied", -largest, largest), Unsatisfied: p.integers("unsatisfied", -largest, largest),
		Least: p.integers("least", -largest, largest),
	}
	p.close()
}

func (o *object) office(out *Rules) {
	o.each(o.required("consequences"), func(c *object) { out.Consequences = append(out.Consequences, c.consequence()) })
	out.Reporting = o.reporting()
	out.Wording = o.wording()
	o.each(o.required("stages"), func(c *object) { out.Stages = append(out.Stages, c.stage()) })
	o.each(o.required("responsibilities"), func(c *object) {
		out.Responsibilities = append(out.Responsibilities, c.responsibility())
	})
}
