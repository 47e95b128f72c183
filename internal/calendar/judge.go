package calendar

import (
	"fmt"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// State is how a record that is on time came in.
type State string

// The states; both are on time.
const (
	SameDay State = "same_day" // received on the very day that the deadline runs from
	Grace   State = "grace"    // later, and before the deadline
)

// Judge says whether a service accepted and completed on those days can be reported at the time received, which is
// the server's and not the client's. The deadline is returned with deadline_passed too, for the attempt that is kept.
// Codes: accepted_after_completed, future_date, before_season, after_season, deadline_passed, calendar_missing, invalid_kind.
func (s *Schedule) Judge(kind Kind, accepted, completed models.Day, received time.Time) (State, Deadline, error) {
	today := models.DayOf(received, clock.Shanghai)
	if err := inOrder(accepted, completed, today); err != nil {
		return "", Deadline{}, err
	}
	day := completed
	if s.policy.RunsFrom == FromAccepted {
		day = accepted
	}
	if err := s.CheckSeason(day); err != nil {
		return "", Deadline{}, err
	}
	deadline, err := s.Deadline(kind, day)
	if err != nil {
		return "", Deadline{}, err
	}
	if !received.Before(deadline.At) {
		return "", deadline, passed(day, deadline)
	}
	if day == today {
		return SameDay, deadline, nil
	}
	return Grace, deadline, nil
}

// inOrder holds for accepted <= completed <= today.
func inOrder(accepted, completed, today models.Day) error {
	if accepted.After(completed) {
		return refuse("accepted_after_completed", "accepted_on", fmt.Sprintf(
			"受理日%s晚于办结日%s;请核对两个日期后重新报送。", fullDay(accepted), fullDay(completed)))
	}
	if completed.After(today) {
		return refuse("future_date", "completed_on", fmt.Sprintf(
			"办结日%s尚未到来(今天是%s);请在事项办结后报送。", fullDay(completed), fullDay(today)))
	}
	return nil
}

// CheckSeason refuses a day outside the season, with code before_season or after_season.
func (s *Schedule) CheckSeason(day models.Day) error {
	season := s.policy.Season
	switch {
	case day.Before(season.From):
		return refuse("before_season", s.dayField(), fmt.Sprintf(
			"%s早于报送期(%s),此前办理的服务不纳入评议,无需报送。", fullDay(day), s.seasonText()))
	case day.After(season.To):
		return refuse("after_season", s.dayField(), fmt.Sprintf(
			"%s晚于报送期(%s),本年度的报送已经结束,此后办理的服务无需报送。", fullDay(day), s.seasonText()))
	default:
		return nil
	}
}

// dayField names the field that the season and the deadline go by.
func (s *Schedule) dayField() string { return string(s.policy.RunsFrom) }

func passed(day models.Day, deadline Deadline) error {
	return models.NewError("deadline_passed", fmt.Sprintf(
		"%s的服务应在%s前报送(%s),现已截止,系统不予采录;本次尝试已留存,如有特殊原因请向县评议办说明。",
		fullDay(day), moment(deadline.At), deadline.Reason))
}

// refuse gives the sentence to the whole and to the field that it is about.
func refuse(code models.Code, field, sentence string) error {
	return models.NewError(code, sentence, models.Field{Name: field, Code: code, Message: sentence})
}
