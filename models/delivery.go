package models

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// The states of a delivery.
const (
	DeliveryWaiting = "waiting" // the next step is due at DueAt
	DeliverySent    = "sent"    // a channel has taken it
	DeliveryArrived = "arrived" // ... and says that it has arrived
	DeliveryRead    = "read"    // read in the inbox before anything was sent
	DeliveryInbox   = "inbox"   // no channel reaches the person: it stands in the inbox only
	DeliveryExpired = "expired" // its time was over before a channel took it
)

// Delivery is a message's way to one person: an account, or the complainant of a complaint.
type Delivery struct {
	ID          int64
	MessageID   int64
	AccountID   int64 // 0: the complainant
	ComplaintID int64 // 0: the account
	State       string
	DueAt       Instant
	LeaseBy     string // "" where nobody works on it
	LeaseUntil  Instant
	AttemptID   int64  // the latest; 0 where there is none
	Channel     string // the latest attempt's
	SettledAt   Instant
	CreatedAt   Instant
}

// TableName names the table.
func (Delivery) TableName() string { return "outbox_deliveries" }

// DeliveryAttempt says that a message is about to go out by a channel. Append-only.
type DeliveryAttempt struct {
	ID         int64
	DeliveryID int64
	AccountID  int64
	Channel    string
	BegunAt    Instant
}

// TableName names the table.
func (DeliveryAttempt) TableName() string { return "outbox_attempts" }

// DeliveryOutcome says what came of an attempt. Append-only; what WeChat tells later is a further row.
type DeliveryOutcome struct {
	ID        int64
	AttemptID int64
	Result    string
	Reason    string
	NoticeID  string `gorm:"serializer:or_null"`
	At        Instant
}

// TableName names the table.
func (DeliveryOutcome) TableName() string { return "outbox_outcomes" }

// DeliveryResult is what WeChat told of a notice.
type DeliveryResult struct {
	NoticeID string `gorm:"primaryKey"`
	Arrived  bool
	Cause    string
	At       Instant
}

// TableName names the table.
func (DeliveryResult) TableName() string { return "outbox_results" }

// WaitingMessages lists messages whose recipients were not found yet and whose time has come, in order.
func (tx *Tx) WaitingMessages(limit int) ([]Message, error) {
	var rows []Message
	return rows, tx.db.Where("spread_at = 0 AND not_before <= ?", At(tx.now)).Order("id").Limit(limit).Find(&rows).Error
}

// SpreadMessages marks messages as spread; false where another process has marked one of them.
func (tx *Tx) SpreadMessages(ids []int64) (bool, error) {
	done := tx.db.Model(&Message{}).Where("id IN ? AND spread_at = 0", ids).Update("spread_at", At(tx.now))
	return done.RowsAffected == int64(len(ids)), done.Error
}

// AddDeliveries stores deliveries; one that is there already is left out.
func (tx *Tx) AddDeliveries(rows []Delivery) error {
	if len(rows) == 0 {
		return nil
	}
	for i := range rows {
		rows[i].CreatedAt = At(tx.now)
	}
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, ledgerBatch).Error
}

// LeaseDeliveries gives deliveries that are due and in nobody's hands to a holder, whose name is used once.
func (tx *Tx) LeaseDeliveries(holder string, until Instant, limit int) ([]Delivery, error) {
	now := At(tx.now)
	var ids []int64
	free := tx.db.Model(&Delivery{}).Where("state = ? AND due_at <= ? AND lease_until < ?", DeliveryWaiting, now, now)
	if err := free.Order("due_at, id").Limit(limit).Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return nil, err
	}
	taken := tx.db.Model(&Delivery{}).Where("id IN ? AND state = ? AND lease_until < ?", ids, DeliveryWaiting, now).
		Updates(map[string]any{"lease_by": holder, "lease_until": until})
	if taken.Error != nil {
		return nil, taken.Error
	}
	var rows []Delivery
	return rows, tx.db.Where("lease_by = ?", holder).Order("due_at, id").Find(&rows).Error
}

// BeginAttempt stores an attempt of a delivery that the holder has in hands; false where it has no longer.
func (tx *Tx) BeginAttempt(d Delivery, a *DeliveryAttempt) (bool, error) {
	a.BegunAt = At(tx.now)
	if err := tx.db.Create(a).Error; err != nil {
		return false, err
	}
	done := tx.db.Model(&Delivery{}).Where("id = ? AND lease_by = ? AND state = ?", d.ID, d.LeaseBy, DeliveryWaiting).
		Updates(map[string]any{"attempt_id": a.ID, "channel": a.Channel})
	return done.RowsAffected == 1, done.Error
}

// AddOutcome stores what came of an attempt.
func (tx *Tx) AddOutcome(o *DeliveryOutcome) error {
	o.At = At(tx.now)
	return tx.db.Create(o).Error
}

// ReleaseDelivery puts a delivery out of its holder's hands: to a state, and due at a moment where that is waiting. It
// does nothing where another holder has it.
func (tx *Tx) ReleaseDelivery(d Delivery, state string, due Instant) error {
	columns := map[string]any{"state": state, "due_at": due, "lease_by": "", "lease_until": 0}
	if state != DeliveryWaiting {
		columns["settled_at"] = At(tx.now)
	}
	return tx.db.Model(&Delivery{}).Where("id = ? AND lease_by = ?", d.ID, d.LeaseBy).Updates(columns).Error
}

// AttemptsOf lists the attempts at deliveries in order, with their outcomes.
func (tx *Tx) AttemptsOf(deliveryIDs ...int64) ([]DeliveryAttempt, []DeliveryOutcome, error) {
	var attempts []DeliveryAttempt
	if err := tx.db.Where("delivery_id IN ?", deliveryIDs).Order("id").Find(&attempts).Error; err != nil || len(attempts) == 0 {
		return nil, nil, err
	}
	ids := make([]int64, len(attempts))
	for i, a := range attempts {
		ids[i] = a.ID
	}
	var outcomes []DeliveryOutcome
	return attempts, outcomes, tx.db.Where("attempt_id IN ?", ids).Order("id").Find(&outcomes).Error
}

// HasRead reports whether an account has read a message.
func (tx *Tx) HasRead(messageID, accountID int64) (bool, error) {
	var n int64
	return n > 0, tx.db.Model(&Receipt{}).Where("message_id = ? AND account_id = ?", messageID, accountID).Count(&n).Error
}

// AddResult keeps what WeChat told of a notice; the first time counts.
func (tx *Tx) AddResult(r DeliveryResult) error {
	r.At = At(tx.now)
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error
}

// TakeResult takes what WeChat told of a notice together with the attempt that sent it; false where one of the two is
// not there yet, or another process has taken it.
func (tx *Tx) TakeResult(noticeID string) (DeliveryResult, DeliveryAttempt, bool, error) {
	result, told, err := one[DeliveryResult](tx.db.Where("notice_id = ?", noticeID))
	if err != nil || !told {
		return result, DeliveryAttempt{}, false, err
	}
	attempt, sent, err := one[DeliveryAttempt](tx.db.Where("id IN (SELECT attempt_id FROM outbox_outcomes WHERE notice_id = ?)", noticeID))
	if err != nil || !sent {
		return result, attempt, false, err
	}
	done := tx.db.Where("notice_id = ?", noticeID).Delete(&DeliveryResult{})
	return result, attempt, done.RowsAffected == 1, done.Error
}

// ForgetResults drops what WeChat told before a moment of notices that nobody knows.
func (tx *Tx) ForgetResults(before Instant) error {
	return tx.db.Where("at < ?", before).Delete(&DeliveryResult{}).Error
}

// SettleSent moves a delivery on that was sent by an attempt: to arrived, or back to waiting.
func (tx *Tx) SettleSent(attempt DeliveryAttempt, state string) error {
	return tx.db.Model(&Delivery{}).Where("id = ? AND attempt_id = ? AND state = ?", attempt.DeliveryID, attempt.ID, DeliverySent).
		Updates(map[string]any{"state": state, "due_at": At(tx.now), "settled_at": At(tx.now)}).Error
}

// DeliveryWay is a delivery with what it delivers and to whom.
type DeliveryWay struct {
	Delivery
	Topic   string
	Subject string
	Login   string
	Role    Role
	UnitNo  *int // of a unit's manager
	// SectionNo is of a liaison.
	SectionNo *int
	Body      string
}

// DeliveriesAbout lists the deliveries of the messages about a subject.
func (tx *Tx) DeliveriesAbout(subject string) ([]DeliveryWay, error) {
	var rows []DeliveryWay
	return rows, tx.ways().Where("m.subject = ?", subject).Order("d.id").Find(&rows).Error
}

// DeliveriesTo lists the deliveries to an account, the latest first; before is a cursor (0: from the latest).
func (tx *Tx) DeliveriesTo(accountID, before int64, limit int) ([]DeliveryWay, error) {
	q := tx.ways().Where("d.account_id = ?", accountID).Order("d.id DESC").Limit(limit)
	if before != 0 {
		q = q.Where("d.id < ?", before)
	}
	var rows []DeliveryWay
	return rows, q.Find(&rows).Error
}

// Unreached lists deliveries of topics since a moment that stand in the inbox only and were not read: of a unit's
// manager and liaisons, or of all where unit is 0. after is a cursor.
func (tx *Tx) Unreached(topics []string, since Instant, unit int, day Day, after int64, limit int) ([]DeliveryWay, error) {
	var rows []DeliveryWay
	return rows, tx.unreached(topics, since, unit, day).Where("d.id > ?", after).Order("d.id").Limit(limit).Find(&rows).Error
}

// CountUnreached counts the persons that Unreached lists.
func (tx *Tx) CountUnreached(topics []string, since Instant, unit int, day Day) (int64, error) {
	var n int64
	return n, tx.unreached(topics, since, unit, day).Distinct("d.account_id").Count(&n).Error
}

// ChannelsTried lists the channels by which deliveries were attempted, by delivery.
func (tx *Tx) ChannelsTried(deliveryIDs []int64) (map[int64][]string, error) {
	var rows []DeliveryAttempt
	err := tx.db.Distinct("delivery_id", "channel").Where("delivery_id IN ?", deliveryIDs).Order("delivery_id, channel").Find(&rows).Error
	tried := map[int64][]string{}
	for _, a := range rows {
		tried[a.DeliveryID] = append(tried[a.DeliveryID], a.Channel)
	}
	return tried, err
}

func (tx *Tx) ways() *gorm.DB {
	return tx.db.Table("outbox_deliveries d").Select("d.*, m.topic, m.subject, m.body, a.login, a.role, a.unit_no, a.section_no").
		Joins("JOIN outbox m ON m.id = d.message_id").Joins("LEFT JOIN accounts a ON a.id = d.account_id")
}

func (tx *Tx) unreached(topics []string, since Instant, unit int, day Day) *gorm.DB {
	q := tx.ways().Joins("LEFT JOIN outbox_receipts r ON r.message_id = d.message_id AND r.account_id = d.account_id").
		Where("d.state = ? AND d.created_at >= ? AND d.account_id <> 0 AND r.read_at IS NULL AND m.topic IN ? AND a.state <> ?",
			DeliveryInbox, since, topics, AccountClosed)
	if unit != 0 {
		q = q.Where("(a.unit_no = ? OR a.section_no IN (SELECT section_no FROM section_terms WHERE unit_no = ?"+
			" AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)))", unit, unit, day, day)
	}
	return q
}

// RecipientsOf lists the accounts, closed ones aside, that a message is for.
func (tx *Tx) RecipientsOf(m Message) ([]Account, error) {
	var rows []Account
	q := tx.db.Where("state <> ?", AccountClosed).Where("(id = ? AND id <> 0) OR (role = ? AND role <> '')"+
		" OR (role = ? AND unit_no = ? AND unit_no <> 0) OR (role = ? AND section_no = ? AND section_no <> 0)",
		m.ToAccount, m.ToRole, RoleUnitManager, m.ToUnit, RoleLiaison, m.ToSection)
	return rows, q.Order("id").Find(&rows).Error
}
