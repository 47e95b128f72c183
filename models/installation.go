package models

// Installation says what a database is for, once and for good.
type Installation struct {
	ID        int64
	Env       string
	CreatedAt Instant
}

// TableName names the table.
func (Installation) TableName() string { return "installation" }

// InstallationOf returns what the database is for; the first to ask decides.
func (tx *Tx) InstallationOf(env string) (string, error) {
	row, ok, err := one[Installation](tx.db.Where("id = 1"))
	if err != nil || ok {
		return row.Env, err
	}
	return env, tx.db.Create(&Installation{ID: 1, Env: env, CreatedAt: At(tx.now)}).Error
}

// InstalledAt returns when the database was taken into use; false where it never was.
func (tx *Tx) InstalledAt() (Instant, bool, error) {
	row, ok, err := one[Installation](tx.db.Where("id = 1"))
	return row.CreatedAt, ok, err
}

// AnythingSealed reports whether the database holds anything that only its key file can open.
func (tx *Tx) AnythingSealed() (bool, error) {
	for _, table := range []any{&Holder{}, &Record{}, &Attempt{}, &LedgerText{}, &Proposal{}, &SectionCode{}, &Photo{}, &Complaint{}, &HotlineCase{}} {
		var n int64
		if err := tx.db.Model(table).Limit(1).Count(&n).Error; err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}
