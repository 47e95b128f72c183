package api

import (
	"context"

	"wanping/internal/outbox"
	"wanping/models"
)

func (s *server) ListConsents(ctx context.Context, _ ListConsentsRequestObject) (ListConsentsResponseObject, error) {
	to, err := s.Accounts.AddressOf(ctx, actorOf(ctx).AccountID)
	if err != nil {
		return nil, err
	}
	rows, err := s.Consents.Standing(ctx, actorOf(ctx).Role, to.Mini)
	if err != nil {
		return nil, err
	}
	return ListConsents200JSONResponse{Items: each(rows, func(c outbox.Standing) Consent {
		return Consent{Kind: c.Kind, TemplateId: c.Template, Balance: c.Balance, LongTerm: c.LongTerm, Ask: c.Ask}
	})}, nil
}

func (s *server) ClaimConsents(ctx context.Context, r ClaimConsentsRequestObject) (ClaimConsentsResponseObject, error) {
	to, err := s.Accounts.AddressOf(ctx, actorOf(ctx).AccountID)
	if err != nil {
		return nil, err
	}
	if to.Mini == "" {
		return nil, models.NewError(models.CodeNotBound, "这个账号还没有绑定小程序,不能订阅通知。请先在小程序里绑定。")
	}
	said := map[string]bool{}
	for kind, verdict := range *r.Body {
		said[kind] = verdict == "accept"
	}
	return ClaimConsents204Response{}, s.Consents.Claimed(ctx, to.Mini, said)
}

func (s *server) GetMobile(ctx context.Context, _ GetMobileRequestObject) (GetMobileResponseObject, error) {
	mobile, err := s.Accounts.Mobile(ctx, actorOf(ctx))
	return GetMobile200JSONResponse{Mobile: mobile}, err
}

func (s *server) SetMobile(ctx context.Context, r SetMobileRequestObject) (SetMobileResponseObject, error) {
	return SetMobile204Response{}, s.Accounts.SetMobile(ctx, actorOf(ctx), r.Body.Mobile)
}

func (s *server) ListUnreached(ctx context.Context, r ListUnreachedRequestObject) (ListUnreachedResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, people, err := s.Points.Outbox.Unreached(ctx, actorOf(ctx), page.from, page.fetch())
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(w models.DeliveryWay) int64 { return w.ID })
	return ListUnreached200JSONResponse{Next: next, Count: people, Items: each(rows, func(w models.DeliveryWay) Unreached {
		return Unreached{
			Id: w.ID, Account: w.Login, Role: string(w.Role), Topic: w.Topic, Subject: w.Subject, Body: w.Body, Since: local(w.CreatedAt),
		}
	})}, nil
}
