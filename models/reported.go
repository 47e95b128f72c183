package models

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// ReportedDay counts a section's standing records completed on a day.
type ReportedDay struct {
	SectionNo   int
	CompletedOn Day
	Records     int
}

// EachReportedDay gives every section's days with standing records, from and to included, in no order.
func (tx *Tx) EachReportedDay(from, to Day, fn func(ReportedDay)) (err error) {
	rows, err := tx.db.Model(&Record{}).Select("section_no, completed_on, COUNT(*)").
		Where("completed_on >= ? AND completed_on <= ? AND withdrawn_at IS NULL", from, to).
		Group("completed_on, section_no").Rows()
	if err != nil {
		return err
	}
	defer func() {
		if failed := rows.Close(); err == nil {
			err = failed
		}
	}()
	days := make(map[string]Day) // a season has few, and tens of thousands of rows
	for rows.Next() {
		var r ReportedDay
		var text sql.RawBytes
		if err := rows.Scan(&r.SectionNo, &text, &r.Records); err != nil {
			return err
		}
		day, known := days[string(text)]
		if !known {
			if day, err = ParseDay(string(text)); err != nil {
				return err
			}
			days[string(text)] = day
		}
		r.CompletedOn = day
		fn(r)
	}
	return rows.Err()
}

// EachReporting gives the sections with a standing record completed on a day, for every day from and to included. A
// season of a county has tens of thousands of such days, so the database puts each day's sections into one row.
func (tx *Tx) EachReporting(from, to Day, fn func(section int, on Day)) error {
	var rows []struct {
		CompletedOn Day
		N           int
		Sections    string
	}
	reporting := tx.db.Model(&Record{}).Distinct("completed_on", "section_no").
		Where("completed_on >= ? AND completed_on <= ? AND withdrawn_at IS NULL", from, to)
	err := tx.db.Table("(?) AS reporting", reporting).
		Select("completed_on, COUNT(*) AS n, GROUP_CONCAT(section_no) AS sections").Group("completed_on").Find(&rows).Error
	if err != nil {
		return err
	}
	for _, row := range rows {
		sections := strings.Split(row.Sections, ",")
		if len(sections) != row.N { // group_concat_max_len of the server
			return fmt.Errorf("the database has cut the sections of %s short", row.CompletedOn)
		}
		for _, text := range sections {
			section, err := strconv.Atoi(text)
			if err != nil {
				return err
			}
			fn(section, row.CompletedOn)
		}
	}
	return nil
}

// ReportedDays lists the days, from and to included, on which some sections have a standing record.
func (tx *Tx) ReportedDays(sections []int, from, to Day) (map[int][]Day, error) {
	return tx.daysOf(tx.db.Model(&Record{}).Distinct("section_no", "completed_on AS day").
		Where("section_no IN ? AND completed_on >= ? AND completed_on <= ? AND withdrawn_at IS NULL", sections, from, to))
}

// NilPeriods lists the first days of the periods, those from and to included, for which some sections have a standing nil
// report.
func (tx *Tx) NilPeriods(sections []int, from, to Day) (map[int][]Day, error) {
	return tx.daysOf(tx.db.Model(&NilReport{}).Select("section_no", "period_from AS day").
		Where("section_no IN ? AND period_from >= ? AND period_from <= ? AND withdrawn_no = 0", sections, from, to))
}

func (tx *Tx) daysOf(q *gorm.DB) (map[int][]Day, error) {
	var rows []struct {
		SectionNo int
		Day       Day
	}
	err := q.Find(&rows).Error
	days := make(map[int][]Day)
	for _, row := range rows {
		days[row.SectionNo] = append(days[row.SectionNo], row.Day)
	}
	return days, err
}

// SectionTermsIn lists the terms of all sections that touch from to to, by section and day.
func (tx *Tx) SectionTermsIn(from, to Day) ([]SectionTerm, error) {
	var rows []SectionTerm
	return rows, tx.db.Where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", to, from).
		Order("section_no, valid_from").Find(&rows).Error
}

// AttributeHistory lists everything ever claimed of one attribute, in the order in which it holds.
func (tx *Tx) AttributeHistory(attribute string) ([]SectionAttribute, error) {
	var rows []SectionAttribute
	return rows, tx.db.Where("attribute = ?", attribute).Order("section_no, effective_from, id").Find(&rows).Error
}

// WithdrawnDays counts some sections' withdrawn records by the day, from and to included, on which they were completed.
func (tx *Tx) WithdrawnDays(sections []int, from, to Day) ([]ReportedDay, error) {
	var rows []ReportedDay
	return rows, tx.db.Model(&Record{}).Select("section_no, completed_on, COUNT(*) AS records").
		Where("section_no IN ? AND completed_on >= ? AND completed_on <= ? AND withdrawn_at IS NOT NULL", sections, from, to).
		Group("section_no, completed_on").Find(&rows).Error
}
