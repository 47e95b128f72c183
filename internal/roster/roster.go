// Package roster reads the county's table of units and sections (annex 2) and finds its faults before anything is kept.
package roster

import (
	"io"
	"slices"
	"strings"

	"wanping/models"
)

// Unit is an agency or state company with its sections, in the order of the table.
type Unit struct {
	No           int
	Name         string
	AdminAccount string
	Sections     []Section
}

// Section is what is rated. Attributes hold what the table says and nothing for what it is silent about.
type Section struct {
	No         int
	Name       string
	Account    string
	Attributes map[Attribute]bool
	Category   string
	Note       string
	Row        int // in the file, counted from 1
}

// Attribute is a property that a section may have; the table claims or denies it.
type Attribute string

// The attributes, named as in the glossary.
const (
	Window      Attribute = "window"
	Enforcement Attribute = "enforcement"
	Stationed   Attribute = "stationed"
	Exempt      Attribute = "exempt"
	Carried     Attribute = "carried"
)

// Level says what a finding means for the table.
type Level string

// The levels.
const (
	Fault Level = "fault" // the table is refused
	Note  Level = "note"  // worth knowing
)

// Finding is something about one row of the file. Row counts as spreadsheets do, from 1; Column is empty where the
// finding is about no single one.
type Finding struct {
	Level   Level       `json:"level"`
	Row     int         `json:"row"`
	Column  string      `json:"column"`
	Heading string      `json:"heading"` // the column's in Chinese
	Code    models.Code `json:"code"`
	Message string      `json:"message"`
}

// Reading is a table with all that was found in it.
type Reading struct {
	Year         int    // of the administrators' accounts, 0 where they have none
	Units        []Unit // none where there are faults, so that a faulty table cannot be kept by mistake
	UnitCount    int
	SectionCount int
	Findings     []Finding // by row
}

// Read reads a table, CSV (UTF-8 or GBK) or xlsx, whatever the file is called. An error is about the file as a
// whole: it cannot be read, it is too large, or it has no heading. Codes: roster_unreadable, roster_too_large, roster_no_heading.
func Read(r io.Reader) (*Reading, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(limits.FileBytes)+1))
	if err != nil {
		return nil, unreadable("读取文件时出错").Because(err)
	}
	cells, err := readGrid(data)
	if err != nil {
		return nil, err
	}
	table, findings, err := tabulate(cells)
	if err != nil {
		return nil, err
	}
	return check(table, findings), nil
}

// Count returns how many findings have that level.
func (r *Reading) Count(level Level) int { return len(r.Select(level)) }

// Select returns the findings of one level, never nil.
func (r *Reading) Select(level Level) []Finding {
	selected := []Finding{}
	for _, f := range r.Findings {
		if f.Level == level {
			selected = append(selected, f)
		}
	}
	return selected
}

// sortFindings puts them in the order of the file, which is that of working them off.
func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return strings.Compare(string(a.Code), string(b.Code))
	})
}
