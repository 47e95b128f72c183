package roster

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wanping/models"
)

const maxNumber = 9999

// checker finds what is wrong with a table as a whole. It never mends anything.
type checker struct {
	rows     []row
	year     string // of the administrators' accounts, "" where none has one
	findings []Finding
	used     map[acceptance]bool
}

// acceptance is a fault that the table itself says is accepted.
type acceptance struct {
	line int
	code models.Code
}

// The faults that may be accepted: the account is as published and does no harm. What would mix up two accounts may not.
const (
	accountPrefix models.Code = "account_prefix"
	adminYear     models.Code = "admin_year"
)

func check(rows []row, findings []Finding) *Reading {
	c := &checker{rows: rows, findings: findings, year: commonYear(rows), used: make(map[acceptance]bool)}
	for _, r := range rows {
		c.checkCells(r)
		c.checkPrefix(r)
	}
	c.checkAdmins()
	c.checkUnits()
	c.checkSections()
	c.checkAccounts()
	c.checkGaps(unitNo)
	c.checkGaps(sectionNo)
	c.checkAccepted()
	if len(rows) == 0 && len(findings) == 0 {
		c.findings = append(c.findings, Finding{Level: Fault, Code: "no_rows", Message: "表头之下没有任何科室"})
	}
	return c.reading()
}

func (c *checker) fault(r row, col column, code models.Code, format string, args ...any) {
	c.findings = append(c.findings, finding(Fault, r.line, col, code, fmt.Sprintf(format, args...)))
}

// acceptable raises a fault, or a note where the row says that it is accepted.
func (c *checker) acceptable(r row, col column, code models.Code, format string, args ...any) {
	level, message := Fault, fmt.Sprintf(format, args...)
	if slices.Contains(r.accepted(), string(code)) {
		level, message = Note, message+"(已接受:"+r.at(note)+")"
		c.used[acceptance{r.line, code}] = true
	}
	c.findings = append(c.findings, finding(level, r.line, col, code, message))
}

// accepted lists the codes that the row says are accepted.
func (r row) accepted() []string {
	return strings.FieldsFunc(r.at(accepted), func(sep rune) bool { return strings.ContainsRune(" ;,、", sep) })
}

// checkCells looks at each cell of a row by itself.
func (c *checker) checkCells(r row) {
	for col := range columnCount {
		text := r.at(col)
		switch {
		case text == "" && col < required:
			c.fault(r, col, "missing_cell", "缺少%s", col.title())
		case text == "":
		case col == unitNo || col == sectionNo:
			if _, ok := number(text); !ok {
				c.fault(r, col, "bad_number", "%s“%s”应为1至%d的整数", col.title(), text, maxNumber)
			}
		case col == unitAdmin || col == sectionAccount:
			if !isAccount(text) {
				c.fault(r, col, "bad_account", "%s“%s”应为4至32个小写字母和数字,以字母开头", col.title(), text)
			}
		case col >= window && col <= carried:
			if _, ok := yesOrNo(text); !ok {
				c.fault(r, col, "bad_value", "%s“%s”应为“是”或“否”", col.title(), text)
			}
		}
	}
}

func number(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= maxNumber && text == strconv.Itoa(n)
}

func isAccount(text string) bool {
	if len(text) < 4 || len(text) > 32 || text[0] < 'a' || text[0] > 'z' {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
}

func yesOrNo(text string) (yes, ok bool) {
	switch strings.ToLower(text) {
	case "是", "1", "true":
		return true, true
	case "否", "0", "false":
		return false, true
	}
	return false, false
}

// splitYear takes an administrator's account apart: the prefix of its sections' accounts, and the year.
func splitYear(account string) (prefix, year string) {
	cut := len(account) - 4
	if cut < 1 || account[cut:cut+2] != "20" {
		return account, ""
	}
	if _, err := strconv.Atoi(account[cut:]); err != nil {
		return account, ""
	}
	return account[:cut], account[cut:]
}

// commonYear returns the year that most administrators' accounts have, the later one of equals.
func commonYear(rows []row) string {
	counts, seen := map[string]int{}, map[string]bool{}
	for _, r := range rows {
		if _, year := splitYear(r.at(unitAdmin)); year != "" && !seen[r.at(unitAdmin)] {
			seen[r.at(unitAdmin)] = true
			counts[year]++
		}
	}
	best := ""
	for year, n := range counts {
		if cmp.Or(cmp.Compare(n, counts[best]), cmp.Compare(year, best)) > 0 {
			best = year
		}
	}
	return best
}

func (c *checker) checkPrefix(r row) {
	prefix, _ := splitYear(r.at(unitAdmin))
	account := r.at(sectionAccount)
	if prefix != "" && account != "" && !strings.HasPrefix(account, prefix) {
		c.acceptable(r, sectionAccount, accountPrefix, "科室账号“%s”不以本单位的前缀“%s”开头", account, prefix)
	}
}

// checkAdmins looks once at each administrator's account, where it first stands.
func (c *checker) checkAdmins() {
	seen := map[string]bool{}
	for _, r := range c.rows {
		account := r.at(unitAdmin)
		_, year := splitYear(account)
		if account == "" || seen[account] {
			continue
		}
		seen[account] = true
		switch {
		case year == "":
			c.acceptable(r, unitAdmin, adminYear, "单位管理员账号“%s”末尾缺少年份", account)
		case year != c.year:
			c.acceptable(r, unitAdmin, adminYear, "单位管理员账号“%s”的年份与多数单位的%s不同", account, c.year)
		}
	}
}

// checkAccepted refuses acceptances of what cannot be accepted or without a reason, and tells of needless ones.
func (c *checker) checkAccepted() {
	for _, r := range c.rows {
		for _, text := range r.accepted() {
			code := models.Code(text)
			switch {
			case code != accountPrefix && code != adminYear:
				c.fault(r, accepted, "not_acceptable", "“%s”不能接受;只能接受 %s 和 %s", text, accountPrefix, adminYear)
			case r.at(note) == "":
				c.fault(r, note, "acceptance_without_note", "接受了“%s”而备注为空;请写明原因", text)
			case !c.used[acceptance{r.line, code}]:
				c.findings = append(c.findings, finding(Note, r.line, accepted, "needless_acceptance", fmt.Sprintf("接受了“%s”,而本行并无此问题", text)))
			}
		}
	}
}

// reading gives the units, unless there is a fault.
func (c *checker) reading() *Reading {
	sortFindings(c.findings)
	out := &Reading{Findings: c.findings, SectionCount: len(c.rows)}
	out.Year, _ = strconv.Atoi(c.year)
	units := c.units()
	out.UnitCount = len(units)
	if out.Count(Fault) == 0 {
		out.Units = units
	}
	return out
}

func (c *checker) units() []Unit {
	var units []Unit
	places := map[string]int{}
	for _, r := range c.rows {
		place, ok := places[r.at(unitNo)]
		if !ok {
			place = len(units)
			places[r.at(unitNo)] = place
			no, _ := number(r.at(unitNo))
			units = append(units, Unit{No: no, Name: r.at(unitName), AdminAccount: r.at(unitAdmin)})
		}
		units[place].Sections = append(units[place].Sections, r.section())
	}
	return units
}

func (r row) section() Section {
	no, _ := number(r.at(sectionNo))
	s := Section{
		No: no, Name: r.at(sectionName), Account: r.at(sectionAccount),
		Category: r.at(category), Note: r.at(note), Row: r.line,
		Attributes: make(map[Attribute]bool),
	}
	for col := window; col <= carried; col++ {
		if yes, ok := yesOrNo(r.at(col)); ok {
			s.Attributes[Attribute(col.key())] = yes
		}
	}
	return s
}
