package models

// CityRefusal is what the city's own system has refused of an export; the reason is its text, sealed.
type CityRefusal struct {
	ID           int64
	RecordID     int64
	SectionNo    int
	ReadBy       int64
	ReadAt       Instant
	ReasonSealed []byte
	ReasonIndex  []byte // keyed, so that a list read twice is kept once
}

// AddCityRefusal keeps a refusal; false where the record's same one is kept already.
func (tx *Tx) AddCityRefusal(r *CityRefusal) (bool, error) {
	r.ReadAt = At(tx.now)
	err := tx.db.Create(r).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// CityRefusalFilter narrows CityRefusals; zero fields do not narrow.
type CityRefusalFilter struct {
	SectionNo int
	UnitNo    int // sections of the unit on Day
	Day       Day
	Before    int64 // cursor: ids below this
	Limit     int
}

// CityRefusals lists refusals, the latest first.
func (tx *Tx) CityRefusals(f CityRefusalFilter) ([]CityRefusal, error) {
	q := tx.db.Order("id DESC").Limit(f.Limit)
	if f.SectionNo != 0 {
		q = q.Where("section_no = ?", f.SectionNo)
	}
	if f.UnitNo != 0 {
		q = q.Where("section_no IN (SELECT section_no FROM section_terms WHERE unit_no = ?"+
			" AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?))", f.UnitNo, f.Day, f.Day)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	var rows []CityRefusal
	return rows, q.Find(&rows).Error
}
