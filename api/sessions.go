package api

import (
	"context"

	"wanping/internal/accounts"
	"wanping/models"
)

func (s *server) LogIn(ctx context.Context, r LogInRequestObject) (LogInResponseObject, error) {
	in, err := s.Accounts.LogIn(ctx, accounts.Credentials{
		Login: r.Body.Account, Password: r.Body.Password, Device: deref(r.Body.Device), Address: visitOf(ctx).address,
	})
	if err != nil {
		return nil, err
	}
	return LogIn201JSONResponse{logInOf(in)}, nil
}

func (s *server) ListSessions(ctx context.Context, _ ListSessionsRequestObject) (ListSessionsResponseObject, error) {
	actor := actorOf(ctx)
	rows, err := s.Accounts.Sessions(ctx, actor)
	if err != nil {
		return nil, err
	}
	return ListSessions200JSONResponse{Items: each(rows, func(row models.Session) Session {
		return Session{
			Id: row.ID, Device: row.Device, CreatedAt: local(row.CreatedAt), ExpiresAt: local(row.ExpiresAt),
			Current: row.ID == actor.SessionID,
		}
	})}, nil
}

func (s *server) LogOut(ctx context.Context, _ LogOutRequestObject) (LogOutResponseObject, error) {
	if err := s.Accounts.Revoke(ctx, actorOf(ctx), actorOf(ctx).SessionID); err != nil {
		return nil, err
	}
	return LogOut204Response{}, nil
}

func (s *server) RevokeSession(ctx context.Context, r RevokeSessionRequestObject) (RevokeSessionResponseObject, error) {
	if err := s.Accounts.Revoke(ctx, actorOf(ctx), r.Id); err != nil {
		return nil, err
	}
	return RevokeSession204Response{}, nil
}

func logInOf(in accounts.LogIn) LogInJSONResponse {
	return LogInJSONResponse{
		Token: in.Token, ExpiresAt: local(models.At(in.ExpiresAt)), Account: accountOf(in.View),
	}
}
