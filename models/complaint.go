package models

import "gorm.io/gorm"

// The channels by which complaints come in.
const (
	ChannelH5   = "h5"
	ChannelMini = "mini_program"
	ChannelChat = "chat"
)

// What a complaint is about. One of retaliation is the review office's alone.
const (
	AboutService     = "service"
	AboutRetaliation = "retaliation"
)

// The states of a complaint; internal/complaints has the table of moves between them.
const (
	ComplaintReceived   = "received"
	ComplaintAssigned   = "assigned"
	ComplaintAccepted   = "accepted"
	ComplaintAnswered   = "answered"
	ComplaintFounded    = "founded"
	ComplaintUnfounded  = "unfounded"
	ComplaintReopened   = "reopened"
	ComplaintObjected   = "objected"
	ComplaintDoubted    = "unreasonable_proposed"
	ComplaintDisclaimed = "out_of_duty_proposed"
	ComplaintOutOfDuty  = "out_of_duty"
	ComplaintUnreason   = "unreasonable"
	ComplaintDuplicate  = "duplicate"
	ComplaintWithdrawn  = "withdrawn"
	ComplaintSolved     = "solved"
	ComplaintNotSolved  = "not_solved"
	ComplaintClosed     = "closed"
)

// Complaint is what a citizen complains of, and where it stands.
type Complaint struct {
	ID             int64
	Receipt        string // the number that the complainant follows it by
	SecretIndex    []byte // keyed hash of receipt and secret
	SendIndex      []byte // keyed hash of the submission's idempotency key
	BodyIndex      []byte
	Channel        string
	About          string
	State          string
	Version        int // of the last move; a move names the version that it saw
	SubjectSection int // complained about: that of the code
	SubjectUnit    int
	SectionNo      int // that handles it; 0 until it is assigned
	UnitNo         int
	Urgent         bool
	Level          string // "county" or "city": who verified a founded one
	Finding        string // "", founded or unfounded
	Verdict        string // of the complainant: "", solved or not_solved
	ResumeState    string // where a refused exit goes back to
	PendingBy      int64  // the account that proposed an exit
	DuplicateOf    *int64
	Reopened       int
	Objected       int
	ReceivedAt     Instant
	AcceptBy       *Instant // nil while the calendar has no data for it
	AnswerBy       *Instant
	AcceptedAt     *Instant
	AnsweredAt     *Instant // of the first answer
	AcceptedLate   bool
	AnsweredLate   bool // any answer came after its deadline
	EndedAt        *Instant
	Escalated      string // the last deadline whose passing was told of: "", "accept" or "answer"
	Photos         int
	ContentMark    string // WeChat's opinion of the text, advice only
	NameSealed     []byte
	MobileSealed   []byte
	OpenIDSealed   []byte
	TextSealed     []byte
	UnitTextSealed []byte // what the office has redacted for the unit; empty: masked by rule
}

// AddComplaint stores a complaint, setting its ID; false where its receipt or its submission is known already.
func (tx *Tx) AddComplaint(c *Complaint) (bool, error) {
	c.ReceivedAt = At(tx.now)
	err := tx.db.Create(c).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// ComplaintByID finds a complaint.
func (tx *Tx) ComplaintByID(id int64) (Complaint, bool, error) {
	return one[Complaint](tx.db.Where("id = ?", id))
}

// ComplaintByReceipt finds a complaint by its receipt number.
func (tx *Tx) ComplaintByReceipt(receipt string) (Complaint, bool, error) {
	return one[Complaint](tx.db.Where("receipt = ?", receipt))
}

// ComplaintBySend finds a complaint by its submission, under any of its hashes (one a key of the key file).
func (tx *Tx) ComplaintBySend(sends ...[]byte) (Complaint, bool, error) {
	return one[Complaint](tx.db.Where("send_index IN ?", sends))
}

// MoveComplaint stores where a complaint stands after a move; false where it is no longer at the version before.
func (tx *Tx) MoveComplaint(c *Complaint) (bool, error) {
	c.UnitTextSealed = notNull(c.UnitTextSealed)
	done := tx.db.Model(&Complaint{}).Where("id = ? AND version = ?", c.ID, c.Version-1).
		Select("State", "Version", "SectionNo", "UnitNo", "Urgent", "Level", "Finding", "Verdict", "ResumeState", "PendingBy", "DuplicateOf",
			"Reopened", "Objected", "AcceptBy", "AnswerBy", "AcceptedAt", "AnsweredAt", "AcceptedLate", "AnsweredLate", "EndedAt",
			"Escalated", "UnitTextSealed").Updates(c)
	return done.RowsAffected == 1, done.Error
}

// SetComplaintDeadlines fills deadlines that the calendar had no data for.
func (tx *Tx) SetComplaintDeadlines(id int64, acceptBy, answerBy Instant) error {
	return tx.db.Model(&Complaint{}).Where("id = ? AND accept_by IS NULL", id).
		Updates(map[string]any{"accept_by": acceptBy, "answer_by": answerBy}).Error
}

// MarkComplaint keeps WeChat's opinion of a complaint's text, and forgets the openid that was kept for asking alone.
func (tx *Tx) MarkComplaint(id int64, mark string) error {
	err := tx.db.Model(&Complaint{}).Where("id = ?", id).Update("content_mark", mark).Error
	if err != nil {
		return err
	}
	return tx.db.Model(&Complaint{}).Where("id = ? AND channel <> ?", id, ChannelChat).Update("open_id_sealed", []byte{}).Error
}

// SetComplaintPhotos notes how many photos a complaint has.
func (tx *Tx) SetComplaintPhotos(id int64, photos int) error {
	return tx.db.Model(&Complaint{}).Where("id = ?", id).Update("photos", photos).Error
}

// notNull keeps an empty value empty: a driver reads it back as nil, which would be stored as NULL.
func notNull(sealed []byte) []byte {
	if sealed == nil {
		return []byte{}
	}
	return sealed
}

// ComplaintFilter narrows Complaints; zero fields do not narrow.
type ComplaintFilter struct {
	SectionNo    int // that handles it
	UnitNo       int
	SubjectNo    int // the section complained about
	State        string
	About        string
	States       []string  // any of them
	Deadline     string    // with Until: "accept" or "answer", and the states in which it runs are in States
	Until        Instant   // deadlines up to this
	After        Instant   // and above this
	NotEscalated bool      // no deadline of the kind was told of
	From, To     Instant   // received
	Without      bool      // deadlines are missing
	Overdue      []Overdue // any of them
	Bare         bool      // nothing that is sealed
	Before       int64     // cursor: ids below this
	Limit        int
}

// Overdue is a deadline that has passed in some states.
type Overdue struct {
	Deadline string // "accept" or "answer"
	States   []string
	At       Instant
}

func deadlineColumn(deadline string) string {
	if deadline == "accept" {
		return "accept_by"
	}
	return "answer_by"
}

// Complaints lists complaints, the latest first.
func (tx *Tx) Complaints(f ComplaintFilter) ([]Complaint, error) {
	q := tx.narrowComplaints(tx.db.Order("id DESC"), f)
	if f.Limit > 0 {
		q = q.Limit(f.Limit)
	}
	if f.Bare {
		q = q.Omit("name_sealed", "mobile_sealed", "open_id_sealed", "text_sealed", "unit_text_sealed")
	}
	var rows []Complaint
	return rows, q.Find(&rows).Error
}

func (tx *Tx) narrowComplaints(q *gorm.DB, f ComplaintFilter) *gorm.DB {
	for _, n := range []struct {
		column string
		value  int
	}{{"section_no", f.SectionNo}, {"unit_no", f.UnitNo}, {"subject_section", f.SubjectNo}} {
		if n.value != 0 {
			q = q.Where(n.column+" = ?", n.value)
		}
	}
	for _, n := range [][2]string{{"state", f.State}, {"about", f.About}} {
		if n[1] != "" {
			q = q.Where(n[0]+" = ?", n[1])
		}
	}
	if len(f.States) > 0 {
		q = q.Where("state IN ?", f.States)
	}
	if f.Deadline != "" {
		column := deadlineColumn(f.Deadline)
		q = q.Where(column+" <= ? AND "+column+" > ?", f.Until, f.After)
	}
	if f.NotEscalated {
		q = q.Where("escalated <> ? AND escalated <> 'answer'", f.Deadline)
	}
	if f.From != 0 {
		q = q.Where("received_at >= ?", f.From)
	}
	if f.To != 0 {
		q = q.Where("received_at < ?", f.To)
	}
	if f.Without {
		q = q.Where("accept_by IS NULL")
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	if len(f.Overdue) > 0 {
		late := tx.db.Where("1 = 0")
		for _, o := range f.Overdue {
			late = late.Or("state IN ? AND "+deadlineColumn(o.Deadline)+" <= ?", o.States, o.At)
		}
		q = q.Where(late)
	}
	return q
}

// ComplaintMove is one step of a complaint's history. It is never changed; its text stands beside.
type ComplaintMove struct {
	ID          int64
	ComplaintID int64
	Version     int
	Move        string
	FromState   string
	ToState     string
	Side        string // who moved: complainant, handler, office or system
	AccountID   int64  // 0: the complainant or the system
	HolderID    int64
	Login       string
	At          Instant
	Detail      string // what the move set, nothing personal
	TextIndex   []byte // keyed hash of the text
}

// ComplaintText is the text of a move, sealed. ID is the move's.
type ComplaintText struct {
	ID          int64
	ComplaintID int64
	At          Instant
	TextSealed  []byte
}

// AddComplaintMove stores a move with its text; false where another move has the version already.
func (tx *Tx) AddComplaintMove(m *ComplaintMove, text []byte) (bool, error) {
	m.At = At(tx.now)
	err := tx.db.Create(m).Error
	if duplicate(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, tx.db.Create(&ComplaintText{ID: m.ID, ComplaintID: m.ComplaintID, At: m.At, TextSealed: text}).Error
}

// ToldMove is a move with its text.
type ToldMove struct {
	ComplaintMove
	TextSealed []byte
}

// ComplaintMoves lists a complaint's history.
func (tx *Tx) ComplaintMoves(complaintID int64) ([]ToldMove, error) {
	var rows []ToldMove
	return rows, tx.db.Table("complaint_moves m").Select("m.*, t.text_sealed").Joins("JOIN complaint_texts t ON t.id = m.id").
		Where("m.complaint_id = ?", complaintID).Order("m.version").Find(&rows).Error
}

// ComplaintCharge is a deduction that was proposed on the ground of a complaint.
type ComplaintCharge struct {
	ProposalID  int64 `gorm:"primaryKey;autoIncrement:false"`
	ComplaintID int64
	Clause      string
	At          Instant
}

// AddComplaintCharge notes a proposal.
func (tx *Tx) AddComplaintCharge(c ComplaintCharge) error {
	c.At = At(tx.now)
	return tx.db.Create(&c).Error
}

// ChargedComplaint is a charge with where its proposal stands.
type ChargedComplaint struct {
	ComplaintCharge
	State string
}

// ComplaintCharges lists what was proposed on the ground of a complaint.
func (tx *Tx) ComplaintCharges(complaintID int64) ([]ChargedComplaint, error) {
	var rows []ChargedComplaint
	return rows, tx.db.Table("complaint_charges c").Select("c.*, p.state").Joins("JOIN proposals p ON p.id = c.proposal_id").
		Where("c.complaint_id = ?", complaintID).Order("c.proposal_id").Find(&rows).Error
}

// DeductionsOn lists what stands in the ledger against a section for a day.
func (tx *Tx) DeductionsOn(sectionNo int, day Day) ([]LedgerEntry, error) {
	var rows []LedgerEntry
	return rows, tx.db.Where("section_no = ? AND on_day = ? AND kind = ?", sectionNo, day, EntryDeduction).Order("seq").Find(&rows).Error
}

// OpenDeductionsOn lists what is proposed against a section for a day and not decided yet.
func (tx *Tx) OpenDeductionsOn(sectionNo int, day Day) ([]Proposal, error) {
	var rows []Proposal
	return rows, tx.db.Where("section_no = ? AND on_day = ? AND kind = ? AND state IN ?", sectionNo, day, EntryDeduction,
		[]string{ProposalProposed, ProposalExamined}).Order("id").Find(&rows).Error
}

// HoldComplaint locks a complaint until the write ends; false where it is no longer at that version.
func (tx *Tx) HoldComplaint(id int64, version int) (bool, error) {
	held := tx.db.Model(&Complaint{}).Where("id = ? AND version = ?", id, version).Update("version", version)
	return held.RowsAffected == 1, held.Error
}

// ComplaintsMarked lists complaints with an opinion on their text, the earliest first.
func (tx *Tx) ComplaintsMarked(mark string, limit int) ([]Complaint, error) {
	var rows []Complaint
	return rows, tx.db.Where("content_mark = ?", mark).Order("id").Limit(limit).Find(&rows).Error
}
