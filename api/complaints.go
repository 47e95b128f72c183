package api

import (
	"context"
	"fmt"
	"net/http"

	"wanping/internal/accounts"
	"wanping/internal/complaints"
	"wanping/models"
)

func (s *server) ReceiveComplaint(ctx context.Context, r ReceiveComplaintRequestObject) (ReceiveComplaintResponseObject, error) {
	visit := visitOf(ctx)
	kept, err := s.Complaints.Receive(ctx, complaints.Intake{
		Code: r.Body.Code, Text: r.Body.Text, Photos: deref(r.Body.Photos), Name: deref(r.Body.Name), Mobile: deref(r.Body.Mobile),
		About: string(deref(r.Body.About)), Channel: string(deref(r.Body.Channel)), Address: visit.address,
		OpenID: s.Accounts.Visitor(ctx, accounts.MiniVisit{Code: deref(r.Body.JsCode), Address: visit.address}),
	}, complaints.Key{Key: r.Params.IdempotencyKey, Body: visit.body})
	if err != nil {
		return nil, err
	}
	return ReceiveComplaint201JSONResponse{
		Receipt: kept.Receipt, Secret: kept.Secret, State: ComplaintState(kept.State),
		AcceptBy: localOrNil(kept.AcceptBy), AnswerBy: localOrNil(kept.AnswerBy),
	}, nil
}

func (s *server) ListComplaints(ctx context.Context, r ListComplaintsRequestObject) (ListComplaintsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	views, err := s.Complaints.List(ctx, actorOf(ctx), complaints.Filter{
		SectionNo: deref(r.Params.SectionNo), UnitNo: deref(r.Params.UnitNo), SubjectNo: deref(r.Params.SubjectNo),
		State: string(deref(r.Params.State)), Overdue: deref(r.Params.Overdue), Before: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	views, next := cut(page, views, func(v complaints.View) int64 { return v.ID })
	return ListComplaints200JSONResponse{Items: each(views, complaintOf), Next: next}, nil
}

func (s *server) GetComplaint(ctx context.Context, r GetComplaintRequestObject) (GetComplaintResponseObject, error) {
	view, err := s.Complaints.Complaint(ctx, actorOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return GetComplaint200JSONResponse{ComplaintJSONResponse(complaintOf(view))}, nil
}

func (s *server) MoveComplaint(ctx context.Context, r MoveComplaintRequestObject) (MoveComplaintResponseObject, error) {
	b := r.Body
	view, err := s.Complaints.Move(ctx, actorOf(ctx), r.Id, complaints.Move{
		Move: string(b.Move), Text: deref(b.Text), Version: b.Version, SectionNo: deref(b.SectionNo), Urgent: deref(b.Urgent),
		UnitText: deref(b.UnitText), Level: string(deref(b.Level)), DuplicateOf: deref(b.DuplicateOf),
	})
	if err != nil {
		return nil, err
	}
	return MoveComplaint200JSONResponse{ComplaintJSONResponse(complaintOf(view))}, nil
}

func (s *server) RevealComplainant(ctx context.Context, r RevealComplainantRequestObject) (RevealComplainantResponseObject, error) {
	p, err := s.Complaints.Reveal(ctx, actorOf(ctx), r.Id, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return RevealComplainant201JSONResponse{Name: p.Name, Mobile: p.Mobile, Text: p.Text}, nil
}

func (s *server) ProposeComplaint(ctx context.Context, r ProposeComplaintRequestObject) (ProposeComplaintResponseObject, error) {
	done, err := s.Complaints.Propose(ctx, actorOf(ctx), r.Id, r.Body.Clause, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return ProposeComplaint201JSONResponse(proposedOf(done)), nil
}

func proposedOf(done complaints.Proposed) ComplaintProposal {
	return ComplaintProposal{
		ProposalId: done.ProposalID, Clause: done.Clause, SectionNo: done.SectionNo, On: done.On,
		Others: each(done.Others, func(o complaints.OtherCharge) OtherCharge {
			return OtherCharge{Clause: o.Clause, Evidence: o.Evidence, EntrySeq: idOrNil(o.EntrySeq), ProposalId: idOrNil(o.ProposalID)}
		}),
	}
}

func (s *server) GetComplaintPhoto(ctx context.Context, r GetComplaintPhotoRequestObject) (GetComplaintPhotoResponseObject, error) {
	picture, err := s.Complaints.Photo(ctx, actorOf(ctx), r.Id, r.N)
	return jpeg(picture), err
}

// jpeg is a picture as it is answered.
type jpeg []byte

func (p jpeg) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Disposition", "inline")
	w.Header().Set("Content-Length", fmt.Sprint(len(p)))
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(p)
	return err
}

func (p jpeg) VisitGetComplaintPhotoResponse(w http.ResponseWriter) error { return p.write(w) }
func (p jpeg) VisitGetReceiptPhotoResponse(w http.ResponseWriter) error   { return p.write(w) }

func complaintOf(v complaints.View) Complaint {
	out := Complaint{
		Id: v.ID, Version: v.Version, Receipt: orNil(v.ReceiptShown), Channel: ComplaintChannel(v.Channel), About: ComplaintAbout(v.About),
		State: ComplaintState(v.State), StateText: v.StateText, SubjectNo: v.SubjectSection, SectionName: v.SectionName, UnitName: v.UnitName,
		SectionNo: noOrNil(v.SectionNo), HandlerName: orNil(v.HandlerName), UnitNo: noOrNil(v.UnitNo), Urgent: v.Urgent,
		DuplicateOf: v.DuplicateOf, Reopened: v.Reopened, ReceivedAt: local(v.ReceivedAt),
		AcceptBy: localOrNil(v.AcceptBy), AnswerBy: localOrNil(v.AnswerBy), AcceptedAt: localOrNil(v.AcceptedAt), AnsweredAt: localOrNil(v.AnsweredAt),
		Overdue: v.Overdue != "", DaysLeft: v.DaysLeft, Text: v.Text, Photos: numbers(v.Photos),
		HasName: v.HasName, HasMobile: v.HasMobile, ContentMark: orNil(v.ContentMark),
		Level: wordOrNil[ComplaintLevel](v.Level), Finding: wordOrNil[ComplaintFinding](v.Finding), Verdict: wordOrNil[ComplaintVerdict](v.Verdict),
		OverdueDeadline: wordOrNil[ComplaintOverdueDeadline](v.Overdue),
	}
	if v.History == nil { // of a list
		return out
	}
	history, may := each(v.History, moveOf), v.May
	out.History, out.May = &history, &may
	suggestions := each(v.Suggestions, func(s complaints.Suggestion) ComplaintSuggestion {
		return ComplaintSuggestion{Clause: s.Clause, Why: s.Why, SectionNo: s.SectionNo, On: s.On}
	})
	charges := each(v.Charges, func(c models.ChargedComplaint) ComplaintCharge {
		return ComplaintCharge{ProposalId: c.ProposalID, Clause: c.Clause, State: c.State}
	})
	if len(suggestions) > 0 {
		out.Suggestions = &suggestions
	}
	if len(charges) > 0 {
		out.Charges = &charges
	}
	return out
}

func moveOf(s complaints.Step) ComplaintMove {
	return ComplaintMove{At: s.At, Move: s.Move, Text: s.Text, By: s.By, Login: orNil(s.Login), To: ComplaintState(s.To), Detail: orNil(s.Detail)}
}

// numbers counts to n from 1.
func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i + 1
	}
	return out
}

func noOrNil(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func idOrNil(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

func wordOrNil[Word ~string](s string) *Word {
	if s == "" {
		return nil
	}
	w := Word(s)
	return &w
}
