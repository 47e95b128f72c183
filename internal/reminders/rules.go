package reminders

import (
	"time"

	"wanping/internal/calendar"
	"wanping/models"
)

// About is what a reminder is about.
type About string

// What reminders can be about. The first ones speak of what can still be done, the others of what is over.
const (
	Unreported     About = "unreported"      // 未报: neither a record nor a nil report, the deadline to come
	AppealClosing  About = "appeal_closing"  // 申诉将到期: a deduction that can still be appealed against
	ComplaintDue   About = "complaint_due"   // 投诉将到期: a complaint whose term ends
	Missed         About = "missed"          // 漏报: neither a record nor a nil report, the deadline past
	ComplaintPast  About = "complaint_past"  // 投诉超期: a complaint whose term has ended
	Unreached      About = "unreached"       // 未通知到: somebody whom messages have not reached, and who has not read them
	WeeklySummary  About = "weekly_summary"  // 周小结, Monday to Sunday
	QuarterSummary About = "quarter_summary" // 季小结
)

// Anchor is the day that a reminder's days are counted from.
type Anchor string

// The anchors.
const (
	PeriodEnd Anchor = "period_end" // the last day of what is reported: the day itself for a window section
	Deadline  Anchor = "deadline"   // the day on which the deadline falls; 24:00 belongs to the day that ends
	Due       Anchor = "due"        // the last day of a term; the day on which something did not come
	SpanEnd   Anchor = "span_end"   // the last day of the week or quarter
)

// Rules are who is told what and when: the reminders of configs/reminders.yaml.
type Rules struct {
	Quiet     Quiet
	Reminders []Reminder
}

// Quiet is the time of day, across midnight, in which only what is urgent may be told.
type Quiet struct{ From, To TimeOfDay }

// Contains reports whether a time of day lies in the quiet hours.
func (q Quiet) Contains(t TimeOfDay) bool { return t >= q.From || t < q.To }

// Reminder is one slot: on which days it is due, from when until when on such a day it is worth telling, and whom.
type Reminder struct {
	ID       string
	About    About
	Sections calendar.Kind // of what is reported; "" for the rest
	From     Anchor
	Days     []int // offsets from the anchor; negative ones come before
	Counted  string
	On       string
	At       TimeOfDay
	Until    TimeOfDay
	Tell     []Telling
	line     int
}

// How a reminder's days are counted, and on which it may fall.
const (
	WorkingDays = "working"
	AnyDays     = "any"
)

// Telling is an audience with the topic that it is told by.
type Telling struct {
	Audience models.Role // a liaison of what the own section has to do; everyone else once, of all
	Topic    string
}

// TimeOfDay is a time since midnight, to the minute.
type TimeOfDay time.Duration

// String writes 09:30.
func (t TimeOfDay) String() string {
	return time.Time{}.Add(time.Duration(t)).Format("15:04")
}

// over reports whether what the reminder tells of is past.
func (a About) over() bool {
	return a == Missed || a == ComplaintPast || a == Unreached || a.summary()
}

func (a About) reporting() bool { return a == Unreported || a == Missed }

func (a About) summary() bool { return a == WeeklySummary || a == QuarterSummary }

func (a About) complaint() bool { return a == ComplaintDue || a == ComplaintPast }

// anchors are the days that a reminder about it can be counted from.
func (a About) anchors() []Anchor {
	switch {
	case a.reporting():
		return []Anchor{PeriodEnd, Deadline}
	case a.summary():
		return []Anchor{SpanEnd}
	default:
		return []Anchor{Due}
	}
}
