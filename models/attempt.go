package models

// Attempt is a submission that was refused. It is not a record; it is kept as evidence (reading 13).
type Attempt struct {
	ID            int64
	SectionNo     int
	AccountID     int64
	HolderID      int64
	Code          Code
	Message       string // the sentence that the liaison was given
	AcceptedOn    Day
	CompletedOn   Day
	DeadlineAt    *Instant
	ReceivedAt    Instant
	ContentSealed []byte // what was handed in, as JSON
	AttemptIndex  []byte // keyed: account, key, body and code, so that a replay is one attempt
}

// AddAttempt keeps an attempt; the same one again is kept once. One without ReceivedAt was received now.
func (tx *Tx) AddAttempt(a *Attempt) error {
	if a.ReceivedAt == 0 {
		a.ReceivedAt = At(tx.now)
	}
	err := tx.db.Create(a).Error
	if duplicate(err) {
		return nil
	}
	return err
}

// AttemptFilter narrows Attempts; zero fields do not narrow.
type AttemptFilter struct {
	SectionNo int
	UnitNo    int
	Before    int64 // cursor: ids below this
	Limit     int
}

// Attempts lists attempts, the latest first.
func (tx *Tx) Attempts(f AttemptFilter) ([]Attempt, error) {
	q := tx.db.Order("attempts.id DESC").Limit(f.Limit)
	if f.SectionNo != 0 {
		q = q.Where("attempts.section_no = ?", f.SectionNo)
	}
	if f.UnitNo != 0 {
		q = q.Where("EXISTS (SELECT 1 FROM section_terms t WHERE t.section_no = attempts.section_no AND t.unit_no = ?"+
			" AND t.valid_from <= attempts.completed_on AND (t.valid_to IS NULL OR t.valid_to >= attempts.completed_on))", f.UnitNo)
	}
	if f.Before != 0 {
		q = q.Where("attempts.id < ?", f.Before)
	}
	var rows []Attempt
	return rows, q.Find(&rows).Error
}
