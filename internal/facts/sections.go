package facts

import (
	"cmp"
	"slices"

	"wanping/models"
	"wanping/scoring"
)

// sectionKinds are the kinds of entries that say who takes part, under which unit and with which attributes.
var sectionKinds = []string{models.EntryTerm, models.EntryAttribute}

// sectionsOn lists the sections of a day with their attributes, from the entries up to one. A term holds from its day on
// whenever it was posted, as the roster is mostly founded after the year's beginning; an attribute counts from the day
// on which it was posted.
func sectionsOn(tx *models.Tx, day models.Day, upTo int64) ([]scoring.Section, error) {
	claims, err := tx.LedgerEntries(models.LedgerFilter{Kinds: sectionKinds, UpTo: upTo})
	if err != nil {
		return nil, err
	}
	return Sections(claims, day), nil
}

// Sections are the sections of a day, by number, as terms and attributes tell them, in the order of posting.
func Sections(claims []models.LedgerEntry, day models.Day) []scoring.Section {
	holding := holdingOn(claims, day)
	out := []scoring.Section{}
	for key, e := range holding {
		if key.attribute != "" || e.Subject != models.TermBegins {
			continue
		}
		has := func(attribute string) bool {
			claim := holding[claimed{e.SectionNo, attribute}]
			return claim != nil && claim.Detail == models.Yes
		}
		out = append(out, scoring.Section{
			No: int64(e.SectionNo), Unit: int64(e.UnitNo),
			Enforcement: has(models.AttributeEnforcement), Stationed: has(models.AttributeStationed),
			Exempt: has(models.AttributeExempt), Carried: has(models.AttributeCarried),
		})
	}
	slices.SortFunc(out, func(a, b scoring.Section) int { return cmp.Compare(a.No, b.No) })
	return out
}

// claimed is what a claim is about; a term has no attribute.
type claimed struct {
	section   int
	attribute string
}

// holdingOn finds, for every section's term and attributes, the entry that holds on a day: the latest effective one, and
// of two with one day the later posted.
func holdingOn(claims []models.LedgerEntry, day models.Day) map[claimed]*models.LedgerEntry {
	out := make(map[claimed]*models.LedgerEntry, len(claims))
	for i := range claims {
		e := &claims[i]
		key := claimed{section: e.SectionNo}
		if e.Kind == models.EntryAttribute {
			if key.attribute = e.Subject; PostedOn(*e).After(day) {
				continue
			}
		}
		if held, ok := out[key]; !e.OnDay.After(day) && (!ok || !e.OnDay.Before(held.OnDay)) {
			out[key] = e
		}
	}
	return out
}
