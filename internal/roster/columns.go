package roster

import (
	"fmt"
	"slices"
	"strings"

	"wanping/internal/sheet"
	"wanping/models"
)

// column is a column that the table may have.
type column int

const (
	unitNo column = iota
	unitName
	unitAdmin
	sectionName
	sectionAccount
	sectionNo
	window // from here on a table need not have them
	enforcement
	stationed
	exempt
	carried
	category
	accepted
	note
	columnCount
	required = window // the columns before it must be there
)

// headings names each column: as in our own CSV, as people read it, and as tables in use call it (as plain writes).
var headings = [columnCount]struct {
	key, title string
	synonyms   []string
}{
	unitNo:         {"unit_no", "单位序号", []string{"单位编号", "单位号"}},
	unitName:       {"unit", "单位名称", []string{"单位", "主管单位", "主管部门", "参评单位"}},
	unitAdmin:      {"unit_admin_account", "单位管理员账号", []string{"单位管理员", "管理员账号", "单位账号"}},
	sectionName:    {"section", "参评科室", []string{"科室", "科室名称", "参评科室名称", "参评科室(站所)", "参评对象"}},
	sectionAccount: {"section_account", "科室账号", []string{"账号", "参评科室账号", "联络员账号"}},
	sectionNo:      {"section_no", "科室序号", []string{"科室编号", "参评科室序号", "参评序号"}},
	window:         {"window", "窗口科室", []string{"窗口"}},
	enforcement:    {"enforcement", "有行政执法权", []string{"执法", "执法权", "行政执法权", "有执法权"}},
	stationed:      {"stationed", "进驻政务服务中心", []string{"入驻政务服务中心", "进驻中心", "入驻中心"}},
	exempt:         {"exempt", "免评", []string{"免评科室"}},
	carried:        {"carried", "上年不满意直接列入", []string{"直接列入", "上年不满意"}},
	category:       {"category", "类别", []string{"科室类别"}},
	accepted:       {"accepted", "已接受的问题", []string{"已接受"}},
	note:           {"note", "备注", []string{"说明"}},
}

// ordinal heads the units' numbers, or the sections' where the units' have a heading of their own.
const ordinal = "序号"

func (c column) key() string   { return headings[c].key }
func (c column) title() string { return headings[c].title }

// plain is how headings are compared: without blanks, in small letters, 帐号 and 账号 the same, 是否 left out.
func plain(heading string) string {
	heading = strings.ToLower(strings.Join(strings.Fields(heading), ""))
	return strings.TrimPrefix(strings.ReplaceAll(heading, "帐", "账"), "是否")
}

func columnOf(heading string) (column, bool) {
	heading = plain(heading)
	for c := range columnCount {
		if heading == c.key() || heading == c.title() || slices.Contains(headings[c].synonyms, heading) {
			return c, true
		}
	}
	return 0, false
}

// layout says where each column stands, from 0; absent ones are -1.
type layout [columnCount]int

// recognise reads cells as headings and returns the places that are none or stand twice, with the cells' texts.
func recognise(cells []string) (found layout, strange map[int]string) {
	for c := range found {
		found[c] = -1
	}
	strange = make(map[int]string)
	var ordinals []int
	for place, text := range cells {
		c, known := columnOf(text)
		switch {
		case plain(text) == ordinal:
			ordinals = append(ordinals, place)
		case known && found[c] < 0:
			found[c] = place
		case text != "":
			strange[place] = text
		}
	}
	for _, place := range ordinals {
		switch {
		case found[unitNo] < 0:
			found[unitNo] = place
		case found[sectionNo] < 0:
			found[sectionNo] = place
		default:
			strange[place] = ordinal
		}
	}
	return found, strange
}

// isHeading holds where at least three of the required columns are named.
func (l layout) isHeading() bool {
	named := 0
	for c := range required {
		if l[c] >= 0 {
			named++
		}
	}
	return named >= 3
}

// row is one section as the table has it.
type row struct {
	line  int
	cells [columnCount]string
}

func (r row) at(c column) string { return r.cells[c] }

// tabulate finds the heading, below any titles, and the rows under it; a repeated heading is skipped.
func tabulate(g *grid) ([]row, []Finding, error) {
	for i, head := range g.rows {
		columns, strange := recognise(head.cells)
		if !columns.isHeading() {
			continue
		}
		findings := headingFindings(head.line, columns, strange)
		findings = append(findings, g.oddFindings(head.line, columns)...)
		if columns.lacks() {
			return nil, findings, nil
		}
		rows, more := g.rowsBelow(i, columns, strange)
		return rows, append(findings, more...), nil
	}
	return nil, nil, models.NewError("roster_no_heading",
		"名单文件中找不到表头;表头应含:单位序号、单位名称、单位管理员账号、参评科室、科室账号、科室序号。")
}

func (l layout) lacks() bool {
	for c := range required {
		if l[c] < 0 {
			return true
		}
	}
	return false
}

func headingFindings(line int, columns layout, strange map[int]string) []Finding {
	var findings []Finding
	for c := range required {
		if columns[c] < 0 {
			findings = append(findings, finding(Fault, line, c, "missing_column", fmt.Sprintf("缺少“%s”列,其余内容未检查;请补上", c.title())))
		}
	}
	for place := range maxColumns {
		if text, ok := strange[place]; ok {
			findings = append(findings, Finding{Fault, line, sheet.ColumnLetter(place), text, "unknown_column",
				fmt.Sprintf("第%s列“%s”不认识或重复;请改用规定的列名,或删去此列", sheet.ColumnLetter(place), text)})
		}
	}
	return findings
}

// rowsBelow reads what follows the heading at place i of the grid.
func (g *grid) rowsBelow(i int, columns layout, strange map[int]string) ([]row, []Finding) {
	var rows []row
	var findings []Finding
	for _, cells := range g.rows[i+1:] {
		if again, _ := recognise(cells.cells); again.isHeading() {
			if again != columns {
				findings = append(findings, Finding{Fault, cells.line, "", "", "heading_changed", "重复的表头与前面的列序不同;请统一列序"})
			}
			continue
		}
		current, extra := cells.under(columns, strange)
		findings = append(findings, extra...)
		if !g.filled && len(rows) > 0 && current.inherit(rows[len(rows)-1]) {
			findings = append(findings, Finding{Note, cells.line, unitName.key(), unitName.title(), "unit_inherited",
				fmt.Sprintf("单位三列为空,按合并单元格沿用上一行的“%s”", current.at(unitName))})
		}
		rows = append(rows, current)
	}
	return rows, findings
}

// under puts a row's cells under the headings; a cell without a heading is a fault.
func (r gridRow) under(columns layout, strange map[int]string) (row, []Finding) {
	out := row{line: r.line}
	headed := make(map[int]bool)
	for c, place := range columns {
		headed[place] = true
		if place >= 0 && place < len(r.cells) {
			out.cells[c] = r.cells[place]
		}
	}
	var findings []Finding
	for place, text := range r.cells {
		if _, told := strange[place]; text != "" && !headed[place] && !told {
			findings = append(findings, Finding{Fault, r.line, sheet.ColumnLetter(place), "", "unknown_column",
				fmt.Sprintf("第%s列有内容“%.60s”而没有列名;请补上列名或删去", sheet.ColumnLetter(place), text)})
		}
	}
	return out, findings
}

// inherit takes the unit of the row above where a spreadsheet's merged cells became blanks: all three or none.
func (r *row) inherit(above row) bool {
	if r.at(unitNo) != "" || r.at(unitName) != "" || r.at(unitAdmin) != "" || r.at(sectionName) == "" {
		return false
	}
	for _, c := range []column{unitNo, unitName, unitAdmin} {
		r.cells[c] = above.cells[c]
	}
	return true
}

// oddFindings tells the odd cells below the heading; titles above it may be as they like.
func (g *grid) oddFindings(headingLine int, columns layout) []Finding {
	var findings []Finding
	for _, odd := range g.odd {
		if odd.line < headingLine {
			continue
		}
		f := Finding{Fault, odd.line, sheet.ColumnLetter(odd.column), "", odd.code, "第" + sheet.ColumnLetter(odd.column) + "列" + odd.message}
		for c, place := range columns {
			if place == odd.column {
				f = finding(Fault, odd.line, column(c), odd.code, column(c).title()+odd.message)
			}
		}
		findings = append(findings, f)
	}
	return findings
}

func finding(level Level, line int, c column, code models.Code, message string) Finding {
	return Finding{level, line, c.key(), c.title(), code, message}
}
