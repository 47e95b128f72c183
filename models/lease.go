package models

import "time"

// Lease says which process does a piece of work that one does at a time, and until when it may without asking again.
// Its times are the machine's: a demo clock that jumps must not make two processes do the same work.
type Lease struct {
	Name      string `gorm:"primaryKey"`
	Holder    string // "" where nobody has it
	HeldUntil Instant
}

// TakeLease gives or renews holder the lease until then, unless another has it at now; false where another has.
func (tx *Tx) TakeLease(name, holder string, now, until time.Time) (bool, error) {
	taken := tx.db.Model(&Lease{}).
		Where("name = ? AND (holder IN ('', ?) OR held_until <= ?)", name, holder, At(now)).
		Updates(map[string]any{"holder": holder, "held_until": At(until)})
	if taken.Error != nil || taken.RowsAffected == 1 {
		return taken.Error == nil, taken.Error
	}
	lease, known, err := one[Lease](tx.db.Where("name = ?", name))
	if err != nil || known { // MySQL counts no row where nothing changed
		return lease.Holder == holder && err == nil, err
	}
	err = tx.db.Create(&Lease{Name: name, Holder: holder, HeldUntil: At(until)}).Error
	if duplicate(err) { // another process was the first
		return false, nil
	}
	return err == nil, err
}

// GiveLeaseBack gives a lease back, where holder has it.
func (tx *Tx) GiveLeaseBack(name, holder string) error {
	return tx.db.Model(&Lease{}).Where("name = ? AND holder = ?", name, holder).
		Updates(map[string]any{"holder": "", "held_until": 0}).Error
}
