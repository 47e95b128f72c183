package reporting

import (
	"slices"
	"strings"
	"time"

	"wanping/internal/calendar"
	"wanping/internal/wording"
	"wanping/models"
)

// judging applies the rules to submissions within one transaction, one or a thousand of them: this is the only place
// where a submission becomes a record. What the rules ask the database is asked once.
type judging struct {
	tx       *models.Tx
	schedule *calendar.Schedule
	same     map[string][]models.Record // by recipient index, those of this transaction among them
	days     map[sectionDay]standing
	approved map[sectionItem]bool
	// nilsEnded holds the days for which no nil report stands any more.
	nilsEnded map[sectionDay]bool
}

type sectionDay struct {
	section int
	day     models.Day
}

type sectionItem struct {
	section int
	item    string
}

// standing is how a section takes part on a day.
type standing struct {
	kind  calendar.Kind
	valid bool
}

// lookSize bounds how many recipients one question asks for; engines bound the parameters of a statement.
const lookSize = 500

// newJudging looks up what is kept of the drafts' recipients.
func newJudging(tx *models.Tx, schedule *calendar.Schedule, drafts ...*draft) (*judging, error) {
	j := emptyJudging(tx, schedule)
	var indexes [][]byte
	for _, d := range drafts {
		indexes = append(indexes, d.recipient...)
	}
	for some := range slices.Chunk(indexes, lookSize) {
		rows, err := tx.RecordsOfRecipient(some...)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			j.remember(row)
		}
	}
	return j, nil
}

// newJudgingOf begins with what a glance has seen of the only draft, and looks up what stands in its way.
func newJudgingOf(tx *models.Tx, schedule *calendar.Schedule, d *draft, seen models.Glance) (*judging, error) {
	j := emptyJudging(tx, schedule)
	if seen.RecipientKnown {
		var err error
		if j, err = newJudging(tx, schedule, d); err != nil {
			return nil, err
		}
	}
	at := sectionDay{d.record.SectionNo, d.record.CompletedOn}
	j.days[at] = standing{kind: kindOf(seen.Window), valid: seen.SectionValid}
	j.nilsEnded[at] = !seen.NilStands
	return j, nil
}

func emptyJudging(tx *models.Tx, schedule *calendar.Schedule) *judging {
	return &judging{
		tx: tx, schedule: schedule, same: make(map[string][]models.Record),
		days: make(map[sectionDay]standing), approved: make(map[sectionItem]bool),
		nilsEnded: make(map[sectionDay]bool),
	}
}

func (j *judging) remember(row models.Record) {
	j.same[string(row.RecipientIndex)] = append(j.same[string(row.RecipientIndex)], row)
}

// take stores a draft as a record, or returns why it is refused.
func (j *judging) take(d *draft) (models.Record, error) {
	if err := j.deadline(d); err != nil {
		return models.Record{}, err
	}
	if err := j.wording(d); err != nil {
		return models.Record{}, err
	}
	record := d.record
	if err := j.number(d, &record); err != nil {
		return models.Record{}, err
	}
	added, err := j.tx.AddRecord(&record)
	if err == nil && !added { // another process stored the same between our look and our write
		err = models.NewError(models.CodeUnavailable, "同一条服务记录正在由另一台设备提交,刚才的内容没有保存,请稍后重试。")
	}
	if err != nil {
		return record, err
	}
	j.remember(record)
	return record, j.supersede(record)
}

// supersede ends a nil report that the record makes untrue; asked once for a section and day.
func (j *judging) supersede(record models.Record) error {
	at := sectionDay{record.SectionNo, record.CompletedOn}
	if j.nilsEnded[at] {
		return nil
	}
	j.nilsEnded[at] = true
	return j.tx.SupersedeNilReports(record)
}

// deadline decides whether the section may report this day, and in time.
func (j *judging) deadline(d *draft) error {
	day, err := j.standing(sectionDay{d.record.SectionNo, d.record.CompletedOn})
	if err != nil {
		return err
	}
	state, deadline, err := j.schedule.Judge(day.kind, d.record.AcceptedOn, d.record.CompletedOn, j.received(d))
	d.deadline = deadline
	if err != nil {
		return err
	}
	d.record.Timeliness, d.record.DeadlineAt = string(state), models.At(deadline.At)
	if !day.valid {
		return errNotSection
	}
	return nil
}

// received is when the draft had been received: now, or when the file that it stands in had been.
func (j *judging) received(d *draft) time.Time {
	if d.record.ReceivedAt != 0 {
		return d.record.ReceivedAt.Time()
	}
	return j.tx.Now()
}

func (j *judging) standing(at sectionDay) (standing, error) {
	if known, ok := j.days[at]; ok {
		return known, nil
	}
	kind, err := kindOn(j.tx, at.section, at.day)
	if err != nil {
		return standing{}, err
	}
	_, valid, err := j.tx.SectionOn(at.section, at.day)
	if err == nil {
		j.days[at] = standing{kind, valid}
	}
	return standing{kind, valid}, err
}

// wording lets an approved item pass, marks one that is insisted on, and refuses any other with findings (D22).
func (j *judging) wording(d *draft) error {
	if len(d.findings) == 0 {
		return nil
	}
	approved, err := j.isApproved(sectionItem{d.record.SectionNo, d.record.Item})
	if err != nil || approved {
		return err
	}
	if d.settled || d.submission.InsistReason == "" {
		return wordingRefusal(d.findings, d.settled)
	}
	codes := make([]string, 0, len(d.findings))
	for _, f := range d.findings {
		codes = append(codes, string(f.Code))
	}
	d.record.WordingCodes, d.record.InsistSealed = strings.Join(codes, ","), d.insist
	return nil
}

func (j *judging) isApproved(at sectionItem) (bool, error) {
	if known, ok := j.approved[at]; ok {
		return known, nil
	}
	_, ok, err := j.tx.CatalogueItemOf(at.section, at.item)
	if err == nil {
		j.approved[at] = ok
	}
	return ok, err
}

// number makes the record the first of its kind, or the next where the liaison said yes a second time.
func (j *judging) number(d *draft, record *models.Record) error {
	for _, index := range d.recipient {
		for _, earlier := range j.same[string(index)] {
			if earlier.WithdrawnAt == nil && !d.submission.ConfirmDuplicate {
				return duplicateOf(earlier)
			}
			record.DuplicateNo = max(record.DuplicateNo, earlier.DuplicateNo+1)
		}
	}
	return nil
}

func duplicateOf(earlier models.Record) *models.Error {
	e := models.NewError(models.CodeDuplicateRecord,
		"已有同一服务对象、同一事项、同一天的记录。请核对;确属另一次服务的,请再次确认后提交。")
	e.Earlier = earlier
	return e
}

// wordingRefusal tells every finding, the gravest first, with its suggestion.
func wordingRefusal(findings []wording.Finding, settled bool) *models.Error {
	fields := make([]models.Field, 0, len(findings))
	for _, f := range findings {
		fields = append(fields, models.Field{Name: "item", Code: models.Code(f.Code), Message: f.Message, Suggestion: f.Suggestion})
	}
	sentence := "服务事项" + findings[0].Message
	if s := findings[0].Suggestion; s != "" {
		sentence += "建议改为“" + s + "”。"
	}
	if !settled {
		sentence += "确需这样表述的,请填写理由后再次提交。"
	}
	return models.NewError(fields[0].Code, sentence, fields...)
}

func isWording(err error) bool {
	return slices.Contains(wordingCodes, models.CodeOf(err))
}

// wordingCodes are the codes of internal/wording.
var wordingCodes = []models.Code{
	models.CodeTooLong, models.CodePersonName, models.CodeKinship, models.CodeOrganisation, models.CodeAddress,
	models.CodeOpinion, models.CodePrivate, models.CodeContact, models.CodeVerbose, models.CodeUnreadable,
}
