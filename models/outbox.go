package models

// Message is a notice to everyone of a role, a unit's manager, or a section's liaison. It holds nothing personal.
type Message struct {
	ID        int64
	ToRole    Role // "": none
	ToUnit    int  // 0: none
	ToSection int  // 0: none
	Topic     string
	Subject   string // e.g. proposal:17
	Body      string
	CreatedAt Instant
}

// TableName names the table.
func (Message) TableName() string { return "outbox" }

// Receipt says that an account has read a message.
type Receipt struct {
	MessageID int64 `gorm:"primaryKey;autoIncrement:false"`
	AccountID int64 `gorm:"primaryKey;autoIncrement:false"`
	ReadAt    Instant
}

// TableName names the table.
func (Receipt) TableName() string { return "outbox_receipts" }

// AddMessages stores messages.
func (tx *Tx) AddMessages(rows []Message) error {
	for i := range rows {
		rows[i].CreatedAt = At(tx.now)
	}
	return tx.db.CreateInBatches(rows, ledgerBatch).Error
}

// MessageByID finds a message.
func (tx *Tx) MessageByID(id int64) (Message, bool, error) {
	return one[Message](tx.db.Where("id = ?", id))
}

// Inbox is whose messages are listed: those to the role, the unit and the section, whichever are given.
type Inbox struct {
	AccountID int64
	Role      Role
	UnitNo    int
	SectionNo int
	Before    int64 // cursor: ids below this
	Limit     int
}

// Delivered is a message with when the account read it.
type Delivered struct {
	Message
	ReadAt *Instant
}

// Messages lists an inbox, the latest first.
func (tx *Tx) Messages(in Inbox) ([]Delivered, error) {
	q := tx.db.Table("outbox").Select("outbox.*, r.read_at").
		Joins("LEFT JOIN outbox_receipts r ON r.message_id = outbox.id AND r.account_id = ?", in.AccountID).
		Where("((to_role <> '' AND to_role = ?) OR (to_unit <> 0 AND to_unit = ?) OR (to_section <> 0 AND to_section = ?))",
			in.Role, in.UnitNo, in.SectionNo).
		Order("outbox.id DESC").Limit(in.Limit)
	if in.Before != 0 {
		q = q.Where("outbox.id < ?", in.Before)
	}
	var rows []Delivered
	return rows, q.Find(&rows).Error
}

// AddReceipt notes that an account has read a message; the first time counts.
func (tx *Tx) AddReceipt(r Receipt) error {
	r.ReadAt = At(tx.now)
	err := tx.db.Create(&r).Error
	if duplicate(err) {
		return nil
	}
	return err
}

// MessagesAbout lists the messages about a subject, in order.
func (tx *Tx) MessagesAbout(subject string) ([]Message, error) {
	var rows []Message
	return rows, tx.db.Where("subject = ?", subject).Order("id").Find(&rows).Error
}

// Read is an account's receipt of a message.
type Read struct {
	MessageID int64
	Login     string
	ReadAt    Instant
}

// ReadsAbout lists who has read the messages about a subject, in the order of reading.
func (tx *Tx) ReadsAbout(subject string) ([]Read, error) {
	var rows []Read
	return rows, tx.db.Table("outbox_receipts r").Select("r.message_id, a.login, r.read_at").
		Joins("JOIN outbox m ON m.id = r.message_id").Joins("JOIN accounts a ON a.id = r.account_id").
		Where("m.subject = ?", subject).Order("r.read_at, a.login").Find(&rows).Error
}
