package reporting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wanping/models"
	"wanping/scoring"
)

// ClauseMissed is the clause that a missed or late report is looked at under (A1.4.3b: what is late counts as missed).
const ClauseMissed = "A1.4.3b"

// Basis is the policy's clause that something rests on.
type Basis struct {
	Clause string // its id
	Label  string
	Source string // the annex and row that it stands in
}

func basisOf(rules *scoring.Rules, id string, on scoring.Day) Basis {
	clause, _ := rules.Clause(id)
	line, _ := clause.Lines.On(on)
	return Basis{Clause: id, Label: clause.Label, Source: line.Basis}
}

// MissedDuty is a missed period with why it was missed. It says nothing of what the office makes of it.
type MissedDuty struct {
	Owing
	Tries
}

// MissedMonth counts what was missed in the periods that end in a month.
type MissedMonth struct {
	Month  string // YYYY-MM
	Missed int
}

// MissedDuties is what the sections in one's sight have missed: all months in numbers, one of them in full.
type MissedDuties struct {
	Basis  Basis
	Months []MissedMonth // the latest first
	Month  string        // that of Duties; "" where nothing was ever missed
	Duties []MissedDuty  // the latest first, then by section
}

// MissedDuties tells a liaison what the own section has missed since the system is in use, and a unit's manager what the
// unit's sections have: the same that leads are made of. month is YYYY-MM, or "" for the latest in which something was.
// Errors: CodeForbidden, CodeNotFound.
func (r *Reporting) MissedDuties(ctx context.Context, actor models.Actor, sectionNo int, month string) (MissedDuties, error) {
	if actor.Role != models.RoleLiaison && actor.Role != models.RoleUnitManager { // the offices have leads
		return MissedDuties{}, errForbidden
	}
	sectionNo, unitNo, err := narrow(actor, sectionNo, 0)
	if err != nil {
		return MissedDuties{}, err
	}
	out := MissedDuties{Basis: r.missedUnder, Month: month}
	err = r.read(ctx, func(tx *models.Tx) error {
		since, err := inUseSince(tx)
		if err != nil {
			return err
		}
		owings, err := r.missed(tx, since, func(from, to models.Day) (*plan, error) {
			p, err := planOf(tx, from, to, func(t *models.SectionTerm) bool {
				return (sectionNo == 0 || t.SectionNo == sectionNo) && (unitNo == 0 || t.UnitNo == unitNo)
			})
			if err == nil && sectionNo != 0 && len(p.terms) == 0 {
				err = errNoSection
			}
			return p, err
		})
		if err != nil {
			return err
		}
		out.take(owings)
		return out.explain(tx)
	})
	return out, err
}

// inUseSince is when the system was taken into use: what was due before could not be reported in it.
func inUseSince(tx *models.Tx) (time.Time, error) {
	installed, ok, err := tx.InstalledAt()
	if err != nil || !ok {
		return time.Time{}, err
	}
	return installed.Time(), nil
}

// take counts the months and picks out the one that is asked for.
func (m *MissedDuties) take(owings []Owing) {
	slices.SortStableFunc(owings, func(a, b Owing) int {
		return cmp.Or(b.Deadline.Period.To.Compare(a.Deadline.Period.To), cmp.Compare(a.Section.SectionNo, b.Section.SectionNo))
	})
	for _, o := range owings {
		month := monthOf(o)
		if m.Month == "" {
			m.Month = month
		}
		if month == m.Month {
			m.Duties = append(m.Duties, MissedDuty{Owing: o})
		}
		if last := len(m.Months) - 1; last >= 0 && m.Months[last].Month == month {
			m.Months[last].Missed++
			continue
		}
		m.Months = append(m.Months, MissedMonth{Month: month, Missed: 1})
	}
}

// monthOf is the month in which a period ends.
func monthOf(o Owing) string { return o.Deadline.Period.To.String()[:len("2023-09")] }

func (m *MissedDuties) explain(tx *models.Tx) error {
	owings := make([]Owing, len(m.Duties))
	for i := range m.Duties {
		owings[i] = m.Duties[i].Owing
	}
	tries, err := TriesOf(tx, owings)
	if err != nil {
		return err
	}
	for i := range m.Duties {
		m.Duties[i].Tries = tries[i]
	}
	return nil
}

// Tries is what became of the reports of a missed period.
type Tries struct {
	Withdrawn int           // records that were taken back
	Refused   int           // attempts that were refused for another reason than their lateness
	Refusal   string        // the sentence of the last of them
	Late      int           // attempts after the deadline
	LateBy    time.Duration // how late the first of them was
}

// TriesOf looks up what became of the reports of missed periods, within one read or write.
func TriesOf(tx *models.Tx, owings []Owing) ([]Tries, error) {
	tries := make([]Tries, len(owings))
	if len(owings) == 0 {
		return tries, nil
	}
	sections, days := extent(owings)
	withdrawn, err := tx.WithdrawnDays(sections, days.From, days.To)
	if err != nil {
		return nil, err
	}
	attempts, err := tx.AttemptDays(sections, days.From, days.To)
	if err != nil {
		return nil, err
	}
	messages, err := refusalMessages(tx, attempts)
	if err != nil {
		return nil, err
	}
	for i, o := range owings {
		for _, w := range withdrawn {
			if o.has(w.SectionNo, w.CompletedOn) {
				tries[i].Withdrawn += w.Records
			}
		}
		for _, a := range attempts {
			if o.has(a.SectionNo, a.CompletedOn) {
				tries[i].add(a, messages[a.LastID], o.Deadline.At)
			}
		}
	}
	return tries, nil
}

func (o Owing) has(section int, day models.Day) bool {
	return o.Section.SectionNo == section && o.Deadline.Period.Contains(day)
}

func refusalMessages(tx *models.Tx, attempts []models.AttemptDay) (map[int64]string, error) {
	var ids []int64
	for _, a := range attempts {
		if a.Code != models.CodeDeadlinePassed {
			ids = append(ids, a.LastID)
		}
	}
	return tx.AttemptMessages(ids)
}

// add counts attempts of one code; they come with the latest last.
func (t *Tries) add(a models.AttemptDay, message string, deadline time.Time) {
	if a.Code != models.CodeDeadlinePassed {
		t.Refused += a.Attempts
		t.Refusal = message
		return
	}
	if by := a.FirstAt.Time().Sub(deadline); t.Late == 0 || by < t.LateBy {
		t.LateBy = by
	}
	t.Late += a.Attempts
}

// Why says in a sentence why the period was missed.
func (d MissedDuty) Why() string {
	why := []string{fmt.Sprintf("到%s截止时,没有服务记录,也没有零报告", d.Deadline.Text())}
	if d.Withdrawn > 0 {
		why = append(why, fmt.Sprintf("报过的%d条已撤回", d.Withdrawn))
	}
	if d.Refused > 0 {
		why = append(why, fmt.Sprintf("有%d次提交没有收下,最后一次是因为:%s", d.Refused, strings.TrimRight(d.Refusal, "。")))
	}
	if d.Late > 0 {
		why = append(why, fmt.Sprintf("截止后报送%d次,最早一次迟了%s,没有采录", d.Late, spanText(d.LateBy)))
	}
	return strings.Join(why, ";") + "。"
}

// Next says what can be done about it.
func (d MissedDuty) Next() string {
	if d.Late+d.Refused+d.Withdrawn > 0 {
		return "没有收下的提交都留了底。请向县评议办书面说明原因;已经入账的扣分,由单位管理员在期限内申诉。"
	}
	return "有服务没报的,请向县评议办书面说明原因;确实没有服务的,以后请在截止前报零。已经入账的扣分,由单位管理员在期限内申诉。"
}

// spanText is a span in its two greatest units.
func spanText(d time.Duration) string {
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return fmt.Sprintf("%d天%d小时", days, hours)
	case hours > 0:
		return fmt.Sprintf("%d小时%d分钟", hours, minutes)
	case minutes > 0:
		return fmt.Sprintf("%d分钟", minutes)
	default:
		return "不到1分钟"
	}
}
