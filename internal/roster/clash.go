package roster

import (
	"fmt"
	"slices"
	"strings"

	"wanping/models"
)

// tell describes a row to people, for a fault that is between two.
func (r row) tell() string {
	return fmt.Sprintf("第%d行(%s号科室“%s”,单位序号%s“%s”)", r.line, r.at(sectionNo), r.at(sectionName), r.at(unitNo), r.at(unitName))
}

// twice faults the rows whose key another row has too, each with the other's whereabouts: neither is the right one
// because it comes first.
func (c *checker) twice(col column, code models.Code, key func(row) string) {
	rows := map[string][]row{}
	for _, r := range c.rows {
		if r.at(col) != "" {
			rows[key(r)] = append(rows[key(r)], r)
		}
	}
	for _, r := range c.rows {
		same := rows[key(r)]
		if r.at(col) == "" || len(same) < 2 {
			continue
		}
		other := same[0]
		if other.line == r.line {
			other = same[1]
		}
		c.fault(r, col, code, "第%d行与%s的%s同为“%s”", r.line, other.tell(), col.title(), r.at(col))
	}
}

// checkSections finds numbers and names that two sections have.
func (c *checker) checkSections() {
	c.twice(sectionNo, "duplicate_section_no", func(r row) string { return r.at(sectionNo) })
	c.twice(sectionName, "duplicate_section", func(r row) string { return r.at(unitNo) + "/" + r.at(sectionName) })
}

// checkAccounts finds accounts that would belong to two: two sections, or a section and a unit's administrator.
func (c *checker) checkAccounts() {
	c.twice(sectionAccount, "duplicate_account", func(r row) string { return r.at(sectionAccount) })
	admins := map[string]row{}
	for _, r := range slices.Backward(c.rows) {
		admins[r.at(unitAdmin)] = r
	}
	for _, r := range c.rows {
		if admin, ok := admins[r.at(sectionAccount)]; ok && r.at(sectionAccount) != "" {
			c.fault(r, sectionAccount, "duplicate_account", "第%d行的科室账号与第%d行的单位管理员账号(单位序号%s“%s”)同为“%s”",
				r.line, admin.line, admin.at(unitNo), admin.at(unitName), r.at(sectionAccount))
		}
	}
}

// checkUnits finds units that are told in two ways: by each of its number, name and administrator there must be one
// of the others. A row is compared with the first that has the same.
func (c *checker) checkUnits() {
	for _, pair := range []struct {
		same, differs column
		code          models.Code
	}{
		{unitNo, unitName, "unit_name_conflict"},
		{unitNo, unitAdmin, "unit_admin_conflict"},
		{unitName, unitNo, "unit_no_conflict"},
		{unitAdmin, unitNo, "duplicate_account"},
	} {
		first := map[string]row{}
		for _, r := range c.rows {
			if r.at(pair.same) == "" || r.at(pair.differs) == "" {
				continue
			}
			earlier, ok := first[r.at(pair.same)]
			if !ok {
				first[r.at(pair.same)] = r
			} else if earlier.at(pair.differs) != r.at(pair.differs) {
				c.fault(r, pair.differs, pair.code, "第%d行与第%d行的%s同为“%s”,而%s不同:“%s”和“%s”",
					r.line, earlier.line, pair.same.title(), r.at(pair.same), pair.differs.title(), r.at(pair.differs), earlier.at(pair.differs))
			}
		}
	}
}

// checkGaps notes the numbers between the lowest and the highest that nobody has.
func (c *checker) checkGaps(col column) {
	var numbers []int
	for _, r := range c.rows {
		if n, ok := number(r.at(col)); ok {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	var gaps []string
	for i := 1; i < len(numbers); i++ {
		switch from, to := numbers[i-1]+1, numbers[i]-1; {
		case from == to:
			gaps = append(gaps, fmt.Sprint(from))
		case from < to:
			gaps = append(gaps, fmt.Sprintf("%d至%d", from, to))
		}
	}
	if len(gaps) > 0 {
		c.findings = append(c.findings, finding(Note, 0, col, "unused_numbers", col.title()+strings.Join(gaps, "、")+"未使用"))
	}
}
