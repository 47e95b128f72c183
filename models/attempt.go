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

// AttemptDay counts a section's attempts with one code for services completed on a day.
type AttemptDay struct {
	SectionNo   int
	CompletedOn Day
	Code        Code
	Attempts    int
	FirstAt     Instant
	LastID      int64
}

// AttemptDays counts some sections' attempts by day completed, from and to included, and code; the latest come last.
func (tx *Tx) AttemptDays(sections []int, from, to Day) ([]AttemptDay, error) {
	var rows []AttemptDay
	return rows, tx.db.Model(&Attempt{}).
		Select("section_no, completed_on, code, COUNT(*) AS attempts, MIN(received_at) AS first_at, MAX(id) AS last_id").
		Where("section_no IN ? AND completed_on >= ? AND completed_on <= ?", sections, from, to).
		Group("section_no, completed_on, code").Order("last_id").Find(&rows).Error
}

// AttemptMessages gives the sentences that some attempts were answered with, by id.
func (tx *Tx) AttemptMessages(ids []int64) (map[int64]string, error) {
	var rows []Attempt
	err := tx.db.Select("id", "message").Where("id IN ?", ids).Find(&rows).Error
	messages := make(map[int64]string, len(rows))
	for _, row := range rows {
		messages[row.ID] = row.Message
	}
	return messages, err
}
