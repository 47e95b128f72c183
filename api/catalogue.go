package api

import (
	"context"

	"wanping/models"
)

const catalogueDefault = 20

func (s *server) SearchCatalogue(ctx context.Context, r SearchCatalogueRequestObject) (SearchCatalogueResponseObject, error) {
	limit := catalogueDefault
	if r.Params.Limit != nil {
		limit = *r.Params.Limit
	}
	items, err := s.Reporting.SearchCatalogue(ctx, actorOf(ctx), deref(r.Params.SectionNo), deref(r.Params.Q), limit)
	if err != nil {
		return nil, err
	}
	return SearchCatalogue200JSONResponse{Items: each(items, func(i models.CatalogueItem) CatalogueItem {
		shown := CatalogueItem{Id: i.ID, SectionNo: i.SectionNo, Item: i.Item}
		if category := Category(i.Category); i.Category != "" {
			shown.Category = &category
		}
		return shown
	})}, nil
}

func (s *server) ImportCatalogue(ctx context.Context, _ ImportCatalogueRequestObject) (ImportCatalogueResponseObject, error) {
	done, err := s.Reporting.ImportCatalogue(ctx, actorOf(ctx), visitOf(ctx).body)
	if err != nil {
		return nil, err
	}
	return ImportCatalogue201JSONResponse{Added: done.Added, Known: done.Known}, nil
}

func (s *server) RetireCatalogueItem(ctx context.Context, r RetireCatalogueItemRequestObject) (RetireCatalogueItemResponseObject, error) {
	if err := s.Reporting.RetireCatalogueItem(ctx, actorOf(ctx), r.Id); err != nil {
		return nil, err
	}
	return RetireCatalogueItem204Response{}, nil
}
