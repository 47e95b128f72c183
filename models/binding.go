package models

// The apps in which a WeChat can be bound.
const (
	AppOfficial = "official"
	AppMini     = "mini"
)

// Binding lets a WeChat act for an account, as the holder who bound it. The openid is sealed.
type Binding struct {
	ID           int64
	App          string // AppOfficial or AppMini: a person has an openid in each
	OpenIDIndex  []byte // keyed
	OpenIDSealed []byte
	AccountID    int64
	HolderID     int64
	BoundAt      Instant
	UnionIndex   []byte // keyed: the person in both apps; nil where WeChat gave none
	UnionSealed  []byte
	HintedAt     *Instant // when the chat last told how to allow reminders
	EndedAt      *Instant // the account was closed, re-opened or handed over since
}

// AddBinding binds, in place of what the WeChat or, in this app, the account was bound to before; indexes are the openid's by each
// key of the key file, the current first.
func (tx *Tx) AddBinding(b *Binding, indexes [][]byte) error {
	if err := tx.db.Where("account_id = ? AND app = ? OR open_id_index IN ?", b.AccountID, b.App, indexes).Delete(&Binding{}).Error; err != nil {
		return err
	}
	b.BoundAt = At(tx.now)
	return tx.db.Create(b).Error
}

// BindingOf finds the binding of a WeChat under any of its indexes.
func (tx *Tx) BindingOf(indexes ...[]byte) (Binding, bool, error) {
	return one[Binding](tx.db.Where("open_id_index IN ?", indexes))
}

// LiveBindingAlike finds where the person is bound in the other app, under any of the union's indexes.
func (tx *Tx) LiveBindingAlike(app string, indexes ...[]byte) (Binding, bool, error) {
	return one[Binding](tx.db.Where("union_index IN ? AND app <> ? AND ended_at IS NULL", indexes, app))
}

// RemoveBinding ends a WeChat's binding.
func (tx *Tx) RemoveBinding(id int64) error { return tx.db.Delete(&Binding{}, id).Error }

// RemoveLiveBindings ends all bindings by which an account's present holder is reached.
func (tx *Tx) RemoveLiveBindings(account Account) error {
	return tx.db.Where("account_id = ? AND holder_id = ? AND ended_at IS NULL", account.ID, account.HolderID).Delete(&Binding{}).Error
}

// NoteHint notes that a binding's person was told now how to allow reminders.
func (tx *Tx) NoteHint(indexes ...[]byte) error {
	return tx.db.Model(&Binding{}).Where("open_id_index IN ?", indexes).Update("hinted_at", At(tx.now)).Error
}

// EndBindings marks the account's binding as over, and voids its codes: whoever is bound must prove it anew.
func (tx *Tx) EndBindings(accountID int64) error {
	if err := tx.voidBindingCodes(accountID); err != nil {
		return err
	}
	return tx.db.Model(&Binding{}).Where("account_id = ? AND ended_at IS NULL", accountID).Update("ended_at", At(tx.now)).Error
}

// BindingsAfter lists bindings with ids above after.
func (tx *Tx) BindingsAfter(after int64, limit int) ([]Binding, error) {
	return batch[Binding](tx, after, limit)
}

// ResealBinding stores a binding's sealed columns and their indexes.
func (tx *Tx) ResealBinding(b Binding) error {
	return tx.db.Model(&Binding{}).Where("id = ?", b.ID).
		Updates(map[string]any{
			"open_id_index": b.OpenIDIndex, "open_id_sealed": b.OpenIDSealed, "union_index": b.UnionIndex, "union_sealed": b.UnionSealed,
		}).Error
}

// BindingCode binds a WeChat once, before ExpiresAt. Only the code's hash is kept.
type BindingCode struct {
	ID        int64
	AccountID int64
	CodeHash  []byte
	CreatedAt Instant
	ExpiresAt Instant
	UsedAt    *Instant
}

// IssueBindingCode stores a code and makes the account's earlier ones void.
func (tx *Tx) IssueBindingCode(c *BindingCode) error {
	if err := tx.voidBindingCodes(c.AccountID); err != nil {
		return err
	}
	c.CreatedAt = At(tx.now)
	return tx.db.Create(c).Error
}

func (tx *Tx) voidBindingCodes(accountID int64) error {
	return tx.db.Model(&BindingCode{}).Where("account_id = ? AND used_at IS NULL", accountID).Update("used_at", At(tx.now)).Error
}

// UseBindingCode spends the code with that hash; false where there is none, it is spent or it expired.
func (tx *Tx) UseBindingCode(codeHash []byte) (BindingCode, bool, error) {
	code, ok, err := one[BindingCode](tx.db.Where("code_hash = ?", codeHash))
	if err != nil || !ok {
		return code, false, err
	}
	used := tx.db.Model(&BindingCode{}).Where("id = ? AND used_at IS NULL AND expires_at > ?", code.ID, At(tx.now)).
		Update("used_at", At(tx.now))
	return code, used.RowsAffected == 1, used.Error
}

// LiveBindings lists the bindings by which an account's present holder is reached, one an app.
func (tx *Tx) LiveBindings(account Account) ([]Binding, error) {
	var rows []Binding
	return rows, tx.db.Where("account_id = ? AND holder_id = ? AND ended_at IS NULL", account.ID, account.HolderID).Order("id").Find(&rows).Error
}
