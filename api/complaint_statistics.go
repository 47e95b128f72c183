package api

import (
	"bytes"
	"context"

	"wanping/internal/complaints"
	"wanping/models"
)

func (s *server) GetComplaintStatistics(ctx context.Context, r GetComplaintStatisticsRequestObject) (GetComplaintStatisticsResponseObject, error) {
	counted, err := s.Complaints.Statistics(ctx, actorOf(ctx), spanOf(r.Params.From, r.Params.To, r.Params.SectionNo, r.Params.UnitNo))
	if err != nil {
		return nil, err
	}
	return GetComplaintStatistics200JSONResponse{
		From: counted.From, To: counted.To, Total: tallyOf(counted.Total),
		Sections: each(counted.Sections, func(t complaints.SectionTally) ComplaintSectionTally {
			return ComplaintSectionTally{SectionNo: t.SectionNo, SectionName: t.Name, Tally: tallyOf(t.Tally)}
		}),
		Months: each(counted.Months, func(t complaints.MonthTally) ComplaintMonthTally {
			return ComplaintMonthTally{Month: t.Month, Tally: tallyOf(t.Tally)}
		}),
	}, nil
}

func spanOf(from, to *models.Day, sectionNo, unitNo *int) complaints.Span {
	return complaints.Span{From: deref(from), To: deref(to), SectionNo: deref(sectionNo), UnitNo: deref(unitNo)}
}

func tallyOf(t complaints.Tally) ComplaintTally {
	return ComplaintTally{
		Received: t.Received, Open: t.Open, Overdue: t.Overdue, Answered: t.Answered, InTime: t.InTime, Solved: t.Solved, NotSolved: t.NotSolved,
		Reopened: t.Reopened, Founded: t.Founded, Unfounded: t.Unfounded, Exits: t.Exits, Withdrawn: t.Withdrawn,
		AnswerRate: orNil(t.AnswerRate), SolveRate: orNil(t.SolveRate),
	}
}

func (s *server) ExportComplaints(ctx context.Context, r ExportComplaintsRequestObject) (ExportComplaintsResponseObject, error) {
	var out bytes.Buffer
	format := formatOf(r.Params.Format)
	err := s.Complaints.Export(ctx, actorOf(ctx), spanOf(r.Params.From, r.Params.To, r.Params.SectionNo, r.Params.UnitNo), format, &out)
	return table{"投诉件", format, out.Bytes()}, err
}

func (s *server) GetHotlineTemplate(_ context.Context, r GetHotlineTemplateRequestObject) (GetHotlineTemplateResponseObject, error) {
	var out bytes.Buffer
	format := formatOf(r.Params.Format)
	err := s.Complaints.HotlineTemplate(&out, format)
	return table{"民呼我为工单模板", format, out.Bytes()}, err
}

func (s *server) ImportHotlineCases(ctx context.Context, _ ImportHotlineCasesRequestObject) (ImportHotlineCasesResponseObject, error) {
	done, err := s.Complaints.ImportHotline(ctx, actorOf(ctx), visitOf(ctx).body)
	if err != nil {
		return nil, err
	}
	return ImportHotlineCases201JSONResponse{Id: done.ID, Cases: done.Cases, Again: done.Again}, nil
}

func (s *server) ListHotlineCases(ctx context.Context, r ListHotlineCasesRequestObject) (ListHotlineCasesResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	views, err := s.Complaints.HotlineCases(ctx, actorOf(ctx), models.HotlineFilter{
		SectionNo: deref(r.Params.SectionNo), ImportID: deref(r.Params.ImportId), Open: deref(r.Params.Open), Before: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	views, next := cut(page, views, func(v complaints.HotlineView) int64 { return v.ID })
	return ListHotlineCases200JSONResponse{Items: each(views, hotlineCaseOf), Next: next}, nil
}

func hotlineCaseOf(v complaints.HotlineView) HotlineCase {
	return HotlineCase{
		Id: v.ID, ImportId: v.ImportID, CaseNo: v.CaseNo, SectionNo: v.SectionNo, SectionName: v.SectionName, Channel: orNil(v.Channel),
		On: v.OnDay, Fault: orNil(v.Fault), Clause: v.Clause, Count: v.Count, Escalated: v.Escalated, Points: orNil(v.Points),
		Note: orNil(v.Note), ProposalId: v.ProposalID,
	}
}

func (s *server) ProposeHotlineCase(ctx context.Context, r ProposeHotlineCaseRequestObject) (ProposeHotlineCaseResponseObject, error) {
	done, err := s.Complaints.ProposeHotline(ctx, actorOf(ctx), r.Id, deref(r.Body.Points), deref(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return ProposeHotlineCase201JSONResponse(proposedOf(done)), nil
}
