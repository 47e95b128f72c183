package facts

import (
	"wanping/models"
	"wanping/scoring"
)

// sectionsOn lists the sections valid on a day with the attributes that the ledger had given them by then.
func sectionsOn(tx *models.Tx, day models.Day) ([]scoring.Section, error) {
	terms, err := tx.SectionsOn(day, models.SectionFilter{})
	if err != nil {
		return nil, err
	}
	claims, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryAttribute}})
	if err != nil {
		return nil, err
	}
	holding := holdingOn(claims, day)
	out := make([]scoring.Section, 0, len(terms))
	for _, t := range terms {
		has := func(attribute string) bool { return holding[claimed{t.SectionNo, attribute}].Detail == models.Yes }
		out = append(out, scoring.Section{
			No: int64(t.SectionNo), Unit: int64(t.UnitNo),
			Enforcement: has(models.AttributeEnforcement), Stationed: has(models.AttributeStationed),
			Exempt: has(models.AttributeExempt), Carried: has(models.AttributeCarried),
		})
	}
	return out, nil
}

type claimed struct {
	section   int
	attribute string
}

// holdingOn finds, for every section and attribute, the entry that holds on a day: the latest effective one, and of two
// with one day the later posted.
func holdingOn(claims []models.LedgerEntry, day models.Day) map[claimed]models.LedgerEntry {
	out := map[claimed]models.LedgerEntry{}
	for _, e := range claims {
		key := claimed{e.SectionNo, e.Subject}
		if held, ok := out[key]; e.OnDay.After(day) || PostedOn(e).After(day) || ok && e.OnDay.Before(held.OnDay) {
			continue
		}
		out[key] = e
	}
	return out
}
