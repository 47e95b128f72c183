package models

// Role is what an account may do; reading 16. One account has one role.
type Role string

// The roles. Liaisons and unit managers own a section and a unit; the offices act for the county.
const (
	RoleLiaison         Role = "liaison"
	RoleUnitManager     Role = "unit_manager"
	RoleReviewOffice    Role = "review_office"
	RoleWorkCommittee   Role = "work_committee"
	RolePetitionsBureau Role = "petitions_bureau"
	RoleJusticeBureau   Role = "justice_bureau"
	RoleServiceCentre   Role = "service_centre"
	RoleAuditor         Role = "auditor"
	RoleAdministrator   Role = "administrator"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{
		RoleLiaison, RoleUnitManager, RoleReviewOffice, RoleWorkCommittee, RolePetitionsBureau,
		RoleJusticeBureau, RoleServiceCentre, RoleAuditor, RoleAdministrator,
	}
}

// The states of an account.
const (
	AccountPending = "pending" // no password yet: waits for its activation code
	AccountActive  = "active"
	AccountClosed  = "closed"
)

// Account is a log-in. A liaison's has a section, whose unit is the section's term's; a unit manager's has a unit.
type Account struct {
	ID           int64
	Login        string
	Role         Role
	UnitNo       *int
	SectionNo    *int
	State        string
	PasswordHash string // argon2id in PHC form; "" while pending
	HolderID     int64  // 0 while nobody holds it
	CreatedAt    Instant
}

// Holder is the person behind an account from Since to Until; the name is sealed.
type Holder struct {
	ID           int64
	AccountID    int64
	NameSealed   []byte
	ReasonSealed []byte // of a handover, else nil
	MobileSealed []byte // for text messages, nil where not given or given up
	NamedBy      int64
	Since        Instant
	Until        *Instant
}

// TableName names the table.
func (Holder) TableName() string { return "account_holders" }

// AccountFilter narrows Accounts; zero fields do not narrow.
type AccountFilter struct {
	Role   Role
	UnitNo int // the unit's own and those of its sections on Day
	Day    Day
	After  int64 // cursor: ids above this
	Limit  int
}

// AddAccount stores a new account and sets its ID. A taken login is CodeAccountExists.
func (tx *Tx) AddAccount(a *Account) error {
	a.CreatedAt = At(tx.now)
	err := tx.db.Create(a).Error
	if duplicate(err) {
		return NewError(CodeAccountExists, "账号“"+a.Login+"”已经存在,请换一个账号名。").Because(err)
	}
	return err
}

// AccountByLogin finds an account by its exact login.
func (tx *Tx) AccountByLogin(login string) (Account, bool, error) {
	return one[Account](tx.db.Where("login = ?", login))
}

// AccountByID finds an account.
func (tx *Tx) AccountByID(id int64) (Account, bool, error) {
	return one[Account](tx.db.Where("id = ?", id))
}

// Accounts lists accounts by id.
func (tx *Tx) Accounts(f AccountFilter) ([]Account, error) {
	q := tx.db.Where("id > ?", f.After).Order("id").Limit(f.Limit)
	if f.Role != "" {
		q = q.Where("role = ?", f.Role)
	}
	if f.UnitNo != 0 {
		q = q.Where("(unit_no = ? OR section_no IN (SELECT section_no FROM section_terms WHERE unit_no = ?"+
			" AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)))", f.UnitNo, f.UnitNo, f.Day, f.Day)
	}
	var rows []Account
	return rows, q.Find(&rows).Error
}

// SetPassword stores a new password hash and makes the account active.
func (tx *Tx) SetPassword(accountID int64, hash string) error {
	return tx.updateAccount(accountID, map[string]any{"password_hash": hash, "state": AccountActive})
}

// SetAccountState closes an account or sets it back to pending; both take its password away.
func (tx *Tx) SetAccountState(accountID int64, state string) error {
	if state == AccountClosed {
		gone := tx.db.Model(&Holder{}).Where("account_id = ?", accountID).Update("mobile_sealed", nil)
		if gone.Error != nil {
			return gone.Error
		}
	}
	return tx.updateAccount(accountID, map[string]any{"password_hash": "", "state": state})
}

func (tx *Tx) updateAccount(id int64, columns map[string]any) error {
	return tx.db.Model(&Account{}).Where("id = ?", id).Updates(columns).Error
}

// AddHolder ends the account's present holder and begins a new one, setting its ID.
func (tx *Tx) AddHolder(h *Holder) error {
	h.Since = At(tx.now)
	ended := tx.db.Model(&Holder{}).Where("account_id = ? AND `until` IS NULL", h.AccountID).
		Updates(map[string]any{"until": h.Since, "mobile_sealed": nil})
	if ended.Error != nil {
		return ended.Error
	}
	if err := tx.db.Create(h).Error; err != nil {
		return err
	}
	return tx.updateAccount(h.AccountID, map[string]any{"holder_id": h.ID})
}

// Holders lists who held the account, the latest first.
func (tx *Tx) Holders(accountID int64) ([]Holder, error) {
	var rows []Holder
	return rows, tx.db.Where("account_id = ?", accountID).Order("id DESC").Limit(200).Find(&rows).Error
}

// SetMobile stores a holder's sealed number; nil takes it away.
func (tx *Tx) SetMobile(holderID int64, sealed []byte) error {
	return tx.db.Model(&Holder{}).Where("id = ? AND `until` IS NULL", holderID).Update("mobile_sealed", sealed).Error
}

// MobileOf finds the sealed number of an account's present holder; nil where there is none.
func (tx *Tx) MobileOf(account Account) ([]byte, error) {
	h, _, err := one[Holder](tx.db.Where("id = ?", account.HolderID))
	return h.MobileSealed, err
}
