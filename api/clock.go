package api

import (
	"context"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// demoReach bounds how far ahead the demo clock may be put at once: a slip must not end the demo season.
const demoReach = 400 * 24 * time.Hour

func (s *server) GetClock(context.Context, GetClockRequestObject) (GetClockResponseObject, error) {
	return GetClock200JSONResponse(s.clock()), nil
}

func (s *server) clock() Clock {
	return Clock{Now: s.Clock.Now().In(clock.Shanghai).Truncate(time.Second), Demo: s.DemoClock != nil}
}

// SetDemoClock moves the demo clock forward only: what is kept was kept at its time.
func (s *server) SetDemoClock(_ context.Context, r SetDemoClockRequestObject) (SetDemoClockResponseObject, error) {
	now := s.DemoClock.Now()
	if to := r.Body.Now; to.Before(now) || to.Sub(now) > demoReach {
		return nil, models.NewError(models.CodeClockNotForward,
			"演示时钟只能向前拨,一次最多400天;想从头再来,请停下程序、删除 data 目录后重新 make run。")
	}
	s.DemoClock.Set(r.Body.Now)
	return SetDemoClock200JSONResponse(s.clock()), nil
}
