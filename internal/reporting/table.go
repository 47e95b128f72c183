package reporting

import (
	"fmt"
	"strings"

	"wanping/internal/sheet"
	"wanping/models"
)

// fileLimits bound the tables that are handed in: a hundred thousand cells at most.
var fileLimits = sheet.Limits{
	FileBytes: 4 << 20, Unpacked: 64 << 20, Elements: 2_000_000,
	Rows: 20_000, Columns: 60, CellRunes: 300, TextBytes: 16 << 20,
}

// RowFault is what is wrong with a row of a file. Line counts as spreadsheets do.
type RowFault struct {
	Line    int
	Column  string // in Chinese; "" where it is about no single one
	Code    models.Code
	Message string
}

// faultsShown is how many faults of a file an answer names one by one.
const faultsShown = 100

// fileRefused is the refusal of a whole file for the faults of its rows.
func fileRefused(faults []RowFault) *models.Error {
	fields := make([]models.Field, 0, min(len(faults), faultsShown))
	for _, f := range faults[:min(len(faults), faultsShown)] {
		fields = append(fields, models.Field{Name: fmt.Sprintf("rows.%d", f.Line), Code: f.Code, Message: fmt.Sprintf("第%d行%s:%s", f.Line, f.Column, f.Message)})
	}
	return models.NewError(models.CodeFileFaults, fmt.Sprintf("文件中有%d处错误,没有保存任何内容;%s 请改正后重新上传。", len(faults), fields[0].Message), fields...)
}

// oddOf is the first cell of a row that cannot be taken as it is, or that the row is hidden.
func oddOf(t *sheet.Table, r sheet.Row) (RowFault, bool) {
	if r.Hidden {
		return RowFault{Line: r.Line, Code: models.CodeHiddenRow, Message: "这一行在表格中是隐藏的;请取消隐藏并核对,或删除后重新上传。"}, true
	}
	for _, odd := range r.Odd {
		if title := t.Title(odd.Column); title != "" {
			return RowFault{Line: r.Line, Column: title, Code: odd.Code, Message: title + odd.Message + "。"}, true
		}
	}
	return RowFault{}, false
}

// categoryNames are how people write a category.
var categoryNames = map[string]string{
	"许可": models.CategoryLicence, "行政许可": models.CategoryLicence, "行政许可事项": models.CategoryLicence,
	"处罚": models.CategoryPenalty, "行政处罚": models.CategoryPenalty, "行政处罚事项": models.CategoryPenalty,
	"其他权力": models.CategoryPower, "其他": models.CategoryPower, "其他事项": models.CategoryPower, "权力清单其他事项": models.CategoryPower,
	"征收": models.CategoryPower, "强制": models.CategoryPower, "给付": models.CategoryPower, "奖励": models.CategoryPower,
	"确认": models.CategoryPower, "裁决": models.CategoryPower, "监督": models.CategoryPower,
	"咨询服务": models.CategoryAdvice, "咨询": models.CategoryAdvice, "服务": models.CategoryAdvice, "咨询与服务": models.CategoryAdvice, "咨询与服务事项": models.CategoryAdvice,
	"投诉": models.CategoryComplaint, "投诉事项": models.CategoryComplaint,
}

// categoryTitles are how a category is written for people.
var categoryTitles = map[string]string{
	models.CategoryLicence: "行政许可", models.CategoryPenalty: "行政处罚", models.CategoryPower: "其他权力",
	models.CategoryAdvice: "咨询服务", models.CategoryComplaint: "投诉",
}

// categoryOf reads a category; what is none stays as it is and is refused by check.
func categoryOf(text string) string {
	if c, ok := categoryNames[strings.ReplaceAll(text, " ", "")]; ok {
		return c
	}
	return text
}
