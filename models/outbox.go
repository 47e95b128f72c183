package models

import (
	"context"
	"fmt"
	"reflect"

	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// Message is a notice to everyone of a role, a unit's manager, a section's liaison, one account, or the complainant of
// a complaint. It holds nothing personal.
type Message struct {
	ID          int64
	Key         string `gorm:"column:business_key;serializer:or_null"` // unique where it is not ""
	ToRole      Role   // "": none
	ToUnit      int    // 0: none
	ToSection   int    // 0: none
	ToAccount   int64  // 0: none
	ToComplaint int64  // 0: none; the complaint whose complainant is meant
	Topic       string
	Subject     string // e.g. proposal:17
	Body        string
	// Values are what the topic's words and card are filled with, by name.
	Values    map[string]string `gorm:"column:named_values;serializer:json"`
	NotBefore Instant           // not delivered earlier; 0: at once
	ExpiresAt Instant           // not delivered from then on; 0: never late
	SpreadAt  Instant           // when its recipients were found; 0: not yet
	CreatedAt Instant
}

func init() { schema.RegisterSerializer("or_null", orNull{}) } //nolint:gochecknoinits // gorm knows serializers by name only

// orNull keeps "" as NULL, of which a unique index takes any number.
type orNull struct{}

// Scan implements schema.SerializerInterface.
func (orNull) Scan(ctx context.Context, field *schema.Field, to reflect.Value, value any) error {
	switch v := value.(type) {
	case nil:
		return field.Set(ctx, to, "")
	case []byte:
		return field.Set(ctx, to, string(v))
	case string:
		return field.Set(ctx, to, v)
	default:
		return fmt.Errorf("%s: a %T where a text was expected", field.Name, value)
	}
}

// Value implements schema.SerializerInterface.
func (orNull) Value(_ context.Context, _ *schema.Field, _ reflect.Value, value any) (any, error) {
	if value == "" {
		return nil, nil
	}
	return value, nil
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

// AddMessages stores messages; one with a key that is known already is left out. IDs are not set.
func (tx *Tx) AddMessages(rows []Message) error {
	for i := range rows {
		rows[i].CreatedAt = At(tx.now)
	}
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, ledgerBatch).Error
}

// MessageByID finds a message.
func (tx *Tx) MessageByID(id int64) (Message, bool, error) {
	return one[Message](tx.db.Where("id = ?", id))
}

// Inbox is whose messages are listed: those to the account, and to the role, the unit and the section that are given.
type Inbox struct {
	AccountID int64
	Role      Role
	UnitNo    int
	SectionNo int
	Before    int64 // cursor: ids below this
	Limit     int
}

// Holds reports whether a message is of this inbox.
func (in Inbox) Holds(m Message) bool {
	return m.ToRole != "" && m.ToRole == in.Role || m.ToUnit != 0 && m.ToUnit == in.UnitNo ||
		m.ToSection != 0 && m.ToSection == in.SectionNo || m.ToAccount != 0 && m.ToAccount == in.AccountID
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
		Where("((to_role <> '' AND to_role = ?) OR (to_unit <> 0 AND to_unit = ?) OR (to_section <> 0 AND to_section = ?)"+
			" OR (to_account <> 0 AND to_account = ?)) AND not_before <= ?",
			in.Role, in.UnitNo, in.SectionNo, in.AccountID, At(tx.now)).
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
