package models

// AuditEntry is a line of the audit log: who did what to which subject. It is added, never changed.
// Detail holds no personal data.
type AuditEntry struct {
	ID        int64
	At        Instant
	AccountID int64 // 0: the command line
	HolderID  int64
	Action    string
	Subject   string // e.g. account:pyxfgj001, record:17
	Detail    string
}

// TableName names the table.
func (AuditEntry) TableName() string { return "audit_log" }

// Audit adds a line.
func (tx *Tx) Audit(e AuditEntry) error {
	e.At = At(tx.now)
	return tx.db.Create(&e).Error
}

// AuditEntries lists lines with ids below before (0: from the latest), the latest first.
func (tx *Tx) AuditEntries(before int64, limit int) ([]AuditEntry, error) {
	q := tx.db.Order("id DESC").Limit(limit)
	if before != 0 {
		q = q.Where("id < ?", before)
	}
	var rows []AuditEntry
	return rows, q.Find(&rows).Error
}

// AuditRange lists lines with ids above after and up to last, by id.
func (tx *Tx) AuditRange(after, last int64, limit int) ([]AuditEntry, error) {
	var rows []AuditEntry
	return rows, tx.db.Where("id > ? AND id <= ?", after, last).Order("id").Limit(limit).Find(&rows).Error
}

// LastAuditID returns the highest id of the log, 0 while it is empty.
func (tx *Tx) LastAuditID() (int64, error) {
	var id int64
	return id, tx.db.Model(&AuditEntry{}).Select("COALESCE(MAX(id), 0)").Scan(&id).Error
}
