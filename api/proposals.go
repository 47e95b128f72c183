package api

import (
	"bytes"
	"context"
	"fmt"

	"wanping/internal/ledger"
	"wanping/internal/proposals"
	"wanping/models"
)

func (s *server) ProposeEntries(ctx context.Context, r ProposeEntriesRequestObject) (ProposeEntriesResponseObject, error) {
	visit := visitOf(ctx)
	batch, err := s.Points.Proposals.Propose(ctx, visit.actor, r.Body.Lines, proposals.Key{Key: r.Params.IdempotencyKey, Body: visit.body})
	if err != nil {
		return nil, err
	}
	return ProposeEntries201JSONResponse{
		BatchId: batch.ID, Proposals: each(batch.Proposals, proposals.Show), Similar: each(batch.Similar, ledger.Show),
	}, nil
}

// proposeOne proposes what an operation of its own makes of one entry.
func (s *server) proposeOne(ctx context.Context, key string, line proposals.Line) (proposals.Shown, error) {
	visit := visitOf(ctx)
	used := proposals.Key{Key: key, Body: append([]byte(fmt.Sprint(line.Kind, line.Section)), visit.body...)}
	batch, err := s.Points.Proposals.Propose(ctx, visit.actor, []proposals.Line{line}, used)
	if err != nil {
		return proposals.Shown{}, err
	}
	return proposals.Show(batch.Proposals[0]), nil
}

func (s *server) ImportProposals(ctx context.Context, r ImportProposalsRequestObject) (ImportProposalsResponseObject, error) {
	visit, kind := visitOf(ctx), string(r.Params.Kind)
	handedIn, err := proposals.ReadTable(bytes.NewReader(visit.body), kind)
	if err != nil {
		return nil, err
	}
	// the kind belongs to what is asked, as the body does
	key := proposals.Key{Key: r.Params.IdempotencyKey, Body: append([]byte(kind), visit.body...)}
	batch, err := s.Points.Proposals.ProposeTable(ctx, visit.actor, handedIn, key)
	if err != nil {
		return nil, err
	}
	return ImportProposals201JSONResponse{
		BatchId: batch.ID, Proposals: each(batch.Proposals, proposals.Show), Similar: each(batch.Similar, ledger.Show),
	}, nil
}

func (s *server) GetProposalTemplate(_ context.Context, r GetProposalTemplateRequestObject) (GetProposalTemplateResponseObject, error) {
	var out bytes.Buffer
	format := formatOf(r.Params.Format)
	err := proposals.Template(&out, string(r.Params.Kind), format)
	return table{"录入模板-" + string(r.Params.Kind), format, out.Bytes()}, err
}

func (s *server) ListProposals(ctx context.Context, r ListProposalsRequestObject) (ListProposalsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Points.Proposals.List(ctx, actorOf(ctx), models.ProposalFilter{
		State: string(deref(r.Params.State)), After: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(p models.Proposal) int64 { return p.ID })
	return ListProposals200JSONResponse{Items: each(rows, proposals.Show), Next: next}, nil
}

func (s *server) GetProposal(ctx context.Context, r GetProposalRequestObject) (GetProposalResponseObject, error) {
	view, err := s.Points.Proposals.Show(ctx, actorOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return GetProposal200JSONResponse(view.Shown()), nil
}

func selectionOf(body *ProposalDecision) proposals.Selection {
	return proposals.Selection{Batch: deref(body.BatchId), IDs: deref(body.Ids)}
}

func (s *server) ConfirmProposals(ctx context.Context, r ConfirmProposalsRequestObject) (ConfirmProposalsResponseObject, error) {
	entries, err := s.Points.Proposals.Confirm(ctx, actorOf(ctx), selectionOf(r.Body), r.Body.Text)
	if err != nil {
		return nil, err
	}
	return ConfirmProposals201JSONResponse{Items: each(entries, ledger.Show)}, nil
}

func (s *server) ExamineProposals(ctx context.Context, r ExamineProposalsRequestObject) (ExamineProposalsResponseObject, error) {
	_, err := s.Points.Proposals.Examine(ctx, actorOf(ctx), selectionOf(r.Body), r.Body.Text)
	return ExamineProposals204Response{}, err
}

func (s *server) DeclineProposals(ctx context.Context, r DeclineProposalsRequestObject) (DeclineProposalsResponseObject, error) {
	_, err := s.Points.Proposals.Decline(ctx, actorOf(ctx), selectionOf(r.Body), r.Body.Text)
	return DeclineProposals204Response{}, err
}

func (s *server) WithdrawProposals(ctx context.Context, r WithdrawProposalsRequestObject) (WithdrawProposalsResponseObject, error) {
	_, err := s.Points.Proposals.Withdraw(ctx, actorOf(ctx), selectionOf(r.Body), r.Body.Text)
	return WithdrawProposals204Response{}, err
}

func (s *server) ObjectToProposal(ctx context.Context, r ObjectToProposalRequestObject) (ObjectToProposalResponseObject, error) {
	if _, err := s.Points.Proposals.Object(ctx, actorOf(ctx), r.Id, r.Body.Reason); err != nil {
		return nil, err
	}
	view, err := s.Points.Proposals.Show(ctx, actorOf(ctx), r.Id)
	return ObjectToProposal201JSONResponse(view.Shown()), err
}

func (s *server) NameSection(ctx context.Context, r NameSectionRequestObject) (NameSectionResponseObject, error) {
	if err := s.Points.Proposals.Name(ctx, actorOf(ctx), r.Id, r.Body.SectionNo, r.Body.Text); err != nil {
		return nil, err
	}
	view, err := s.Points.Proposals.Show(ctx, actorOf(ctx), r.Id)
	return NameSection200JSONResponse(view.Shown()), err
}
