package models

// Unit is an agency or state company; its names and days are its terms.
type Unit struct {
	No        int `gorm:"primaryKey;autoIncrement:false"`
	CreatedAt Instant
}

// UnitTerm is a unit's name from ValidFrom to ValidTo, both included; a zero ValidTo is open.
type UnitTerm struct {
	ID        int64
	UnitNo    int
	Name      string
	ValidFrom Day
	ValidTo   Day
	Reason    string
}

// Section is what is rated; its unit, names and days are its terms.
type Section struct {
	No        int `gorm:"primaryKey;autoIncrement:false"`
	CreatedAt Instant
}

// SectionTerm is a section's unit and name from ValidFrom to ValidTo, both included; a zero ValidTo is open.
// SuccessorNo is the section that it was merged into when the term ended.
type SectionTerm struct {
	ID          int64
	SectionNo   int
	UnitNo      int
	Name        string
	ValidFrom   Day
	ValidTo     Day
	SuccessorNo *int
	Reason      string  // why it began
	EndReason   *string // why it ended
}

// The attributes of a section: data with effective days (reading 2, 5, 6, 10, 13).
const (
	AttributeWindow      = "window"      // reports daily
	AttributeEnforcement = "enforcement" // has enforcement power
	AttributeStationed   = "stationed"   // stationed in the service centre
	AttributeExempt      = "exempt"      // satisfied two years running
	AttributeCarried     = "carried"     // unsatisfied last year
	AttributeCategory    = "category"    // one of the county's five classes, free text
)

// The values of a yes-or-no attribute.
const (
	Yes = "yes"
	No  = "no"
)

// Where an attribute's value comes from.
const (
	SourceRoster = "roster"
	SourceOffice = "office"
	SourceDemo   = "demo" // made up for the demo, and shown as such
)

// SectionAttribute is a value that holds from EffectiveFrom until a later one. Rows are added, never changed.
type SectionAttribute struct {
	ID            int64
	SectionNo     int
	Attribute     string
	Value         string
	EffectiveFrom Day
	Source        string
	Reason        string
	RecordedBy    int64 // account id; 0 for the command line
	RecordedAt    Instant
	EntrySeq      *int64 // the ledger entry that it stands for
}

// AddUnit stores a unit with its first term.
func (tx *Tx) AddUnit(t *UnitTerm) error {
	if err := tx.db.Create(&Unit{No: t.UnitNo, CreatedAt: At(tx.now)}).Error; err != nil {
		return err
	}
	return tx.db.Create(t).Error
}

// AddSection stores a section with its first term.
func (tx *Tx) AddSection(t *SectionTerm) error {
	if err := tx.db.Create(&Section{No: t.SectionNo, CreatedAt: At(tx.now)}).Error; err != nil {
		return err
	}
	return tx.db.Create(t).Error
}

// AddSectionTerm begins another term of a section that exists.
func (tx *Tx) AddSectionTerm(t *SectionTerm) error { return tx.db.Create(t).Error }

// EndSectionTerm closes an open term on its last day, with the section it was merged into where there is one; false where
// somebody has closed it meanwhile.
func (tx *Tx) EndSectionTerm(termID int64, last Day, successor *int, reason string) (bool, error) {
	done := tx.db.Model(&SectionTerm{}).Where("id = ? AND valid_to IS NULL", termID).
		Updates(map[string]any{"valid_to": last, "successor_no": successor, "end_reason": reason})
	return done.RowsAffected == 1, done.Error
}

// AllSectionTerms lists every section's terms, by section and day.
func (tx *Tx) AllSectionTerms() ([]SectionTerm, error) {
	var rows []SectionTerm
	return rows, tx.db.Order("section_no, valid_from, id").Find(&rows).Error
}

// AllSectionAttributes lists every value ever claimed, in the order of recording.
func (tx *Tx) AllSectionAttributes() ([]SectionAttribute, error) {
	var rows []SectionAttribute
	return rows, tx.db.Order("id").Find(&rows).Error
}

// UnitTerms lists all units' terms by unit and day.
func (tx *Tx) UnitTerms() ([]UnitTerm, error) {
	var rows []UnitTerm
	return rows, tx.db.Order("unit_no, valid_from").Find(&rows).Error
}

// UnitsOn lists the units valid on a day, by number.
func (tx *Tx) UnitsOn(day Day) ([]UnitTerm, error) {
	var rows []UnitTerm
	return rows, tx.db.Where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", day, day).Order("unit_no").Find(&rows).Error
}

// SectionTerms lists a section's terms by day.
func (tx *Tx) SectionTerms(sectionNo int) ([]SectionTerm, error) {
	var rows []SectionTerm
	return rows, tx.db.Where("section_no = ?", sectionNo).Order("valid_from").Find(&rows).Error
}

// SectionOn finds a section's term on a day; false where the section is not valid then.
func (tx *Tx) SectionOn(sectionNo int, day Day) (SectionTerm, bool, error) {
	return one[SectionTerm](tx.db.Where("section_no = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)",
		sectionNo, day, day))
}

// SectionFilter narrows SectionsOn; zero fields do not narrow.
type SectionFilter struct {
	UnitNo int
	After  int // cursor: section numbers above this
	Limit  int // 0: all
}

// SectionsOn lists the sections valid on a day, by number.
func (tx *Tx) SectionsOn(day Day, f SectionFilter) ([]SectionTerm, error) {
	q := tx.db.Where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?) AND section_no > ?", day, day, f.After).
		Order("section_no")
	if f.UnitNo != 0 {
		q = q.Where("unit_no = ?", f.UnitNo)
	}
	if f.Limit > 0 {
		q = q.Limit(f.Limit)
	}
	var rows []SectionTerm
	return rows, q.Find(&rows).Error
}

// AddSectionAttribute stores a value with its effective day.
func (tx *Tx) AddSectionAttribute(a *SectionAttribute) error {
	a.RecordedAt = At(tx.now)
	return tx.db.Create(a).Error
}

// SectionAttributeOn returns the value that holds on a day; false where none was ever claimed.
// Of two values with one effective day the later recorded holds.
func (tx *Tx) SectionAttributeOn(sectionNo int, attribute string, day Day) (SectionAttribute, bool, error) {
	return one[SectionAttribute](tx.db.Where("section_no = ? AND attribute = ? AND effective_from <= ?", sectionNo, attribute, day).
		Order("effective_from DESC, id DESC"))
}

// SectionAttributes lists everything ever claimed of a section, the latest first.
func (tx *Tx) SectionAttributes(sectionNo int) ([]SectionAttribute, error) {
	var rows []SectionAttribute
	return rows, tx.db.Where("section_no = ?", sectionNo).Order("effective_from DESC, id DESC").Limit(500).Find(&rows).Error
}

// CountSections counts the sections ever stored, with units.
func (tx *Tx) CountSections() (units, sections int64, err error) {
	if err := tx.db.Model(&Unit{}).Count(&units).Error; err != nil {
		return 0, 0, err
	}
	return units, sections, tx.db.Model(&Section{}).Count(&sections).Error
}
