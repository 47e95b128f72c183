package leads

import (
	"context"
	"fmt"
	"time"

	"wanping/internal/clock"
	"wanping/internal/reporting"
	"wanping/models"
)

// planChunk is how many leads share one write.
const planChunk = 200

// Plan finds what has come up and returns how many leads are new. It can be run as often as one likes, by any number of
// processes: each missed period and each late attempt becomes one lead. What was due before the system was taken into
// use could not be reported in it, and is none.
func (l *Leads) Plan(ctx context.Context) (int, error) {
	missed, err := l.planMissed(ctx)
	if err != nil {
		return missed, err
	}
	late, err := l.planLate(ctx)
	return missed + late, err
}

func (l *Leads) planMissed(ctx context.Context) (int, error) {
	since, known, err := l.known(ctx)
	if err != nil {
		return 0, err
	}
	owings, err := l.reporting.Missed(ctx, since)
	if err != nil {
		return 0, err
	}
	var found []reporting.Owing
	for _, o := range owings {
		if !known[missedKey(o)] {
			found = append(found, o)
		}
	}
	added := 0
	for len(found) > 0 {
		chunk := found[:min(len(found), planChunk)]
		found = found[len(chunk):]
		n, err := l.add(ctx, func(tx *models.Tx) ([]models.Lead, error) { return missedLeads(tx, chunk) })
		if added += n; err != nil {
			return added, err
		}
	}
	return added, nil
}

// known returns since when the system is in use, and the keys of what was found already.
func (l *Leads) known(ctx context.Context) (since time.Time, known map[string]bool, err error) {
	known = make(map[string]bool)
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		installed, ok, err := tx.InstalledAt()
		if err != nil {
			return err
		}
		if ok {
			since = installed.Time()
		}
		keys, err := tx.LeadKeys(models.LeadMissed)
		for _, key := range keys {
			known[key] = true
		}
		return err
	})
	return since, known, err
}

func missedKey(o reporting.Owing) string {
	return fmt.Sprintf("missed:%d:%s", o.Section.SectionNo, o.Deadline.Period.From)
}

func missedLeads(tx *models.Tx, owings []reporting.Owing) ([]models.Lead, error) {
	tries, err := reporting.TriesOf(tx, owings)
	if err != nil {
		return nil, err
	}
	var leads []models.Lead
	for i, o := range owings {
		period := o.Deadline.Period
		leads = append(leads, models.Lead{
			LeadKey: missedKey(o), Kind: models.LeadMissed, SectionNo: o.Section.SectionNo, PeriodFrom: period.From, PeriodTo: period.To,
			DeadlineAt: models.At(o.Deadline.At), Clause: reporting.ClauseMissed, Evidence: missedEvidence(o, tries[i]),
		})
	}
	return leads, nil
}

func missedEvidence(o reporting.Owing, tries reporting.Tries) string {
	what := o.Deadline.Period.From.String()
	if o.Deadline.Period.To != o.Deadline.Period.From {
		what += "至" + o.Deadline.Period.To.String()
	}
	text := fmt.Sprintf("%s至截止时间(%s,%s)没有服务记录,也没有零报告", what, moment(models.At(o.Deadline.At)), o.Deadline.Reason)
	if tries.Withdrawn > 0 {
		text += fmt.Sprintf(";撤回过%d条记录", tries.Withdrawn)
	}
	if tries.Late > 0 {
		text += fmt.Sprintf(";截止后有%d次报送未采录", tries.Late)
	}
	return text + "。"
}

// planLate makes a lead of every attempt after its deadline: late ones count by record (D17).
func (l *Leads) planLate(ctx context.Context) (int, error) {
	added := 0
	for {
		n, err := l.add(ctx, func(tx *models.Tx) ([]models.Lead, error) {
			attempts, err := tx.AttemptsWithoutLead(models.CodeDeadlinePassed, planChunk)
			leads := make([]models.Lead, 0, len(attempts))
			for _, a := range attempts {
				leads = append(leads, lateLead(a))
			}
			return leads, err
		})
		if added += n; err != nil || n == 0 {
			return added, err
		}
	}
}

func lateLead(a models.Attempt) models.Lead {
	lead := models.Lead{
		LeadKey: fmt.Sprintf("late:%d", a.ID), Kind: models.LeadLate, SectionNo: a.SectionNo, PeriodFrom: a.CompletedOn, PeriodTo: a.CompletedOn,
		AttemptID: &a.ID, Clause: reporting.ClauseMissed,
	}
	if a.DeadlineAt != nil {
		lead.DeadlineAt = *a.DeadlineAt
	}
	lead.Evidence = fmt.Sprintf("%s受理、%s办结的服务,截止时间%s,%s才报送,未采录(第%d号尝试)。",
		a.AcceptedOn, a.CompletedOn, moment(lead.DeadlineAt), moment(a.ReceivedAt), a.ID)
	return lead
}

func (l *Leads) add(ctx context.Context, find func(*models.Tx) ([]models.Lead, error)) (int, error) {
	added := 0
	err := l.store.Write(ctx, func(tx *models.Tx) error {
		added = 0
		leads, err := find(tx)
		if err != nil {
			return err
		}
		for i := range leads {
			ok, err := tx.AddLead(&leads[i])
			if err != nil {
				return err
			}
			if ok {
				added++
			}
		}
		return nil
	})
	return added, err
}

func moment(at models.Instant) string {
	return at.Time().In(clock.Shanghai).Format("2006年1月2日15:04")
}
