package complaints

import (
	"context"
	"fmt"

	"wanping/internal/clock"
	"wanping/internal/qrcodes"
	"wanping/models"
)

// The topics of messages; their words are in configs/reminders.yaml.
const (
	topicReceived = "complaint_received"
	topicAssigned = "complaint_assigned"
	topicOverdue  = "complaint_overdue"
	topicAnswered = "complaint_answered"
	topicReopened = "complaint_reopened"
	topicClosed   = "complaint_closed"
	topicPending  = "complaint_pending"
)

// SubjectOf is how messages and other rooms name a complaint.
func SubjectOf(id int64) string { return fmt.Sprintf("complaint:%d", id) }

// letter is what is told of a complaint at one move, to several. Nothing in it is personal or was written by somebody.
type letter struct {
	c           *models.Complaint
	topic, body string // body "": the topic's words
	values      map[string]string
}

// write addresses the letter. One move tells each of one thing once.
func (l letter) write(to models.Message, whom string) models.Message {
	to.Topic, to.Subject, to.Body, to.Values = l.topic, SubjectOf(l.c.ID), l.body, l.values
	to.Key = fmt.Sprintf("complaint:%d:%d:%s:%s", l.c.ID, l.c.Version, l.topic, whom)
	return to
}

func (l letter) office() models.Message {
	return l.write(models.Message{ToRole: models.RoleReviewOffice}, "office")
}

// handlers are the section's liaison and the unit's manager: nobody, for a complaint of retaliation or an unassigned one.
func (l letter) handlers() []models.Message {
	if l.c.About == models.AboutRetaliation || l.c.SectionNo == 0 {
		return nil
	}
	return []models.Message{
		l.write(models.Message{ToSection: l.c.SectionNo}, "section"), l.write(models.Message{ToUnit: l.c.UnitNo}, "unit"),
	}
}

// complainant is who complained, where the chat reaches that person; the complaint is named by its receipt.
func (l letter) complainant() []models.Message {
	if len(l.c.OpenIDSealed) == 0 || l.c.Channel != models.ChannelChat {
		return nil
	}
	own := map[string]string{}
	for name, value := range l.values {
		own[name] = value
	}
	own["complaint"] = l.c.Receipt
	l.values = own
	return []models.Message{l.write(models.Message{ToComplaint: l.c.ID}, "complainant")}
}

// valuesOf are what the topics' words may use.
func valuesOf(tx *models.Tx, c *models.Complaint) (map[string]string, error) {
	no := c.SectionNo
	if no == 0 {
		no = c.SubjectSection
	}
	today := models.DayOf(tx.Now(), clock.Shanghai)
	section, _, err := tx.SectionOn(no, today)
	if err != nil {
		return nil, err
	}
	units, err := tx.UnitsOn(today)
	if err != nil {
		return nil, err
	}
	unit := ""
	for _, u := range units {
		if u.UnitNo == section.UnitNo {
			unit = u.Name
		}
	}
	return values(c, no, section.Name, unit), nil
}

func values(c *models.Complaint, no int, section, unit string) map[string]string {
	step, by := "答复", c.AnswerBy
	if acceptRuns(c.State) {
		step, by = "受理", c.AcceptBy
	}
	return map[string]string{
		"complaint": fmt.Sprint(c.ID), "section": named(section, no), "no": fmt.Sprint(no), "unit": unit,
		"step": step, "deadline": until(by), "outcome": StateText(c),
	}
}

func named(name string, no int) string {
	if name == "" { // its term has ended
		return fmt.Sprintf("科室%d", no)
	}
	return name
}

func until(by *models.Instant) string {
	if by == nil {
		return "期限待定"
	}
	return local(*by).Format("1月2日15:04")
}

func receivedMessages(c *models.Complaint, place qrcodes.Place) []models.Message {
	values := values(c, place.SectionNo, place.SectionName, place.UnitName)
	l := letter{c: c, topic: topicReceived, values: values}
	if c.About == models.AboutRetaliation {
		l.body = fmt.Sprintf("收到投诉件%d,反映打击报复,只由评议办办理,请在%s前受理。", c.ID, values["deadline"])
	}
	return []models.Message{l.office()}
}

// movedMessages tell of a move.
func movedMessages(tx *models.Tx, c *models.Complaint, step *models.ComplaintMove) ([]models.Message, error) {
	values, err := valuesOf(tx, c)
	if err != nil {
		return nil, err
	}
	l := letter{c: c, values: values}
	name := fmt.Sprintf("投诉件%d", c.ID)
	switch step.Move {
	case MoveAssign:
		values["deadline"] = until(c.AnswerBy)
		l.topic = topicAssigned
		return l.handlers(), nil
	case MoveRefuse:
		l.topic, l.body = topicAssigned, name+"退回继续办理,请在"+until(c.AnswerBy)+"前答复。"
		return l.handlers(), nil
	case MoveAnswer:
		l.topic = topicAnswered
		return append(l.complainant(), l.office()), nil
	case MoveUnsolved:
		l.topic = topicReopened
		if c.State != models.ComplaintReopened {
			l.body = name + "再次办理后投诉人仍认为没有解决。"
		}
		return append(l.handlers(), l.office()), nil
	case MoveObject:
		l.topic, l.body = topicReopened, name+"的投诉人对处理结果有异议,请复核。"
		return []models.Message{l.office()}, nil
	case MoveDisclaim, MoveDoubt:
		l.topic = topicPending
		return []models.Message{l.office()}, nil
	case MoveWithdraw:
		l.topic, l.body = topicClosed, name+"已由投诉人撤回。"
		return append(l.handlers(), l.office()), nil
	default:
		return l.ends(step.Move), nil
	}
}

// ends tells of findings and ends to the handlers and the complainant.
func (l letter) ends(move string) []models.Message {
	switch move {
	case MoveClose, MoveConfirm, MoveDouble:
		l.topic = topicClosed
	case MoveFound, MoveUnfound:
		l.topic, l.body = topicAnswered, "投诉件"+l.values["complaint"]+"的核查结果:"+StateText(l.c)+"。"
	default:
		return nil
	}
	told := l.handlers()
	if l.body != "" {
		l.body = "您的投诉(编号" + l.c.Receipt + ")的核查结果:" + StateText(l.c) + "。"
	}
	return append(told, l.complainant()...)
}

// overdueMessages go to the unit's leader and the office, and to the section.
func overdueMessages(tx *models.Tx, c *models.Complaint, kind string) ([]models.Message, error) {
	values, err := valuesOf(tx, c)
	if err != nil {
		return nil, err
	}
	if kind == deadlineAnswer {
		values["step"], values["deadline"] = "答复", until(c.AnswerBy)
	}
	l := letter{c: c, topic: topicOverdue, values: values}
	return append(l.handlers(), l.office()), nil
}

// Reach tells by which openid the complainant of a complaint can be reached in the chat; false where there is none, or
// it was erased. It is for whoever delivers messages, and for nobody to look at.
func (c *Complaints) Reach(ctx context.Context, complaintID int64) (openID string, ok bool, err error) {
	var row models.Complaint
	err = c.store.Read(ctx, func(tx *models.Tx) (err error) {
		row, _, err = tx.ComplaintByID(complaintID)
		return err
	})
	if err != nil || len(row.OpenIDSealed) == 0 || row.Channel != models.ChannelChat {
		return "", false, err
	}
	openID, err = c.open(purposeOpenID, row.OpenIDSealed)
	return openID, err == nil && openID != "", err
}
