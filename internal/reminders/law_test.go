package reminders_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/reminders"
	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
)

// world is a county with a calendar of its own: who reports how, which days are off, and when who has reported what.
type world struct {
	works    map[models.Day]bool
	calendar *calendar.Calendar
	schedule *calendar.Schedule
	season   calendar.Period
	sections []reporter
}

// reporter is a section with the moments at which it did its duty, by the first day of the period.
type reporter struct {
	no, unit int
	kind     calendar.Kind
	done     map[models.Day]time.Time
}

func drawWorld(t *rapid.T) *world {
	w := &world{works: map[models.Day]bool{}, season: calendar.Period{From: testkit.Day("2023-05-05"), To: testkit.Day("2023-11-15")}}
	files := fstest.MapFS{}
	for _, year := range []int{2023, 2024} {
		rows := "date,kind,name\n"
		first := models.NewDay(year, 1, 1)
		odds := rapid.SliceOfN(rapid.IntRange(0, 9), 366, 366).Draw(t, "odds")
		for day := first; day.Year() == year; day = day.AddDays(1) {
			weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
			odd := day == first || odds[day.DaysSince(first)] == 0
			w.works[day] = weekend == odd
			if odd && weekend {
				rows += day.String() + ",work,节\n"
			} else if odd {
				rows += day.String() + ",rest,节\n"
			}
		}
		files[fmt.Sprintf("calendar/%d.csv", year)] = &fstest.MapFile{Data: []byte(rows)}
	}
	var err error
	w.calendar, err = calendar.Load(files)
	require.NoError(t, err)
	w.schedule, err = calendar.NewSchedule(w.calendar, calendar.Policy{
		Season: w.season, WindowBefore: half, NextDay: calendar.NextWorkingDay, RunsFrom: calendar.FromCompleted, MonthlyCloses: 25,
	})
	require.NoError(t, err)
	for n := range rapid.IntRange(1, 6).Draw(t, "sections") {
		kind := rapid.SampledFrom([]calendar.Kind{calendar.Window, calendar.Monthly}).Draw(t, "kind")
		w.sections = append(w.sections, reporter{no: n + 1, unit: n/2 + 1, kind: kind, done: map[models.Day]time.Time{}})
	}
	return w
}

// live lets some sections do some of their duties, at some moment of the days from one to another.
func (w *world) live(t *rapid.T, from, to models.Day) {
	for _, s := range w.sections {
		lazy := rapid.SampledFrom([]int{1, 5, 100}).Draw(t, "lazy")
		for day := from; day.Before(to); day = day.AddDays(1) {
			if rapid.IntRange(0, lazy).Draw(t, "reports") == 0 {
				deadline, err := w.schedule.Deadline(s.kind, day)
				require.NoError(t, err)
				at := day.At(time.Duration(rapid.IntRange(0, 35*60).Draw(t, "minute"))*time.Minute, clock.Shanghai)
				if first, known := s.done[deadline.Period.From]; at.Before(deadline.At) && (!known || at.Before(first)) {
					s.done[deadline.Period.From] = at
				}
			}
		}
	}
}

// owings are what the reporting room would answer at a moment.
func (w *world) owings(t *rapid.T, now, since time.Time) []reporting.Owing {
	var out []reporting.Owing
	for _, s := range w.sections {
		deadlines, err := w.schedule.Since(s.kind, since, models.DayOf(now, clock.Shanghai))
		require.NoError(t, err)
		for _, d := range deadlines {
			if at, ok := s.done[d.Period.From]; !ok || at.After(now) {
				out = append(out, reporting.Owing{Section: models.SectionTerm{SectionNo: s.no, UnitNo: s.unit}, Kind: s.kind, Deadline: d})
			}
		}
	}
	return out
}

func (w *world) nextWorking(day models.Day) models.Day {
	for day = day.AddDays(1); !w.works[day]; day = day.AddDays(1) {
	}
	return day
}

// oracle says in the policy's own words who is to be reminded at a moment, as keys; it shares nothing with the planner.
func (w *world) oracle(now time.Time) []string {
	today := models.DayOf(now, clock.Shanghai)
	minute := int(now.Sub(today.At(0, clock.Shanghai)) / time.Minute)
	within := func(from, to string) bool {
		var fh, fm, th, tm int
		_, _ = fmt.Sscanf(from+" "+to, "%d:%d %d:%d", &fh, &fm, &th, &tm)
		return minute >= fh*60+fm && minute < th*60+tm
	}
	var keys []string
	for _, s := range w.sections {
		owes := func(first, last models.Day) bool {
			at, ok := s.done[first]
			return w.season.Contains(last) && (!ok || at.After(now))
		}
		tell := func(slot string, duty models.Day) {
			keys = append(keys, fmt.Sprintf("%s:section:%d:%s:%s", slot, s.no, duty, today))
		}
		if s.kind == calendar.Window {
			if !w.works[today] {
				continue
			}
			if within("16:30", "20:00") && owes(today, today) {
				tell("window_1630", today)
			}
			yesterday := today.AddDays(-1)
			for !w.works[yesterday] {
				yesterday = yesterday.AddDays(-1)
			}
			for _, slot := range [][3]string{{"window_0930", "09:30", "11:00"}, {"window_1100", "11:00", "11:30"}, {"window_missed", "11:40", "18:00"}} {
				if within(slot[1], slot[2]) && owes(yesterday, yesterday) {
					tell(slot[0], yesterday)
				}
			}
			continue
		}
		for month := time.May; month <= time.November; month++ {
			first, last := models.NewDay(2023, month-1, 26), models.NewDay(2023, month, 25)
			if month == time.May {
				first = w.season.From
			}
			if month == time.November {
				last = w.season.To
			}
			if !owes(first, last) {
				continue
			}
			left := last.DaysSince(today)
			if left >= 0 && left <= 2 && within("09:30", "12:00") {
				tell("monthly_0930", first)
			}
			if left == 0 && within("16:30", "20:00") {
				tell("monthly_1630", first)
			}
			if w.nextWorking(last) == today && within("09:00", "18:00") {
				tell("monthly_missed", first)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

func TestWhoOwesIsRemindedOnceASlotAndNobodyElse(t *testing.T) {
	rules, err := reminders.Load(configs.FS, anyTopic, half)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		first := w.season.From.AddDays(rapid.IntRange(1, 200).Draw(t, "first"))
		if rapid.Bool().Draw(t, "near a closing") {
			first = models.NewDay(2023, time.Month(rapid.IntRange(5, 10).Draw(t, "month")), 22)
		}
		w.live(t, first.AddDays(-31), first.AddDays(9))
		now := first.At(0, clock.Shanghai)
		for range 60 {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{145, 400, 45, 1440, 7}).Draw(t, "jump")) * time.Minute)
			var keys, units []string
			for _, o := range rules.Live(now) {
				if o.Reminder.About == reminders.Unreported || o.Reminder.About == reminders.Missed {
					since := o.Day.AddDays(-40).At(0, clock.Shanghai)
					told, err := o.Notices(w.calendar, now, reminders.DutiesOf(w.owings(t, now, since)))
					require.NoError(t, err)
					for _, n := range told {
						switch {
						case n.Section != 0:
							keys = append(keys, n.Key)
						case n.Unit != 0:
							units = append(units, n.Key)
						}
						require.True(t, n.Expires.IsZero() || n.Expires.After(now), "told after the deadline")
						hour := now.In(clock.Shanghai).Hour()
						require.True(t, hour >= 8 && hour < 21, "told in the quiet hours")
					}
				}
			}
			slices.Sort(keys)
			require.Equal(t, w.oracle(now), keys)
			require.Equal(t, w.unitsOf(keys), len(units), "each unit concerned is told once a slot")
			require.Len(t, slices.Compact(slices.Sorted(slices.Values(units))), len(units))
		}
	})
}

// unitsOf counts the slots and units that keys of sections fall on.
func (w *world) unitsOf(keys []string) int {
	seen := map[string]bool{}
	for _, key := range keys {
		parts := strings.Split(key, ":")
		for _, s := range w.sections {
			if fmt.Sprint(s.no) == parts[2] {
				seen[fmt.Sprint(parts[0], s.unit)] = true
			}
		}
	}
	return len(seen)
}
