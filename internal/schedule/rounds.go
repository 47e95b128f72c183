package schedule

import (
	"context"
	"time"

	"wanping/internal/clock"
)

// breath is the shortest rest between two rounds, for a clock that lags behind the machine's timers.
const breath = time.Millisecond

// Rounds makes a round at once, then every pace, as soon as a day begins, and whenever the clock is set, until ctx ends. A
// round must be safe to be made again at any time: what it could not do waits for the next.
func Rounds(ctx context.Context, of clock.Clock, pace time.Duration, round func(context.Context)) {
	set := clock.Watch(of)
	for {
		due := next(of.Now(), pace) // reckoned before: a day that begins during a round has one of its own
		round(ctx)
		timer := time.NewTimer(max(due.Sub(of.Now()), breath))
		select {
		case <-ctx.Done():
		case <-set:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// next is a pace from now, or the beginning of tomorrow where that is sooner.
func next(now time.Time, pace time.Duration) time.Time {
	year, month, day := now.In(clock.Shanghai).Date()
	tomorrow := time.Date(year, month, day+1, 0, 0, 0, 0, clock.Shanghai)
	if later := now.Add(pace); later.Before(tomorrow) {
		return later
	}
	return tomorrow
}
