package api

import (
	"bytes"
	"context"
	"fmt"

	"github.com/prometheus/common/expfmt"

	"wanping/internal/clock"
	"wanping/models"
)

// calendarWarning is how many days before the end of the calendar's data /readyz begins to warn.
const calendarWarning = 60

func (s *server) GetHealth(context.Context, GetHealthRequestObject) (GetHealthResponseObject, error) {
	return GetHealth200JSONResponse{HealthJSONResponse{Status: Ok}}, nil
}

func (s *server) GetReadiness(ctx context.Context, _ GetReadinessRequestObject) (GetReadinessResponseObject, error) {
	if err := s.Store.Ping(ctx); err != nil {
		return nil, err
	}
	out := HealthJSONResponse{Status: Ok}
	if left := s.CalendarEnd.DaysSince(models.DayOf(s.Clock.Now(), clock.Shanghai)); left <= calendarWarning {
		out.Warnings = &[]string{fmt.Sprintf("工作日历只到%s,请尽快补上下一年的放假安排。", s.CalendarEnd)}
	}
	return GetReadiness200JSONResponse{out}, nil
}

func (s *server) GetMetrics(context.Context, GetMetricsRequestObject) (GetMetricsResponseObject, error) {
	families, err := s.Metrics.Gather()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, family := range families {
		if _, err := expfmt.MetricFamilyToText(&out, family); err != nil {
			return nil, err
		}
	}
	return GetMetrics200TextResponse(out.String()), nil
}
