package api

import (
	"context"
	"encoding/json"
	"net/http"

	"wanping/internal/boards"
	"wanping/internal/clock"
	"wanping/internal/proposals"
	"wanping/models"
)

func (s *server) GetBoard(ctx context.Context, r GetBoardRequestObject) (GetBoardResponseObject, error) {
	actor := actorOf(ctx)
	view, err := s.Points.Boards.Board(ctx, actor, boards.Query{
		AsOf: deref(r.Params.On), UnitNo: deref(r.Params.UnitNo), Section: deref(r.Params.SectionNo),
	})
	if err != nil {
		return nil, err
	}
	return taggedBoard{view: view, tag: view.ETag(actor), known: deref(r.Params.IfNoneMatch)}, nil
}

// taggedBoard is a board with its validator: the reader who knows it already is told so.
type taggedBoard struct {
	view       boards.View
	tag, known string
}

// VisitGetBoardResponse writes the board, or 304.
func (b taggedBoard) VisitGetBoardResponse(w http.ResponseWriter) error {
	w.Header().Set("ETag", b.tag)
	w.Header().Set("Cache-Control", "private, no-cache")
	if b.known == b.tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	return json.NewEncoder(w).Encode(b.view)
}

func (s *server) ExplainSection(ctx context.Context, r ExplainSectionRequestObject) (ExplainSectionResponseObject, error) {
	out, err := s.Points.Boards.Explain(ctx, actorOf(ctx), r.No, deref(r.Params.On))
	if err != nil {
		return nil, err
	}
	return ExplainSection200JSONResponse(out.Shown()), nil
}

func (s *server) ListBoardChanges(ctx context.Context, r ListBoardChangesRequestObject) (ListBoardChangesResponseObject, error) {
	changes, err := s.Points.Boards.Between(ctx, actorOf(ctx), deref(r.Params.From), deref(r.Params.To))
	if err != nil {
		return nil, err
	}
	return ListBoardChanges200JSONResponse{Items: append([]boards.Change{}, changes...)}, nil
}

func (s *server) GetSelection(ctx context.Context, r GetSelectionRequestObject) (GetSelectionResponseObject, error) {
	sheet, err := s.Points.Boards.Select(ctx, actorOf(ctx), deref(r.Params.On))
	if err != nil {
		return nil, err
	}
	return GetSelection200JSONResponse(sheet), nil
}

func (s *server) ListPublishedBoards(ctx context.Context, _ ListPublishedBoardsRequestObject) (ListPublishedBoardsResponseObject, error) {
	rows, err := s.Points.Boards.List(ctx, 0)
	if err != nil {
		return nil, err
	}
	return ListPublishedBoards200JSONResponse{Items: each(rows, boards.ShowPublished)}, nil
}

func (s *server) PublishBoard(ctx context.Context, r PublishBoardRequestObject) (PublishBoardResponseObject, error) {
	one, err := s.proposeOne(ctx, r.Params.IdempotencyKey, proposals.Line{
		Kind: models.EntryBoard, Subject: r.Body.Name, Detail: string(r.Body.Stage), On: models.DayOf(s.Clock.Now(), clock.Shanghai), Reason: r.Body.Reason,
	})
	return PublishBoard201JSONResponse(one), err
}

func (s *server) GetPublishedBoard(ctx context.Context, r GetPublishedBoardRequestObject) (GetPublishedBoardResponseObject, error) {
	board, err := s.Points.Boards.Published(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	return frozen{content: board.Content, digest: board.Digest}, nil
}

// frozen is a published document: its bytes and nothing made of them.
type frozen struct {
	content []byte
	digest  string
}

// VisitGetPublishedBoardResponse writes the document as it was published.
func (f frozen) VisitGetPublishedBoardResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("ETag", `"`+f.digest+`"`)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(f.content)
	return err
}
