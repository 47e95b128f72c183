package api

import (
	"context"

	"wanping/internal/accounts"
	"wanping/models"
)

func (s *server) ActivateAccount(ctx context.Context, r ActivateAccountRequestObject) (ActivateAccountResponseObject, error) {
	in, err := s.Accounts.Activate(ctx, accounts.Activation{
		Login: r.Body.Account, Code: r.Body.Code, Password: r.Body.Password,
		HolderName: deref(r.Body.HolderName), Device: deref(r.Body.Device), Address: visitOf(ctx).address,
	})
	if err != nil {
		return nil, err
	}
	return ActivateAccount201JSONResponse{logInOf(in)}, nil
}

func (s *server) GetMe(ctx context.Context, _ GetMeRequestObject) (GetMeResponseObject, error) {
	view, err := s.Accounts.Show(ctx, actorOf(ctx), actorOf(ctx).Login)
	if err != nil {
		return nil, err
	}
	return GetMe200JSONResponse{AccountJSONResponse(accountOf(view))}, nil
}

func (s *server) ChangePassword(ctx context.Context, r ChangePasswordRequestObject) (ChangePasswordResponseObject, error) {
	if err := s.Accounts.ChangePassword(ctx, actorOf(ctx), r.Body.Old, r.Body.New, visitOf(ctx).address); err != nil {
		return nil, err
	}
	return ChangePassword204Response{}, nil
}

func (s *server) ListAccounts(ctx context.Context, r ListAccountsRequestObject) (ListAccountsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	views, err := s.Accounts.List(ctx, actorOf(ctx), models.AccountFilter{
		Role: deref(r.Params.Role), UnitNo: deref(r.Params.UnitNo), After: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	views, next := cut(page, views, func(v accounts.View) int64 { return v.Account.ID })
	return ListAccounts200JSONResponse{Items: each(views, accountOf), Next: next}, nil
}

func (s *server) CreateAccount(ctx context.Context, r CreateAccountRequestObject) (CreateAccountResponseObject, error) {
	account, err := s.Accounts.Create(ctx, actorOf(ctx), accounts.NewAccount{
		Login: r.Body.Account, Role: r.Body.Role, UnitNo: deref(r.Body.UnitNo), SectionNo: deref(r.Body.SectionNo),
	})
	if err != nil {
		return nil, err
	}
	return CreateAccount201JSONResponse{AccountJSONResponse(accountOf(accounts.View{Account: account}))}, nil
}

func (s *server) GetAccount(ctx context.Context, r GetAccountRequestObject) (GetAccountResponseObject, error) {
	view, err := s.Accounts.Show(ctx, actorOf(ctx), r.Login)
	if err != nil {
		return nil, err
	}
	return GetAccount200JSONResponse{AccountJSONResponse(accountOf(view))}, nil
}

func (s *server) IssueActivationCode(ctx context.Context, r IssueActivationCodeRequestObject) (IssueActivationCodeResponseObject, error) {
	code, err := s.Accounts.IssueCode(ctx, actorOf(ctx), r.Login)
	if err != nil {
		return nil, err
	}
	return IssueActivationCode201JSONResponse{codeOf(code)}, nil
}

func (s *server) IssueBindingCode(ctx context.Context, _ IssueBindingCodeRequestObject) (IssueBindingCodeResponseObject, error) {
	actor := actorOf(ctx)
	code, err := s.Accounts.IssueBindingCode(ctx, actor, actor.Login)
	if err != nil {
		return nil, err
	}
	out := BindingCodeJSONResponse{Account: code.Login, Code: code.Code, ExpiresAt: local(models.At(code.ExpiresAt))}
	if s.BindingLink != nil {
		out.Link = orNil(s.BindingLink(ctx, code.Code, code.ExpiresAt))
	}
	return IssueBindingCode201JSONResponse{out}, nil
}

func (s *server) HandOverAccount(ctx context.Context, r HandOverAccountRequestObject) (HandOverAccountResponseObject, error) {
	code, err := s.Accounts.Handover(ctx, actorOf(ctx), r.Login, r.Body.HolderName, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return HandOverAccount201JSONResponse{codeOf(code)}, nil
}

func (s *server) CloseAccount(ctx context.Context, r CloseAccountRequestObject) (CloseAccountResponseObject, error) {
	if err := s.Accounts.Close(ctx, actorOf(ctx), r.Login, r.Body.Reason); err != nil {
		return nil, err
	}
	return CloseAccount204Response{}, nil
}

func (s *server) RevokeAccountSessions(ctx context.Context, r RevokeAccountSessionsRequestObject) (RevokeAccountSessionsResponseObject, error) {
	if err := s.Accounts.RevokeAll(ctx, actorOf(ctx), r.Login); err != nil {
		return nil, err
	}
	return RevokeAccountSessions204Response{}, nil
}

func accountOf(v accounts.View) Account {
	return Account{
		Account: v.Account.Login, Role: v.Account.Role, State: AccountState(v.Account.State),
		UnitNo: v.Account.UnitNo, SectionNo: v.Account.SectionNo, Holder: orNil(v.Holder),
	}
}

func codeOf(c accounts.Code) ActivationCodeJSONResponse {
	return ActivationCodeJSONResponse{Account: c.Login, Code: c.Code, ExpiresAt: local(models.At(c.ExpiresAt))}
}
