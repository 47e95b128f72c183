package api

import (
	"context"

	"wanping/internal/wording"
)

func (s *server) CheckWording(ctx context.Context, r CheckWordingRequestObject) (CheckWordingResponseObject, error) {
	read, err := s.Reporting.LookAtWording(ctx, actorOf(ctx), r.Body.Item)
	if err != nil {
		return nil, err
	}
	return CheckWording200JSONResponse{
		Item: read.Item, MayInsist: read.Insistable,
		Findings: each(read.Findings, func(f wording.Finding) FieldError {
			return FieldError{Name: "item", Code: string(f.Code), Message: f.Message, Suggestion: orNil(f.Suggestion)}
		}),
	}, nil
}
