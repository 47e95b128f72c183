package reminders

import (
	"context"
	"time"
)

// The planner's pace: it sleeps until the next slot begins, but never longer than it may trust a clock that is corrected
// or put forward, and takes a breath after a failure.
const (
	longestSleep = 20 * time.Second
	afterFailure = 5 * time.Second
)

// Run plans whenever a slot begins, and whenever it is woken, until ctx ends. told is told of every plan that told
// somebody something, or failed.
func (r *Reminders) Run(ctx context.Context, wake <-chan struct{}, told func(planned int, err error)) {
	for {
		planned, err := r.Plan(ctx)
		if ctx.Err() != nil {
			return
		}
		sleep := min(r.rules.Next(r.clock.Now()).Sub(r.clock.Now()), longestSleep)
		if err != nil {
			sleep = afterFailure
		}
		if planned > 0 || err != nil {
			told(planned, err)
		}
		timer := time.NewTimer(max(sleep, time.Millisecond))
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}
