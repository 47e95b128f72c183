package schedule_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/schedule"
)

// aDay is a pace that no test lives to see: a round that comes has another cause.
const aDay = 24 * time.Hour

// rounds starts rounds and returns a function that waits for the next and tells when, by the clock, it was made.
func rounds(t *testing.T, of clock.Clock, pace time.Duration) (next func() time.Time) {
	t.Helper()
	made := make(chan time.Time)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		schedule.Rounds(ctx, of, pace, func(ctx context.Context) {
			select {
			case made <- of.Now():
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() {
		end()
		<-ended
	})
	return func() time.Time {
		select {
		case at := <-made:
			return at
		case <-time.After(patient):
			t.Fatal("no round is made")
			return time.Time{}
		}
	}
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04:05", text, clock.Shanghai)
	require.NoError(t, err)
	return moment
}

func TestRoundIsMadeAtOnceAndWhenTheClockIsSet(t *testing.T) {
	moment := at(t, "2023-09-27 09:00:00")
	set := clock.NewStopped(moment)
	next := rounds(t, set, aDay)
	require.True(t, next().Equal(moment))
	for _, moment := range []time.Time{at(t, "2023-09-27 16:30:00"), at(t, "2023-09-28 00:30:00")} {
		set.Set(moment)
		require.True(t, next().Equal(moment))
	}
}

func TestRoundIsMadeAsSoonAsADayBegins(t *testing.T) {
	midnight := at(t, "2023-09-28 00:00:00")
	next := rounds(t, clock.NewTicking(midnight.Add(-100*time.Millisecond)), aDay)
	require.True(t, next().Before(midnight))
	late := next()
	for late.Before(midnight) { // a timer of the machine that ran ahead
		late = next()
	}
	require.Less(t, late.Sub(midnight), time.Minute)
}

// machine is a clock that nobody can watch, as the machine's.
type machine struct{ shows atomic.Pointer[time.Time] }

func (m *machine) Now() time.Time { return *m.shows.Load() }

func TestDayThatBeginsDuringARoundHasItsOwn(t *testing.T) {
	before, after := at(t, "2023-09-27 23:59:59"), at(t, "2023-09-28 00:00:01")
	clock := &machine{}
	clock.shows.Store(&before)
	made := 0
	ctx, end := context.WithTimeout(t.Context(), patient)
	defer end()
	schedule.Rounds(ctx, clock, aDay, func(context.Context) {
		clock.shows.Store(&after)
		if made++; made == 2 {
			end()
		}
	})
	require.Equal(t, 2, made)
}

func TestRoundsKeepTheirPace(t *testing.T) {
	next := rounds(t, clock.NewTicking(at(t, "2023-09-27 09:00:00")), 20*time.Millisecond)
	for range 3 {
		next()
	}
}
