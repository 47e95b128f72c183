package complaints

import (
	"fmt"

	"wanping/models"
)

// The topics of messages.
const (
	topicReceived = "complaint_received"
	topicAssigned = "complaint_assigned"
	topicDue      = "complaint_due"
	topicOverdue  = "complaint_overdue"
	topicAnswered = "complaint_answered"
	topicReopened = "complaint_reopened"
	topicClosed   = "complaint_closed"
	topicPending  = "complaint_pending"
)

// SubjectOf is how messages and other rooms name a complaint.
func SubjectOf(id int64) string { return fmt.Sprintf("complaint:%d", id) }

func message(c *models.Complaint, topic, body string, to models.Message) models.Message {
	to.Topic, to.Subject, to.Body = topic, SubjectOf(c.ID), body
	return to
}

func office(c *models.Complaint, topic, body string) models.Message {
	return message(c, topic, body, models.Message{ToRole: models.RoleReviewOffice})
}

// handlers are the section's liaison and the unit's manager: nobody, for a complaint of retaliation or an unassigned one.
func handlers(c *models.Complaint, topic, body string) []models.Message {
	if c.About == models.AboutRetaliation || c.SectionNo == 0 {
		return nil
	}
	return []models.Message{
		message(c, topic, body, models.Message{ToSection: c.SectionNo}), message(c, topic, body, models.Message{ToUnit: c.UnitNo}),
	}
}

func receivedMessages(c *models.Complaint) []models.Message {
	body := fmt.Sprintf("收到投诉件%d(涉及科室%d)。", c.ID, c.SubjectSection)
	if c.About == models.AboutRetaliation {
		body = fmt.Sprintf("收到投诉件%d(反映打击报复,只由评议办办理)。", c.ID)
	}
	return []models.Message{office(c, topicReceived, body+by("请在%s前交办并受理。", c.AcceptBy))}
}

// movedMessages tell of a move. They hold nothing personal and nothing that was written.
func movedMessages(was, c *models.Complaint, step *models.ComplaintMove) []models.Message {
	name := fmt.Sprintf("投诉件%d", c.ID)
	switch step.Move {
	case MoveAssign:
		body := fmt.Sprintf("%s交办给科室%d。", name, c.SectionNo) + by("请在%s前受理,", c.AcceptBy) + by("%s前答复。", c.AnswerBy)
		return handlers(c, topicAssigned, body)
	case MoveAnswer:
		return []models.Message{office(c, topicAnswered, name+"已答复,请核查是否属实。")}
	case MoveUnsolved:
		if c.State != models.ComplaintReopened {
			return append(handlers(c, topicReopened, name+"再次办理后投诉人仍认为没有解决。"), office(c, topicReopened, name+"再次办理后投诉人仍认为没有解决,请核查。"))
		}
		body := name + "投诉人认为没有解决,再次办理。" + by("请在%s前重新答复。", c.AnswerBy)
		return append(handlers(c, topicReopened, body), office(c, topicReopened, body))
	case MoveObject:
		return []models.Message{office(c, topicReopened, name+"投诉人对处理结果有异议,请复核。")}
	case MoveDisclaim, MoveDoubt:
		return []models.Message{office(c, topicPending, name+stateLabel(c.State)+",请由另一人确认。")}
	case MoveRefuse:
		return handlers(c, topicAssigned, name+"退回继续办理。"+by("请在%s前答复。", c.AnswerBy))
	case MoveWithdraw:
		return append(handlers(c, topicClosed, name+"已由投诉人撤回。"), office(c, topicClosed, name+"已由投诉人撤回。"))
	case MoveClose, MoveConfirm, MoveDouble, MoveFound, MoveUnfound:
		return handlers(c, topicClosed, name+":"+StateText(c)+"。")
	}
	return nil
}

func by(form string, at *models.Instant) string {
	if at == nil {
		return ""
	}
	return fmt.Sprintf(form, local(*at).Format("1月2日15:04"))
}

// overdueMessages go to the unit's leader and the office, and to the section.
func overdueMessages(c *models.Complaint, kind string) []models.Message {
	what := map[string]string{deadlineAccept: "受理", deadlineAnswer: "答复"}[kind]
	body := fmt.Sprintf("投诉件%d%s已逾期(%s),请尽快办理。", c.ID, what, stateLabel(c.State))
	return append(handlers(c, topicOverdue, body), office(c, topicOverdue, body))
}
