package api

import (
	"bytes"
	"context"

	"wanping/internal/facts"
)

func (s *server) KeepRuleFile(ctx context.Context, r KeepRuleFileRequestObject) (KeepRuleFileResponseObject, error) {
	rules, err := s.Points.Adoption.Keep(ctx, r.Params.Name, visitOf(ctx).body)
	if err != nil {
		return nil, err
	}
	return KeepRuleFile201JSONResponse{
		Hash: rules.Hash, County: rules.County, Title: rules.Title, Year: facts.YearOf(rules), From: facts.FirstDay(rules),
	}, nil
}

func (s *server) GetRuleFile(ctx context.Context, r GetRuleFileRequestObject) (GetRuleFileResponseObject, error) {
	file, err := s.Points.Adoption.File(ctx, r.Hash)
	return GetRuleFile200ApplicationoctetStreamResponse{
		Body: bytes.NewReader(file.Content), ContentLength: int64(len(file.Content)),
	}, err
}
