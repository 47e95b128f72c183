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
				Reason: d.Deadline.Reason, Owed: d.Deadline.Owed, Records: d.Records, NilReport: d.Nil,
			}
		}),
	}, nil
}

func (s *server) GetOverview(ctx context.Context, r GetOverviewRequestObject) (GetOverviewResponseObject, error) {
	duties, err := s.Reporting.Overview(ctx, actorOf(ctx), reporting.OverviewFilter{
		UnitNo: deref(r.Params.UnitNo), Outstanding: deref(r.Params.Outstanding),
	})
	if err != nil {
		return nil, err
	}
	out := GetOverview200JSONResponse{Sections: len(duties), Items: each(duties, sectionDutyOf)}
	for _, item := range out.Items {
		if !item.Done {
			out.Outstanding++
		}
	}
	return out, nil
}

func sectionDutyOf(d reporting.SectionDuty) SectionDuty {
	return SectionDuty{
		SectionNo: d.Section.SectionNo, Section: d.Section.Name, UnitNo: d.Section.UnitNo, Kind: SectionDutyKind(d.Kind), Done: d.Done(),
		Due: each(d.Due, func(o reporting.Owing) Due {
			return Due{
				From: o.Deadline.Period.From, To: o.Deadline.Period.To, Deadline: o.Deadline.At,
				Reason: o.Deadline.Reason, Owed: o.Deadline.Owed, Records: o.Records, NilReport: o.Nil,
			}
		}),
	}
}

func (s *server) ListMissed(ctx context.Context, r ListMissedRequestObject) (ListMissedResponseObject, error) {
	got, err := s.Reporting.MissedDuties(ctx, actorOf(ctx), deref(r.Params.SectionNo), deref(r.Params.Month))
	if err != nil {
		return nil, err
	}
	return ListMissed200JSONResponse{
		Basis: Basis(got.Basis), Month: orNil(got.Month), Items: each(got.Duties, missedOf),
		Months: each(got.Months, func(m reporting.MissedMonth) MissedMonth { return MissedMonth{Month: m.Month, Missed: m.Missed} }),
	}, nil
}

func missedOf(d reporting.MissedDuty) MissedDuty {
	return MissedDuty{
		SectionNo: d.Section.SectionNo, Section: d.Section.Name, From: d.Deadline.Period.From, To: d.Deadline.Period.To,
		Deadline: d.Deadline.At, Why: d.Why(), Next: d.Next(),
	}
}
