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

func (s *server) ListDeliveries(ctx context.Context, r ListDeliveriesRequestObject) (ListDeliveriesResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Points.Outbox.History(ctx, actorOf(ctx), r.Login, page.from, page.fetch())
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(w outbox.Way) int64 { return w.ID })
	return ListDeliveries200JSONResponse{Next: next, Items: each(rows, WayOf)}, nil
}

// WayOf is a message's way as the API tells it; the command line prints the same.
func WayOf(w outbox.Way) MessageWay {
	out := MessageWay{
		Id: w.ID, Topic: w.Topic, Title: w.Title, Subject: w.Subject, Since: local(w.CreatedAt), State: MessageWayState(w.State),
		Attempts: each(w.Attempts, func(a outbox.Attempt) DeliveryAttempt {
			return DeliveryAttempt{Channel: a.Channel, At: local(a.BegunAt), Outcomes: each(a.Outcomes, func(o models.DeliveryOutcome) DeliveryOutcome {
				return DeliveryOutcome{Result: o.Result, Reason: o.Reason, At: local(o.At)}
			})}
		}),
	}
	at := local(w.SettledAt)
	if w.State == models.DeliveryWaiting {
		at = local(w.DueAt)
		out.Due = &at
	} else {
		out.Settled = &at
	}
	return out
}
