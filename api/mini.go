package api

import (
	"context"

	"wanping/internal/accounts"
)

func (s *server) MiniLogIn(ctx context.Context, r MiniLogInRequestObject) (MiniLogInResponseObject, error) {
	in, err := s.Accounts.MiniLogIn(ctx, accounts.MiniVisit{
		Code: r.Body.JsCode, Device: deref(r.Body.Device), Address: visitOf(ctx).address,
	})
	if err != nil {
		return nil, err
	}
	return MiniLogIn201JSONResponse{logInOf(in)}, nil
}

func (s *server) MiniBind(ctx context.Context, r MiniBindRequestObject) (MiniBindResponseObject, error) {
	in, err := s.Accounts.MiniBind(ctx, accounts.MiniVisit{
		Code: r.Body.JsCode, Device: deref(r.Body.Device), Address: visitOf(ctx).address,
	}, r.Body.Code)
	if err != nil {
		return nil, err
	}
	return MiniBind201JSONResponse{logInOf(in)}, nil
}
