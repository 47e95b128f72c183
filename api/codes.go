package api

import (
	"context"

	"wanping/internal/qrcodes"
)

func (s *server) GetCode(ctx context.Context, r GetCodeRequestObject) (GetCodeResponseObject, error) {
	place, err := s.Codes.Resolve(ctx, r.Code)
	if err != nil {
		return nil, err
	}
	return GetCode200JSONResponse{SectionNo: place.SectionNo, SectionName: place.SectionName, UnitName: place.UnitName}, nil
}

func (s *server) GetSectionCode(ctx context.Context, r GetSectionCodeRequestObject) (GetSectionCodeResponseObject, error) {
	issued, err := s.Codes.Of(ctx, actorOf(ctx), r.No)
	if err != nil {
		return nil, err
	}
	return GetSectionCode200JSONResponse{sectionCodeOf(issued)}, nil
}

func (s *server) ReissueSectionCode(ctx context.Context, r ReissueSectionCodeRequestObject) (ReissueSectionCodeResponseObject, error) {
	issued, err := s.Codes.Reissue(ctx, actorOf(ctx), r.No, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return ReissueSectionCode201JSONResponse{sectionCodeOf(issued)}, nil
}

func sectionCodeOf(i qrcodes.Issued) SectionCodeJSONResponse {
	return SectionCodeJSONResponse{
		SectionNo: i.SectionNo, SectionName: i.SectionName, UnitNo: i.UnitNo, UnitName: i.UnitName,
		Code: qrcodes.Spoken(i.Code), Link: i.Link, IssuedAt: local(i.IssuedAt),
	}
}
