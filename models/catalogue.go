package models

// CatalogueItem is a wording that the review office has approved for a section; it is always accepted (reading 14).
type CatalogueItem struct {
	ID        int64
	SectionNo int
	Item      string // as the wording rules normalise it
	Category  string // "" where it may be reported under any
	AddedBy   int64  // account id; 0 for the command line
	AddedAt   Instant
	RetiredNo int64 // 0 while it is approved, else its own ID
	RetiredBy *int64
	RetiredAt *Instant
}

// AddCatalogueItem approves an item for a section; false where it is approved already.
func (tx *Tx) AddCatalogueItem(c *CatalogueItem) (bool, error) {
	c.AddedAt = At(tx.now)
	err := tx.db.Create(c).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// CatalogueItemOf finds an approved item of a section.
func (tx *Tx) CatalogueItemOf(sectionNo int, item string) (CatalogueItem, bool, error) {
	return one[CatalogueItem](tx.db.Where("section_no = ? AND item = ? AND retired_no = 0", sectionNo, item))
}

// CatalogueItemByID finds an item, approved or retired.
func (tx *Tx) CatalogueItemByID(id int64) (CatalogueItem, bool, error) {
	return one[CatalogueItem](tx.db.Where("id = ?", id))
}

// CatalogueItems lists a section's approved items by text, at most limit.
func (tx *Tx) CatalogueItems(sectionNo, limit int) ([]CatalogueItem, error) {
	var rows []CatalogueItem
	return rows, tx.db.Where("section_no = ? AND retired_no = 0", sectionNo).Order("item").Limit(limit).Find(&rows).Error
}

// RetireCatalogueItem ends an item's approval; false where it has ended already.
func (tx *Tx) RetireCatalogueItem(id, by int64) (bool, error) {
	done := tx.db.Model(&CatalogueItem{}).Where("id = ? AND retired_no = 0", id).
		Updates(map[string]any{"retired_no": id, "retired_by": by, "retired_at": At(tx.now)})
	return done.RowsAffected == 1, done.Error
}
