package api

import (
	"context"

	"wanping/internal/leads"
	"wanping/models"
)

func (s *server) ListLeads(ctx context.Context, r ListLeadsRequestObject) (ListLeadsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	views, err := s.Leads.List(ctx, actorOf(ctx), models.LeadFilter{
		SectionNo: deref(r.Params.SectionNo), Kind: string(deref(r.Params.Kind)), State: string(deref(r.Params.State)),
		Before: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	views, next := cut(page, views, func(v leads.View) int64 { return v.ID })
	return ListLeads200JSONResponse{Items: each(views, leadOf), Next: next}, nil
}

func (s *server) DismissLead(ctx context.Context, r DismissLeadRequestObject) (DismissLeadResponseObject, error) {
	view, err := s.Leads.Dismiss(ctx, actorOf(ctx), r.Id, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return DismissLead200JSONResponse{LeadJSONResponse(leadOf(view))}, nil
}

func (s *server) ProposeLead(ctx context.Context, r ProposeLeadRequestObject) (ProposeLeadResponseObject, error) {
	view, err := s.Leads.Propose(ctx, actorOf(ctx), r.Id, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return ProposeLead200JSONResponse{LeadJSONResponse(leadOf(view))}, nil
}

func leadOf(v leads.View) Lead {
	return Lead{
		Id: v.ID, Kind: LeadKind(v.Kind), SectionNo: v.SectionNo, From: v.PeriodFrom, To: v.PeriodTo, Deadline: local(v.DeadlineAt),
		AttemptId: v.AttemptID, Clause: v.Clause, Evidence: v.Evidence, State: LeadState(v.State), FoundAt: local(v.FoundAt),
		DecidedAt: localOrNil(v.DecidedAt), Reason: orNil(v.Reason), ProposalId: v.ProposalID,
	}
}
