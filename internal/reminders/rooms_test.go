package reminders_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/internal/proposals"
	"wanping/internal/reminders"
	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// desk is the rooms of a kit with a planner above them.
type desk struct {
	*testkit.Kit
	t     *testing.T
	plans *reminders.Reminders
	cases *cases
	sent  int // submissions
}

// cases are the complaints that wait.
type cases struct{ waiting []reminders.Case }

func (c *cases) Waiting(_ context.Context, from, to time.Time) ([]reminders.Case, error) {
	return slices.DeleteFunc(slices.Clone(c.waiting), func(one reminders.Case) bool { return one.Due.Before(from) || one.Due.After(to) }), nil
}

func newDesk(t *testing.T, open modelstest.Opener) *desk {
	t.Helper()
	d := &desk{Kit: testkit.NewOn(t, open), t: t, cases: &cases{}}
	d.plans = d.process()
	return d
}

func bundled(tb testing.TB) (*reminders.Rules, *outbox.Words) {
	tb.Helper()
	words, err := outbox.Bundled()
	require.NoError(tb, err)
	rules, err := reminders.Load(configs.FS, reminders.TopicsOf(words), half)
	require.NoError(tb, err)
	return rules, words
}

// process is another process that plans on the same database.
func (d *desk) process() *reminders.Reminders { return d.Planner(d.t, d.cases) }

func (d *desk) plan() {
	d.t.Helper()
	_, err := d.plans.Plan(d.t.Context())
	require.NoError(d.t, err)
}

// inbox is everything that was told, by key.
func (d *desk) inbox() map[string]models.Message {
	d.t.Helper()
	out := map[string]models.Message{}
	for _, actor := range []models.Actor{
		{Role: models.RoleLiaison, SectionNo: testkit.Window}, {Role: models.RoleLiaison, SectionNo: testkit.Monthly},
		{Role: models.RoleLiaison, SectionNo: testkit.Abroad}, {Role: models.RoleUnitManager, UnitNo: testkit.Unit1},
		{Role: models.RoleUnitManager, UnitNo: testkit.Unit2}, {Role: models.RoleReviewOffice},
	} {
		rows, err := d.Outbox.Inbox(d.t.Context(), actor, 0, 10_000)
		require.NoError(d.t, err)
		for _, m := range rows {
			if m.Key != "" {
				require.NotContains(d.t, out, m.Key)
				out[m.Key] = m.Message
			}
		}
	}
	return out
}

func (d *desk) keys() []string { return slices.Sorted(maps.Keys(d.inbox())) }

// actor is the liaison of a section , not logged in: no term of a session stands in the way.
func (d *desk) actor(section int) models.Actor {
	return models.Actor{AccountID: 1, HolderID: 1, Role: models.RoleLiaison, SectionNo: section}
}

// report submits a service completed on a day; it may be refused.
func (d *desk) report(section int, day string) (models.Record, error) {
	d.sent++
	s := testkit.Submission(day)
	s.RecipientMobile = fmt.Sprintf("138000000%02d", d.sent%100)
	s.RecipientName = "李" + string(rune('一'+d.sent/100))
	made, err := d.Reporting.Submit(d.t.Context(), d.actor(section), s, reporting.Key{Key: fmt.Sprint("key-", d.sent)})
	return made.Record, err
}

func (d *desk) declare(section int, day string) error {
	d.sent++
	_, err := d.Reporting.DeclareNil(d.t.Context(), d.actor(section), testkit.Day(day), reporting.Key{Key: fmt.Sprint("nil-", d.sent)})
	return err
}

func TestADayAtItsSlots(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		d.Liaison(t, testkit.Window)
		d.At(t, "2023-09-27 16:29:59")
		d.plan()
		require.Empty(t, of(d.keys(), "window_1630"), "nothing before its time")
		_, err := d.report(testkit.Abroad, "2023-09-27")
		require.NoError(t, err)
		d.At(t, "2023-09-27 16:30:00")
		d.plan()
		require.Equal(t, []string{"window_1630:section:1:2023-09-27:2023-09-27", "window_1630:unit:1:2023-09-27"}, of(d.keys(), "window_1630"),
			"who has reported is left alone, and so is its unit")
		m := d.inbox()["window_1630:section:1:2023-09-27:2023-09-27"]
		require.Contains(t, m.Body, "窗口科")
		require.Contains(t, m.Body, "9月27日")
		require.Contains(t, m.Body, "零报告", "what to do next")
		require.Equal(t, time.Date(2023, 9, 28, 11, 30, 0, 0, clock.Shanghai), m.ExpiresAt.Time().In(clock.Shanghai))

		require.NoError(t, d.declare(testkit.Window, "2023-09-27"))
		d.At(t, "2023-09-28 09:30:00")
		d.plan()
		require.Empty(t, of(d.keys(), "window_0930"), "a nil report is a report")
	})
}

func TestAfterAHolidayTheLastWorkingDayIsRemindedOf(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.At(t, "2023-09-28 20:30:00")
	d.plan()
	for day := testkit.Day("2023-09-29"); !day.After(testkit.Day("2023-10-06")); day = day.AddDays(1) {
		for _, at := range []string{"09:30:00", "11:00:00", "11:40:00", "16:30:00"} {
			d.At(t, day.String()+" "+at)
			d.plan()
		}
	}
	require.Empty(t, d.keys(), "eight days off")
	d.At(t, "2023-10-07 09:45:00")
	d.plan()
	require.Equal(t, []string{
		"window_0930:section:1:2023-09-28:2023-10-07", "window_0930:section:3:2023-09-28:2023-10-07",
		"window_0930:unit:1:2023-10-07", "window_0930:unit:2:2023-10-07",
	}, of(d.keys(), "window_"), "a Saturday that is worked")
}

func TestAClockPutForwardTellsOnlyWhatIsStillOfUse(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.At(t, "2023-09-28 10:59:00") // over the evening before, and still within the morning's first slot
	d.plan()
	require.Equal(t, []string{"window_0930:section:1:2023-09-27:2023-09-28"}, of(d.keys(), "section:1"))
	d.At(t, "2023-10-08 11:29:59")
	d.plan()
	require.Equal(t, []string{
		"window_0930:section:1:2023-09-27:2023-09-28", "window_1100:section:1:2023-10-07:2023-10-08",
	}, of(d.keys(), "section:1"))
}

func of(keys []string, part string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return !strings.Contains(k, part) })
}

func TestTheMonthsLastThreeDaysAreToldOnDaysOffToo(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	for _, at := range []string{"10-22 10:00:00", "10-23 10:00:00", "10-24 10:00:00", "10-25 10:00:00", "10-25 17:00:00", "10-26 09:00:00",
		"11-12 10:00:00", "11-13 10:00:00", "11-15 16:30:00", "11-16 09:30:00"} {
		d.At(t, "2023-"+at)
		d.plan()
	}
	require.Equal(t, []string{
		"monthly_0930:section:2:2023-09-26:2023-10-23", "monthly_0930:section:2:2023-09-26:2023-10-24", "monthly_0930:section:2:2023-09-26:2023-10-25",
		"monthly_0930:section:2:2023-10-26:2023-11-13",
		"monthly_1630:section:2:2023-09-26:2023-10-25", "monthly_1630:section:2:2023-10-26:2023-11-15",
		"monthly_missed:section:2:2023-09-26:2023-10-26", "monthly_missed:section:2:2023-10-26:2023-11-16",
	}, of(d.keys(), "section:2"), "the season's end cuts the last period")
	m := d.inbox()["monthly_1630:section:2:2023-09-26:2023-10-25"]
	require.Contains(t, m.Body, "2023年10月25日 23:59", "a card has no 24:00")

	june := newDesk(t, modelstest.Open)
	june.At(t, "2023-09-28 09:00:00")
	slots, err := june.plans.Preview(t.Context(), models.CommandLine(), testkit.Day("2023-11-25"))
	require.NoError(t, err)
	require.Empty(t, slots, "after the season nobody owes anything")
}

func TestWhatWasMissedIsToldToTheOfficeOnce(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.At(t, "2023-09-28 12:00:00")
	d.plan()
	keys := of(d.keys(), "window_missed")
	require.Equal(t, []string{
		"window_missed:role:review_office:2023-09-28", "window_missed:section:1:2023-09-27:2023-09-28",
		"window_missed:section:3:2023-09-27:2023-09-28", "window_missed:unit:1:2023-09-28", "window_missed:unit:2:2023-09-28",
	}, keys)
	require.Contains(t, d.inbox()["window_missed:role:review_office:2023-09-28"].Body, "2")
	require.Zero(t, d.inbox()["window_missed:unit:1:2023-09-28"].ExpiresAt, "that it was missed stays true")
}

func TestWhoReportsBetweenTheQuestionAndTheWriteIsLeftAlone(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		d.Liaison(t, testkit.Window)
		d.At(t, "2023-09-27 16:00:00")
		rules, words := bundled(t)
		d.plan() // of what was missed in the morning
		d.At(t, "2023-09-27 19:00:00")
		slow := &lateReporter{Reporting: d.Reporting, then: func() {
			_, err := d.report(testkit.Window, "2023-09-27")
			require.NoError(t, err)
			require.NoError(t, d.declare(testkit.Abroad, "2023-09-27"))
		}}
		plans := reminders.New(d.Store, d.Clock, rules, words, d.Calendar, reminders.Rooms{
			Reporting: slow, Appeals: d.Proposals, Boards: d.Boards, Cases: d.cases,
		})
		_, err := plans.Plan(t.Context())
		require.NoError(t, err)
		require.Empty(t, of(of(d.keys(), "section:"), "window_1630"))
	})
}

// lateReporter answers, and then somebody reports.
type lateReporter struct {
	*reporting.Reporting
	then func()
}

func (l *lateReporter) Outstanding(ctx context.Context, since time.Time, through models.Day) ([]reporting.Owing, error) {
	found, err := l.Reporting.Outstanding(ctx, since, through)
	if l.then != nil {
		l.then()
		l.then = nil
	}
	return found, err
}

func TestManyProcessesAndRestartsTellOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		d.At(t, "2023-09-28 11:05:00")
		var wait sync.WaitGroup
		for range 4 {
			plans := d.process()
			wait.Go(func() {
				if _, err := plans.Plan(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		require.Len(t, d.keys(), 4, "inbox would tell of any that is there twice")
	})
}

func TestTheCalendarsLastDayIsADayLikeOthers(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.At(t, "2026-12-31 09:00:00")
	d.plan()
	d.At(t, "2027-01-04 09:00:00")
	_, err := d.plans.Plan(t.Context())
	require.ErrorContains(t, err, "2027", "after it nobody knows whether the day is worked, and the log says so")
}

// brokenAppeals cannot be asked.
type brokenAppeals struct{ *proposals.Proposals }

func (brokenAppeals) Closing(context.Context, models.Day, models.Day) ([]proposals.Closing, error) {
	return nil, errors.New("out of order")
}

func TestARoomThatFailsDoesNotHoldUpTheOthers(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	rules, words := bundled(t)
	plans := reminders.New(d.Store, d.Clock, rules, words, d.Calendar, reminders.Rooms{
		Reporting: d.Reporting, Appeals: brokenAppeals{d.Proposals}, Boards: d.Boards, Cases: d.cases,
	})
	d.At(t, "2023-09-28 09:30:00")
	planned, err := plans.Plan(t.Context())
	require.ErrorContains(t, err, "slot appeal_closing: out of order")
	require.Equal(t, 4, planned)
}

func TestAPlannerThatWakesPlansAtOnce(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	told := make(chan int, 1)
	wake := d.Clock.Watch()
	running.Go(func() {
		d.plans.Run(ctx, wake, func(planned int, err error) {
			if err != nil {
				t.Error(err)
			}
			told <- planned
		})
	})
	d.At(t, "2023-09-27 16:30:00")
	select {
	case planned := <-told:
		require.Equal(t, 9, planned, "what is due today, and what was missed in the morning")
	case <-time.After(5 * time.Second):
		t.Fatal("the planner sleeps on")
	}
	stop()
	running.Wait()
}

func TestADeductionsWindowOfAppealIsToldBeforeItCloses(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		first, _ := d.Office(t, models.RoleWorkCommittee, 1)
		second, _ := d.Office(t, models.RoleWorkCommittee, 2)
		var seqs []int64
		for range 3 {
			made, err := d.Proposals.Propose(t.Context(), first, []proposals.Line{{
				Kind: models.EntryDeduction, Section: testkit.Window, Clause: "A1.4.3b", On: testkit.Day("2023-09-20"), Evidence: fmt.Sprint("巡查记录", len(seqs)), Reason: "漏报属实",
			}}, proposals.Key{})
			require.NoError(t, err)
			entries, err := d.Proposals.Confirm(t.Context(), second, proposals.Selection{Batch: made.Proposals[0].BatchID}, "属实")
			require.NoError(t, err)
			seqs = append(seqs, entries[0].Seq)
		}
		manager := models.Actor{AccountID: 9, Login: "jiaju2023", Role: models.RoleUnitManager, UnitNo: testkit.Unit1}
		_, err := d.Proposals.Appeal(t.Context(), manager, seqs[0], "与事实不符")
		require.NoError(t, err)
		for _, at := range []string{"2023-10-04 09:00:00", "2023-10-05 09:00:00", "2023-10-06 09:00:00", "2023-10-07 09:00:00"} {
			d.At(t, at)
			d.plan()
		}
		closing := of(d.keys(), "appeal_closing")
		require.Equal(t, []string{
			fmt.Sprintf("appeal_closing:section:1:%d:2023-10-05", seqs[1]), fmt.Sprintf("appeal_closing:section:1:%d:2023-10-05", seqs[2]),
			"appeal_closing:unit:1:2023-10-05",
		}, closing, "entered on 27 September, ten days: two days before 7 October; what is appealed against already is not told of")
		m := d.inbox()["appeal_closing:unit:1:2023-10-05"]
		require.Contains(t, m.Body, "2023年10月7日 23:59")
		require.Contains(t, m.Body, "申诉")
	})
}

func TestComplaintsThatWaitAreTold(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.cases.waiting = []reminders.Case{
		{ID: 5, Section: testkit.Window, Unit: testkit.Unit1, Step: "答复", Due: time.Date(2023, 10, 7, 17, 30, 0, 0, clock.Shanghai)},
	}
	for _, at := range []string{"09-27 09:00:00", "09-28 09:00:00", "10-06 10:00:00", "10-07 09:00:00", "10-08 09:30:00", "10-09 10:00:00", "10-12 10:00:00", "10-13 10:00:00"} {
		d.At(t, "2023-"+at)
		d.plan()
	}
	require.Equal(t, []string{
		"complaint_due:section:1:5:2023-09-28", "complaint_due:section:1:5:2023-10-07", "complaint_past:section:1:5:2023-10-09",
		"complaint_past:section:1:5:2023-10-12",
	}, of(d.keys(), "section:1:5"), "counted in working days: the eight days off count for nothing")
	require.Len(t, of(d.keys(), "complaint_past:role"), 2)
}

func TestAManagersWeek(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		d.Liaison(t, testkit.Window)
		first, _ := d.Office(t, models.RoleWorkCommittee, 1)
		second, _ := d.Office(t, models.RoleWorkCommittee, 2)
		for _, day := range []string{"2023-09-26", "2023-09-27"} {
			_, err := d.report(testkit.Window, day)
			require.NoError(t, err)
		}
		made, err := d.Proposals.Propose(t.Context(), first, []proposals.Line{{
			Kind: models.EntryDeduction, Section: testkit.Window, Clause: "A1.4.3b", On: testkit.Day("2023-09-20"), Evidence: "巡查记录", Reason: "漏报属实",
		}}, proposals.Key{})
		require.NoError(t, err)
		_, err = d.Proposals.Confirm(t.Context(), second, proposals.Selection{Batch: made.Proposals[0].BatchID}, "属实")
		require.NoError(t, err)
		for _, at := range []string{"10-01 09:00:00", "10-02 09:00:00", "10-07 08:30:00", "10-08 08:30:00"} {
			d.At(t, "2023-"+at)
			d.plan()
		}
		require.Equal(t, []string{"week:unit:1:2023-10-07", "week:unit:2:2023-10-07"}, of(d.keys(), "week:"), "the first working day of the week")
		m := d.inbox()["week:unit:1:2023-10-07"]
		require.Equal(t, "9月25日至10月1日", m.Values["span"])
		require.Equal(t, "5", m.Values["owed"], "22, 25, 26 and 27 September of the window section fell due, and the month of the other")
		require.Equal(t, "3", m.Values["missed"])
		require.Equal(t, "1", m.Values["deductions"])
		require.Contains(t, m.Values["scores"], "窗口科")
		require.Equal(t, "窗口科漏报2次、综合科漏报1次", m.Values["worst"])
		require.Equal(t, []string{"quarter:unit:1:2023-10-07", "quarter:unit:2:2023-10-07"}, of(d.keys(), "quarter:"), "after eight days off")
	})
}

func TestPreviewTellsWhatThePlannerWillTell(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	slots, err := d.plans.Preview(t.Context(), models.CommandLine(), testkit.Day("2023-10-25"))
	require.NoError(t, err)
	var want []string
	for _, slot := range slots {
		for _, n := range slot.Notices {
			want = append(want, n.Key)
			require.NotContains(t, n.Body, "{")
			require.NotEmpty(t, n.Body)
		}
		d.At(t, slot.At.In(clock.Shanghai).Format("2006-01-02 15:04:05"))
		d.plan()
	}
	slices.Sort(want)
	require.Equal(t, want, d.keys())
	require.NotEmpty(t, want)
	for role, may := range map[models.Role]bool{
		models.RoleReviewOffice: true, models.RoleWorkCommittee: true, models.RoleAuditor: true, models.RoleAdministrator: true,
		models.RoleLiaison: false, models.RoleUnitManager: false, models.RoleJusticeBureau: false,
	} {
		_, err := d.plans.Preview(t.Context(), models.Actor{Role: role}, models.Day{})
		require.Equal(t, may, models.CodeOf(err) != models.CodeForbidden, role)
	}
}

// A walk through two months at random: people report, declare and withdraw, processes plan, die and begin anew, the clock
// jumps. What was told is compared with what the policy's own words ask for.
// A week that is not over yet is shown as it stands: its scores up to today.
func TestAWeekToComeCanBeShown(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	for _, monday := range []string{"2023-10-09", "2023-10-16"} {
		slots, err := d.plans.Preview(t.Context(), models.Actor{Role: models.RoleReviewOffice}, testkit.Day(monday))
		require.NoError(t, err, monday)
		require.True(t, slices.ContainsFunc(slots, func(s reminders.Slot) bool { return s.About == reminders.WeeklySummary }), monday)
	}
}

func TestARandomWalkTellsWhatThePolicyAsksFor(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		for seed := range uint64(3) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) { walk(t, open, seed) })
		}
	})
}

func walk(t *testing.T, open modelstest.Opener, seed uint64) {
	t.Helper()
	d := newDesk(t, open)
	d.Liaison(t, testkit.Window)
	random := rand.New(rand.NewPCG(seed, 7))
	w := &world{works: map[models.Day]bool{}, season: d.Policy.Season, calendar: d.Calendar}
	for day := testkit.Day("2023-05-01"); day.Before(testkit.Day("2023-12-31")); day = day.AddDays(1) {
		var err error
		w.works[day], err = d.Calendar.IsWorkingDay(day)
		require.NoError(t, err)
	}
	kept := map[int64]models.Record{}
	nils := map[int]map[models.Day]bool{1: {}, 2: {}, 3: {}}
	want, planned := map[string]bool{}, map[string]bool{}
	now := testkit.Start
	for now.Before(time.Date(2023, 11, 20, 0, 0, 0, 0, clock.Shanghai)) {
		now = now.Add(time.Duration([]int{3, 40, 100, 150, 400, 1440}[random.IntN(6)]) * time.Minute)
		d.Clock.Set(now)
		today := models.DayOf(now, clock.Shanghai)
		section := 1 + random.IntN(3)
		switch random.IntN(6) {
		case 0:
			if made, err := d.report(section, today.AddDays(-random.IntN(3)).String()); err == nil {
				kept[made.ID] = made
				delete(nils[section], made.CompletedOn)
				if section == testkit.Monthly {
					clear(nils[section])
				}
			}
		case 1:
			day := today.AddDays(-random.IntN(3))
			if err := d.declare(section, day.String()); err == nil {
				nils[section][day] = true
			}
		case 2:
			for id, r := range kept {
				if _, err := d.Reporting.Withdraw(t.Context(), d.actor(r.SectionNo), id, "填错了"); err == nil {
					delete(kept, id)
				}
				break
			}
		case 3:
			d.plans = d.process()
			clear(planned)
		}
		d.plan()
		w.sections = nil
		for no, kind := range map[int]string{1: "window", 2: "monthly", 3: "window"} {
			w.sections = append(w.sections, reporterOf(no, kind, kept, nils[no]))
		}
		slots := map[string]bool{}
		for _, key := range w.oracle(now) {
			parts := strings.Split(key, ":")
			slot := parts[0] + parts[4]
			if planned[slot] { // this process has taken stock for the slot
				continue
			}
			slots[slot] = true
			want[key] = true
			unit := 1 + strings.Count("3", parts[2])
			want[fmt.Sprintf("%s:unit:%d:%s", parts[0], unit, parts[4])] = true
			if strings.HasSuffix(parts[0], "missed") {
				want[fmt.Sprintf("%s:role:review_office:%s", parts[0], parts[4])] = true
			}
		}
		rules, _ := bundled(t)
		for _, o := range rules.Live(now) {
			planned[o.Reminder.ID+o.Day.String()] = true
		}
		maps.Copy(planned, slots)
	}
	told := slices.DeleteFunc(d.keys(), func(k string) bool { return !strings.HasPrefix(k, "window") && !strings.HasPrefix(k, "monthly") })
	require.Equal(t, slices.Sorted(maps.Keys(want)), told)
	require.Greater(t, len(told), 20)
	for _, m := range d.inbox() {
		hour := m.CreatedAt.Time().In(clock.Shanghai).Hour()
		require.True(t, hour >= 8 && hour < 21, m.Key)
		for name, value := range m.Values {
			if name != "sections" && name != "scores" && name != "worst" {
				require.LessOrEqual(t, utf8.RuneCountInString(value), 20, "%s of %s fits a card", name, m.Key)
			}
		}
	}
}

// reporterOf is what stands of a section: the first day of each period that it has done something for.
func reporterOf(no int, kind string, kept map[int64]models.Record, nils map[models.Day]bool) reporter {
	r := reporter{no: no, unit: 1 + no/3, done: map[models.Day]time.Time{}}
	for _, record := range kept {
		if record.SectionNo == no {
			r.done[periodOf(kind, record.CompletedOn)] = time.Time{}
		}
	}
	for day := range nils {
		r.done[periodOf(kind, day)] = time.Time{}
	}
	r.kind = "monthly"
	if kind == "window" {
		r.kind = "window"
	}
	return r
}

// periodOf is the first day of a day's period.
func periodOf(kind string, day models.Day) models.Day {
	if kind == "window" {
		return day
	}
	year, month, date := day.Date()
	if date <= 25 {
		month--
	}
	return models.NewDay(year, month, 26)
}
