package api

import (
	"context"

	"wanping/internal/reporting"
)

func (s *server) GetDuty(ctx context.Context, r GetDutyRequestObject) (GetDutyResponseObject, error) {
	duty, err := s.Reporting.Duty(ctx, actorOf(ctx), deref(r.Params.SectionNo))
	if err != nil {
		return nil, err
	}
	return GetDuty200JSONResponse{
		SectionNo: duty.Section.SectionNo, Section: duty.Section.Name, Kind: DutyKind(duty.Kind),
		Due: each(duty.Due, func(d reporting.Due) Due {
			return Due{
				From: d.Deadline.Period.From, To: d.Deadline.Period.To, Deadline: d.Deadline.At,
				Reason: d.Deadline.Reason, Owed: d.Deadline.Owed, Records: d.Records,
			}
		}),
	}, nil
}
