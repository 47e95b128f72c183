package ledger

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wanping/models"
)

// Found posts, as one batch, the terms and attributes with which a roster begins, and keeps the attributes: scores follow
// the entries and not the tables. Call it last in the write. Errors: as Post, and By.Check's.
func Found(tx *models.Tx, by By, terms []models.SectionTerm, attributes []models.SectionAttribute) error {
	if err := by.Check(); err != nil {
		return err
	}
	var batch []Prepared
	for _, t := range terms {
		batch = append(batch, termEntries(t)...)
	}
	from := len(batch)
	for i := range attributes {
		batch = append(batch, Prepared{entry: attributeEntry(&attributes[i])})
	}
	for i := range batch {
		e := &batch[i].entry
		e.Year, e.ProposedBy, e.ConfirmedBy = e.OnDay.Year(), by.Proposer.Login, by.Confirmer.Login
		if err := check(&Draft{LedgerEntry: *e}); err != nil {
			return err
		}
	}
	posted, err := Post(tx, batch)
	if err != nil {
		return err
	}
	for i := range attributes {
		attributes[i].EntrySeq = &posted[from+i].Seq
		if err := tx.AddSectionAttribute(&attributes[i]); err != nil {
			return err
		}
	}
	return nil
}

// termEntries are the entries of a term: that it begins, and that it ends where nothing follows it.
func termEntries(t models.SectionTerm) []Prepared {
	out := []Prepared{{entry: models.LedgerEntry{
		Kind: models.EntryTerm, Subject: models.TermBegins, SectionNo: t.SectionNo, UnitNo: t.UnitNo, Detail: t.Name, OnDay: t.ValidFrom,
	}}}
	if t.ValidTo.IsZero() {
		return out
	}
	return append(out, Prepared{entry: models.LedgerEntry{
		Kind: models.EntryTerm, Subject: models.TermEnds, SectionNo: t.SectionNo, Detail: numberText(t.SuccessorNo), OnDay: t.ValidTo.AddDays(1),
	}})
}

func attributeEntry(a *models.SectionAttribute) models.LedgerEntry {
	return models.LedgerEntry{
		Kind: models.EntryAttribute, Subject: a.Attribute, SectionNo: a.SectionNo, Detail: a.Value, Evidence: a.Source, OnDay: a.EffectiveFrom,
	}
}

func numberText(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// verifyAttributes compares the attributes that people see with the entries that feed scores: a row for every entry, an
// entry for every row.
func (l *Ledger) verifyAttributes(ctx context.Context) (flaw *Flaw, err error) {
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		flaw = nil
		entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryAttribute}})
		if err != nil {
			return err
		}
		rows, err := tx.AllSectionAttributes()
		if err == nil {
			flaw = compareAttributes(entries, rows)
		}
		return err
	})
	return flaw, err
}

const fieldAttributes = "section_attributes"

func compareAttributes(entries []models.LedgerEntry, rows []models.SectionAttribute) *Flaw {
	byEntry, byID := map[int64]*models.SectionAttribute{}, map[string]*models.SectionAttribute{}
	for i := range rows {
		if rows[i].EntrySeq != nil {
			byEntry[*rows[i].EntrySeq] = &rows[i]
		} else { // from before the rows named their entries
			byID["attribute:"+strconv.FormatInt(rows[i].ID, 10)] = &rows[i]
		}
	}
	for i := range entries {
		e := &entries[i]
		row := byEntry[e.Seq]
		if row == nil && e.Source != nil {
			row = byID[*e.Source]
			delete(byID, *e.Source)
		}
		delete(byEntry, e.Seq)
		want, found := attributeText(&models.SectionAttribute{
			SectionNo: e.SectionNo, Attribute: e.Subject, Value: e.Detail, EffectiveFrom: e.OnDay,
		}), ""
		if row != nil {
			found = attributeText(row)
		}
		if found != want {
			return &Flaw{Entry: e.Seq, Field: fieldAttributes, Expected: want, Found: found}
		}
	}
	for i := range rows {
		if a := &rows[i]; a.EntrySeq != nil && byEntry[*a.EntrySeq] != nil || a.EntrySeq == nil && byID["attribute:"+strconv.FormatInt(a.ID, 10)] != nil {
			return &Flaw{Field: fieldAttributes, Expected: "", Found: attributeText(a)}
		}
	}
	return nil
}

func attributeText(a *models.SectionAttribute) string {
	return strconv.Itoa(a.SectionNo) + " " + a.Attribute + " " + a.Value + " " + a.EffectiveFrom.String()
}

// verifyTerms makes the sections' terms anew from the entries and compares them with the table.
func (l *Ledger) verifyTerms(ctx context.Context) (flaw *Flaw, err error) {
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		flaw = nil
		entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryTerm}})
		if err != nil {
			return err
		}
		rows, err := tx.AllSectionTerms()
		if err == nil {
			flaw = compareTerms(entries, rows)
		}
		return err
	})
	return flaw, err
}

// replayed is a term as the entries tell it, with the last entry that spoke of it.
type replayed struct {
	models.SectionTerm
	entry int64
}

// replay makes the terms from their entries, by section and day.
func replay(entries []models.LedgerEntry) []replayed {
	open := map[int]int{}
	var out []replayed
	for _, e := range entries {
		if at, ok := open[e.SectionNo]; ok {
			t := &out[at]
			t.ValidTo, t.entry = e.OnDay.AddDays(-1), e.Seq
			if n, err := strconv.Atoi(e.Detail); err == nil && e.Subject == models.TermEnds {
				t.SuccessorNo = &n
			}
			delete(open, e.SectionNo)
		}
		if e.Subject == models.TermBegins {
			open[e.SectionNo] = len(out)
			out = append(out, replayed{entry: e.Seq, SectionTerm: models.SectionTerm{
				SectionNo: e.SectionNo, UnitNo: e.UnitNo, Name: e.Detail, ValidFrom: e.OnDay,
			}})
		}
	}
	slices.SortStableFunc(out, func(a, b replayed) int {
		if a.SectionNo != b.SectionNo {
			return a.SectionNo - b.SectionNo
		}
		return strings.Compare(a.ValidFrom.String(), b.ValidFrom.String())
	})
	return out
}

func compareTerms(entries []models.LedgerEntry, rows []models.SectionTerm) *Flaw {
	want := replay(entries)
	for i := range max(len(want), len(rows)) {
		flaw := Flaw{Field: "section_terms"}
		if i < len(want) {
			flaw.Entry, flaw.Expected = want[i].entry, termText(want[i].SectionTerm)
		}
		if i < len(rows) {
			flaw.Found = termText(rows[i])
		}
		if flaw.Expected != flaw.Found {
			return &flaw
		}
	}
	return nil
}

func termText(t models.SectionTerm) string {
	return fmt.Sprintf("%d unit %d %s %s..%s %s", t.SectionNo, t.UnitNo, t.Name, t.ValidFrom, t.ValidTo, numberText(t.SuccessorNo))
}
