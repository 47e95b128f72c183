package reporting_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

var day = testkit.Day

// bench is a liaison at a desk.
type bench struct {
	*testkit.Kit
	t       *testing.T
	liaison models.Actor
	keys    int
}

func newBench(t *testing.T, section int) *bench {
	t.Helper()
	k := testkit.New(t)
	return &bench{Kit: k, t: t, liaison: k.Liaison(t, section)}
}

// submit hands in with a key of its own.
func (b *bench) submit(s reporting.Submission) (reporting.View, error) {
	b.keys++
	return b.submitAs(s, fmt.Sprintf("key-%05d", b.keys))
}

func (b *bench) submitAs(s reporting.Submission, key string) (reporting.View, error) {
	return b.Reporting.Submit(context.Background(), b.liaison, s, reporting.Key{Key: key, Body: fmt.Append(nil, s)})
}

func (b *bench) attempts() []models.Attempt {
	b.t.Helper()
	rows, err := b.Reporting.Attempts(b.t.Context(), b.liaison, models.AttemptFilter{Limit: 100})
	require.NoError(b.t, err)
	return rows
}

func (b *bench) records() []reporting.View {
	b.t.Helper()
	rows, err := b.Reporting.Records(b.t.Context(), b.liaison, models.RecordFilter{Limit: 1000})
	require.NoError(b.t, err)
	return rows
}

func TestSubmitIsJudgedByTheServersClock(t *testing.T) {
	cases := []struct {
		name                string
		section             int
		accepted, completed string
		at                  string
		timeliness          string
		refusal             models.Code
	}{
		{"window, on the day itself", testkit.Window, "2023-09-25", "2023-09-27", "2023-09-27 17:00:00", "same_day", ""},
		{"window, next morning", testkit.Window, "2023-09-27", "2023-09-27", "2023-09-28 11:29:59", "grace", ""},
		{"window, 11:30:00 is late", testkit.Window, "2023-09-27", "2023-09-27", "2023-09-28 11:30:00", "", models.CodeDeadlinePassed},
		{"window, before the holiday until the make-up day", testkit.Window, "2023-09-28", "2023-09-28", "2023-10-07 11:29:59", "grace", ""},
		{"window, and not later", testkit.Window, "2023-09-28", "2023-09-28", "2023-10-07 11:30:00", "", models.CodeDeadlinePassed},
		{"window, in the future", testkit.Window, "2023-09-27", "2023-09-28", "2023-09-27 23:59:59", "", models.CodeFutureDate},
		{"accepted after completed", testkit.Window, "2023-09-28", "2023-09-27", "2023-09-28 09:00:00", "", models.CodeAcceptedAfterCompleted},
		{"other section, until 24:00 of the 25th", testkit.Monthly, "2023-09-26", "2023-10-02", "2023-10-25 23:59:59", "grace", ""},
		{"other section, 00:00 of the 26th is late", testkit.Monthly, "2023-09-26", "2023-10-02", "2023-10-26 00:00:00", "", models.CodeDeadlinePassed},
		{"accepted before the season, completed in it", testkit.Monthly, "2023-05-04", "2023-10-02", "2023-10-05 09:00:00", "grace", ""},
		{"completed before the season", testkit.Monthly, "2023-05-04", "2023-05-04", "2023-09-28 09:00:00", "", models.CodeBeforeSeason},
		{"completed after the season", testkit.Monthly, "2023-11-16", "2023-11-16", "2023-11-16 09:00:00", "", models.CodeAfterSeason},
		{"the last period is cut with the season", testkit.Monthly, "2023-11-15", "2023-11-15", "2023-11-15 23:59:59", "same_day", ""},
		{"and closes with it", testkit.Monthly, "2023-11-15", "2023-11-15", "2023-11-16 00:00:00", "", models.CodeDeadlinePassed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, c.section)
			b.At(t, c.at)
			s := testkit.Submission(c.completed)
			s.AcceptedOn = day(c.accepted)
			view, err := b.submit(s)
			require.Equal(t, c.refusal, models.CodeOf(err), "%v", err)
			if c.refusal == "" {
				require.Equal(t, c.timeliness, view.Timeliness)
				require.Len(t, b.records(), 1)
				require.Empty(t, b.attempts())
				return
			}
			require.NotEmpty(t, models.MessageOf(err))
			require.Empty(t, b.records(), "what is refused is no record")
		})
	}
}

func TestRefusedSubmissionIsKeptAsAnAttempt(t *testing.T) {
	b := newBench(t, testkit.Window)
	b.At(t, "2023-09-28 11:30:00")
	_, err := b.submit(testkit.Submission("2023-09-27"))
	require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))

	kept := b.attempts()
	require.Len(t, kept, 1)
	require.Equal(t, models.CodeDeadlinePassed, kept[0].Code)
	require.Equal(t, models.MessageOf(err), kept[0].Message)
	require.Equal(t, day("2023-09-27"), kept[0].CompletedOn)
	require.Equal(t, "2023-09-28T11:30:00+08:00", kept[0].DeadlineAt.Time().In(testkit.Start.Location()).Format(time.RFC3339))
	require.NotContains(t, string(kept[0].ContentSealed), "13800000012", "its content is sealed")
}

func TestRefusalSentAgainIsOneAttempt(t *testing.T) {
	b := newBench(t, testkit.Window)
	b.At(t, "2023-09-28 12:00:00")
	for range 3 {
		_, err := b.submitAs(testkit.Submission("2023-09-27"), "same-key-1")
		require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))
	}
	require.Len(t, b.attempts(), 1)
}

func TestIdempotency(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}

		first, err := b.submitAs(testkit.Submission("2023-09-27"), "phone-0001")
		require.NoError(t, err)

		b.Clock.Advance(72 * time.Hour) // the answer was lost; the phone asks again days later
		again, err := b.submitAs(testkit.Submission("2023-09-27"), "phone-0001")
		require.NoError(t, err, "what was kept in time stays kept")
		require.Equal(t, first, again)

		other := testkit.Submission("2023-09-27")
		other.Item = "签证办理"
		_, err = b.submitAs(other, "phone-0001")
		require.Equal(t, models.CodeIdempotencyConflict, models.CodeOf(err))

		_, err = b.Reporting.Submit(t.Context(), b.liaison, testkit.Submission("2023-09-27"), reporting.Key{})
		require.Equal(t, models.CodeIdempotencyKeyRequired, models.CodeOf(err))
		require.Len(t, b.records(), 1)
	})
}

func TestSameKeyFromManyPhonesAtOnceIsOneRecord(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		var wg sync.WaitGroup
		ids := make([]int64, 16)
		for i := range ids {
			wg.Go(func() {
				for { // a phone tries again while it is told to
					view, err := b.submitAs(testkit.Submission("2023-09-27"), "phone-0001")
					if models.CodeOf(err) == models.CodeUnavailable {
						continue
					}
					if err == nil {
						ids[i] = view.ID
					}
					return
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			require.Equal(t, ids[0], id)
		}
		require.NotZero(t, ids[0])
		require.Len(t, b.records(), 1)
	})
}

func TestKeyOfAnotherAccountIsAnotherKey(t *testing.T) {
	b := newBench(t, testkit.Window)
	_, err := b.submitAs(testkit.Submission("2023-09-27"), "phone-0001")
	require.NoError(t, err)
	b.liaison = b.Liaison(t, testkit.Monthly)
	view, err := b.submitAs(testkit.Submission("2023-09-27"), "phone-0001")
	require.NoError(t, err)
	require.Equal(t, testkit.Monthly, view.SectionNo)
}

func TestDuplicateNeedsASecondYes(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		s := testkit.Submission("2023-09-27")
		first, err := b.submit(s)
		require.NoError(t, err)

		s.RecipientMobile = "+86 138-0000-0012" // the same number, typed otherwise
		_, err = b.submit(s)
		require.Equal(t, models.CodeDuplicateRecord, models.CodeOf(err))
		refusal, _ := models.AsError(err)
		require.Equal(t, first, refusal.Earlier, "the earlier record is shown, masked")
		require.Empty(t, b.attempts(), "a question is no refusal")

		s.ConfirmDuplicate = true
		second, err := b.submit(s)
		require.NoError(t, err)
		require.NotEqual(t, first.ID, second.ID)
		third, err := b.submit(s)
		require.NoError(t, err)
		require.Equal(t, 2, third.DuplicateNo)
	})
}

func TestWhatIsNotTheSame(t *testing.T) {
	b := newBench(t, testkit.Window)
	_, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	for name, change := range map[string]func(*reporting.Submission){
		"another person": func(s *reporting.Submission) { s.RecipientName = "李小蓝" },
		"another number": func(s *reporting.Submission) { s.RecipientMobile = "13800000013" },
		"another item":   func(s *reporting.Submission) { s.Item = "签证办理" },
		"another day":    func(s *reporting.Submission) { s.AcceptedOn, s.CompletedOn = day("2023-09-26"), day("2023-09-26") },
	} {
		t.Run(name, func(t *testing.T) {
			s := testkit.Submission("2023-09-27")
			change(&s)
			_, err := b.submit(s)
			require.NoError(t, err)
		})
	}
}

func TestFieldsAreCheckedTogether(t *testing.T) {
	cases := []struct {
		name   string
		change func(*reporting.Submission)
		fields []string
	}{
		{"no name", func(s *reporting.Submission) { s.RecipientName = "  " }, []string{"recipient_name"}},
		{"landline", func(s *reporting.Submission) { s.RecipientMobile = "057763000000" }, []string{"recipient_mobile"}},
		{"ten digits", func(s *reporting.Submission) { s.RecipientMobile = "1380000001" }, []string{"recipient_mobile"}},
		{"a prefix that is no mobile's", func(s *reporting.Submission) { s.RecipientMobile = "12800000012" }, []string{"recipient_mobile"}},
		{"item of 61 characters", func(s *reporting.Submission) { s.Item = string(make([]rune, 61)) }, []string{"item"}},
		{"control characters", func(s *reporting.Submission) { s.Item = "护照\x00办理" }, []string{"item"}},
		{"unknown category", func(s *reporting.Submission) { s.Category = "other" }, []string{"category"}},
		{"no days", func(s *reporting.Submission) { s.AcceptedOn, s.CompletedOn = models.Day{}, models.Day{} }, []string{"accepted_on", "completed_on"}},
		{"several", func(s *reporting.Submission) { s.RecipientName, s.RecipientMobile = "", "1" }, []string{"recipient_name", "recipient_mobile"}},
	}
	b := newBench(t, testkit.Window)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := testkit.Submission("2023-09-27")
			c.change(&s)
			_, err := b.submit(s)
			refusal, ok := models.AsError(err)
			require.True(t, ok, "%v", err)
			var names []string
			for _, f := range refusal.Fields {
				names = append(names, f.Name)
				require.NotEmpty(t, f.Message)
			}
			require.Equal(t, c.fields, names)
		})
	}
	require.Empty(t, b.records())
}

func TestFullWidthNumberIsTheSameNumber(t *testing.T) {
	b := newBench(t, testkit.Window)
	s := testkit.Submission("2023-09-27")
	s.RecipientMobile = "138 0000 0012"
	view, err := b.submit(s)
	require.NoError(t, err)
	require.Equal(t, "138******12", view.RecipientMobile)
}

func TestOnlyLiaisonsSubmit(t *testing.T) {
	k := testkit.New(t)
	for _, role := range models.Roles() {
		if role == models.RoleLiaison {
			continue
		}
		_, err := k.Reporting.Submit(t.Context(), models.Actor{AccountID: 1, Role: role, UnitNo: testkit.Unit1, SectionNo: testkit.Window},
			testkit.Submission("2023-09-27"), reporting.Key{Key: "key-00001"})
		require.Equal(t, models.CodeForbidden, models.CodeOf(err), role)
	}
}

func TestDissolvedSectionReportsUntilItsLastDay(t *testing.T) {
	b := newBench(t, testkit.Monthly)
	b.At(t, "2023-10-10 09:00:00")
	b.Dissolve(t, testkit.Monthly, "2023-10-01")

	_, err := b.submit(testkit.Submission("2023-09-30"))
	require.NoError(t, err, "what it did while it stood is reported in time")
	_, err = b.submit(testkit.Submission("2023-10-01"))
	require.Equal(t, models.CodeSectionNotValid, models.CodeOf(err))
	require.Len(t, b.attempts(), 1)
}
