package api

import (
	"context"

	"wanping/internal/complaints"
)

func visitor(ctx context.Context, receipt, secret string) complaints.Visit {
	return complaints.Visit{Receipt: receipt, Secret: secret, Address: visitOf(ctx).address}
}

func (s *server) GetReceipt(ctx context.Context, r GetReceiptRequestObject) (GetReceiptResponseObject, error) {
	own, err := s.Complaints.Follow(ctx, visitor(ctx, r.Receipt, r.Params.ReceiptSecret))
	if err != nil {
		return nil, err
	}
	return GetReceipt200JSONResponse{OwnComplaintJSONResponse(ownOf(own))}, nil
}

func (s *server) JudgeAnswer(ctx context.Context, r JudgeAnswerRequestObject) (JudgeAnswerResponseObject, error) {
	own, err := s.Complaints.Judge(ctx, visitor(ctx, r.Receipt, r.Params.ReceiptSecret), r.Body.Solved, deref(r.Body.Text))
	if err != nil {
		return nil, err
	}
	return JudgeAnswer200JSONResponse{OwnComplaintJSONResponse(ownOf(own))}, nil
}

func (s *server) WithdrawComplaint(ctx context.Context, r WithdrawComplaintRequestObject) (WithdrawComplaintResponseObject, error) {
	own, err := s.Complaints.Withdraw(ctx, visitor(ctx, r.Receipt, r.Params.ReceiptSecret), r.Body.Text)
	if err != nil {
		return nil, err
	}
	return WithdrawComplaint200JSONResponse{OwnComplaintJSONResponse(ownOf(own))}, nil
}

func (s *server) ObjectToExit(ctx context.Context, r ObjectToExitRequestObject) (ObjectToExitResponseObject, error) {
	own, err := s.Complaints.Object(ctx, visitor(ctx, r.Receipt, r.Params.ReceiptSecret), r.Body.Text)
	if err != nil {
		return nil, err
	}
	return ObjectToExit200JSONResponse{OwnComplaintJSONResponse(ownOf(own))}, nil
}

func (s *server) GetReceiptPhoto(ctx context.Context, r GetReceiptPhotoRequestObject) (GetReceiptPhotoResponseObject, error) {
	picture, err := s.Complaints.OwnPhoto(ctx, visitor(ctx, r.Receipt, r.Params.ReceiptSecret), r.N)
	return jpeg(picture), err
}

func ownOf(o complaints.Own) OwnComplaint {
	out := OwnComplaint{
		Receipt: o.Receipt, SectionName: o.SectionName, UnitName: o.UnitName, State: ComplaintState(o.State), StateText: o.StateText,
		Text: o.Text, Overdue: o.Overdue, AcceptBy: localOrNil(o.AcceptBy), AnswerBy: localOrNil(o.AnswerBy), Photos: numbers(o.Photos),
		History: each(o.History, func(s complaints.Step) OwnComplaintMove {
			return OwnComplaintMove{At: s.At, Move: s.Move, Text: s.Text, By: s.By}
		}),
		May: each(o.May, func(m string) OwnComplaintMay { return OwnComplaintMay(m) }),
	}
	return out
}
