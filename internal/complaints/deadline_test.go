package complaints_test

import (
	"encoding/csv"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// daysOff reads the published days off and make-up workdays by the standard library only.
func daysOff(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, year := range []string{"2023", "2024", "2025", "2026"} {
		file, err := configs.FS.Open("calendar/" + year + ".csv")
		require.NoError(t, err)
		reader := csv.NewReader(file)
		reader.Comment = '#'
		rows, err := reader.ReadAll()
		require.NoError(t, err)
		require.NoError(t, file.Close())
		for _, row := range rows[1:] {
			out[row[0]] = row[1]
		}
	}
	return out
}

// naive walks hour by hour in its mind: the day of receipt does not count, nor does what came after half past five.
func naive(listed map[string]string, received time.Time, n int) (time.Time, bool) {
	works := func(day time.Time) bool {
		switch listed[day.Format("2006-01-02")] {
		case "rest":
			return false
		case "work":
			return true
		}
		return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
	}
	day := time.Date(received.Year(), received.Month(), received.Day(), 0, 0, 0, 0, clock.Shanghai)
	if received.Hour()*60+received.Minute() >= 17*60+30 {
		day = day.AddDate(0, 0, 1)
	}
	for !works(day) {
		day = day.AddDate(0, 0, 1)
	}
	for n > 0 {
		if day = day.AddDate(0, 0, 1); works(day) {
			n--
		}
	}
	return day.Add(17*time.Hour + 30*time.Minute), day.Year() <= 2026
}

func TestDeadlinesEqualANaiveWalk(t *testing.T) {
	days, err := calendar.Load(configs.FS)
	require.NoError(t, err)
	settings, err := complaints.LoadSettings(configs.FS)
	require.NoError(t, err)
	listed := daysOff(t)
	random := rand.New(rand.NewPCG(2023, 12345))
	first := time.Date(2023, 1, 1, 0, 0, 0, 0, clock.Shanghai)
	span := int64(time.Date(2027, 1, 1, 0, 0, 0, 0, clock.Shanghai).Sub(first))
	missing := 0
	for range 100_000 {
		received := first.Add(time.Duration(random.Int64N(span)))
		n := 1 + random.IntN(20)
		want, known := naive(listed, received, n)
		got, err := settings.Deadline(days, received.UTC(), n)
		if !known {
			missing++
			require.Equal(t, models.CodeCalendarMissing, models.CodeOf(err), "%s + %d", received, n)
			continue
		}
		if err != nil || !got.Equal(want) {
			t.Fatalf("%s + %d: want %s, got %s, %v", received, n, want, got, err)
		}
	}
	require.Less(t, missing, 4000)
}

func TestDeadlinesAtTheirEdges(t *testing.T) {
	days, err := calendar.Load(configs.FS)
	require.NoError(t, err)
	settings, err := complaints.LoadSettings(configs.FS)
	require.NoError(t, err)
	for received, want := range map[string]string{
		"2023-09-27 09:00:00": "2023-10-07 17:30:00", // the 28th, then the make-up Saturday
		"2023-09-27 17:29:59": "2023-10-07 17:30:00",
		"2023-09-27 17:30:00": "2023-10-08 17:30:00", // after hours: received on the 28th
		"2023-09-30 12:00:00": "2023-10-09 17:30:00", // in the holidays: received on the 7th
		"2023-10-07 08:00:00": "2023-10-09 17:30:00",
	} {
		at, err := time.ParseInLocation(time.DateTime, received, clock.Shanghai)
		require.NoError(t, err)
		got, err := settings.Deadline(days, at, 2)
		require.NoError(t, err)
		require.Equal(t, want, got.Format(time.DateTime), received)
	}
}

func TestOverdueShowsByTheClockAlone(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.complain(d.plain())
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign})
	see := func(moment string) complaints.View {
		d.At(t, moment)
		view, err := d.Complaints.Complaint(t.Context(), d.section, kept.ID)
		require.NoError(t, err)
		return view
	}
	view := see("2023-10-07 17:29:59")
	require.Empty(t, view.Overdue)
	require.Equal(t, 0, *view.DaysLeft)
	view = see("2023-10-07 17:30:00")
	require.Equal(t, "accept", view.Overdue)
	require.Equal(t, -1, *view.DaysLeft)
	own, err := d.Complaints.Follow(t.Context(), visit(kept))
	require.NoError(t, err)
	require.True(t, own.Overdue)
	list, err := d.Complaints.List(t.Context(), d.manager, complaints.Filter{Overdue: true, Limit: 10})
	require.NoError(t, err)
	require.Len(t, list, 1)
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAccept})
	require.True(t, d.row(kept.ID).AcceptedLate)
	list, err = d.Complaints.List(t.Context(), d.manager, complaints.Filter{Overdue: true, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, list, "the answer has time")
	require.Equal(t, "answer", see("2023-10-18 17:30:00").Overdue, "ten working days")
}

func TestOverdueGoesToTheLeaderAndTheOfficeOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		kept := d.complain(d.plain())
		d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign})
		plan := func() int {
			n, err := d.Complaints.Plan(t.Context())
			require.NoError(t, err)
			return n
		}
		require.Zero(t, plan())
		due := func(from, to string) []complaints.Due {
			list, err := d.Complaints.DueBetween(t.Context(), moment(t, from), moment(t, to))
			require.NoError(t, err)
			return list
		}
		require.Empty(t, due("2023-10-07 17:30:01", "2023-10-17 17:29:59"), "between the two")
		for _, span := range [][]complaints.Due{due("2023-10-07 17:30:00", "2023-10-07 17:30:00"), due("2023-09-27 09:00:00", "2023-10-17 17:29:59")} {
			require.Len(t, span, 1)
			require.Equal(t, "accept", span[0].Deadline)
		}
		require.Len(t, due("2023-09-27 09:00:00", "2023-10-17 17:30:00"), 2, "both run")

		d.At(t, "2023-10-07 17:30:00")
		require.Equal(t, 1, plan())
		require.Zero(t, plan(), "once")
		late := due("2023-09-01 00:00:00", "2023-10-07 17:30:00")
		require.Len(t, late, 1)
		require.True(t, late[0].Overdue)
		for _, actor := range []models.Actor{d.office, d.manager, d.section} {
			inbox, err := d.Outbox.Inbox(t.Context(), actor, 0, 50)
			require.NoError(t, err)
			require.Equal(t, 1, count(inbox, "complaint_overdue"), "%s", actor.Role)
		}
		d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAccept})
		d.At(t, "2023-10-18 17:30:00")
		require.Equal(t, 1, plan(), "the answer too")
		require.Zero(t, plan())
	})
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, clock.Shanghai)
	require.NoError(t, err)
	return at
}

func count(inbox []models.Delivered, topic string) int {
	n := 0
	for _, m := range inbox {
		if m.Topic == topic {
			n++
		}
	}
	return n
}

func TestAComplaintIsNotTurnedAwayForAMissingCalendar(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	in := d.plain()
	d.At(t, "2026-12-31 10:00:00")
	kept := d.complain(in)
	require.Nil(t, kept.AcceptBy)
	own, err := d.Complaints.Follow(t.Context(), visit(kept))
	require.NoError(t, err)
	require.False(t, own.Overdue)
	n, err := d.Complaints.Plan(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "still no data")
}

func TestUrgentOnesHaveLessTime(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.complain(d.plain())
	view := d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign, Urgent: true, SectionNo: testkit.Window})
	require.True(t, view.Urgent)
	require.Equal(t, "2023-09-28 17:30:00", view.AcceptBy.Time().In(clock.Shanghai).Format(time.DateTime))
	require.Equal(t, "2023-10-08 17:30:00", view.AnswerBy.Time().In(clock.Shanghai).Format(time.DateTime))
}
