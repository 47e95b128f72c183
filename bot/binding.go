package bot

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"wanping/internal/accounts"
	"wanping/models"
)

// bindingCode finds a code in a sentence.
var bindingCode = regexp.MustCompile(`[A-HJ-NP-Z2-9]{4} ?[-—–] ?[A-HJ-NP-Z2-9]{4}`)

// likeCode tells a code, however wrong, from other words.
var likeCode = regexp.MustCompile(`[0-9A-Za-z]{4}`)

// bind asks for the code, or tries the one there is.
func bind(s State, in input, code string) (State, turn) {
	if in.role() != "" {
		return say(s.idle(), "本微信已经绑定。"+whoAmI(in)+"\n要换账号,请先回复“解绑”。")
	}
	if bare(code) == "" {
		return ask(s.idle(), alike{})
	}
	if !likeCode.MatchString(code) { // no guess, and not counted as one
		s.Asking = askBinding
		return unclear(s, in, "没看到绑定码。")
	}
	if inside := bindingCode.FindString(strings.ToUpper(code)); inside != "" {
		code = inside
	}
	return ask(s.idle(), binding{code: strings.NewReplacer("—", "-", "–", "-").Replace(bare(code))})
}

// binding spends a code.
type binding struct{ code string }

func (c binding) make(ctx context.Context, d Desk, in input) (outcome, error) {
	if len(c.code) > 40 {
		c.code = "" // no code of ours, and refused as such
	}
	view, err := d.Accounts.Bind(ctx, d.person(ctx, in.OpenID), c.code)
	if err == nil {
		d.tag(ctx, in.OpenID, view.Account.Role, true)
	}
	return bound{view, err}, unforeseen(err)
}

// person is the follower as both apps know one, where WeChat tells; without, everyone binds by a code in each.
func (d Desk) person(ctx context.Context, openID string) accounts.Person {
	who := accounts.Person{OpenID: openID}
	if d.Followers == nil {
		return who
	}
	var err error
	if who.UnionID, err = d.Followers.UnionID(ctx, openID); err != nil {
		d.Log.WarnContext(ctx, "who a follower is in the mini-program is not known", "error", err)
	}
	return who
}

// alike binds who is bound in the mini-program already.
type alike struct{}

func (alike) make(ctx context.Context, d Desk, in input) (outcome, error) {
	view, done, err := d.Accounts.BindAlike(ctx, d.person(ctx, in.OpenID))
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	if !done {
		return codeWanted{}, nil
	}
	d.tag(ctx, in.OpenID, view.Account.Role, true)
	return bound{view: view}, nil
}

// codeWanted asks for a code: nothing else tells whom to bind.
type codeWanted struct{}

func (codeWanted) tell(s State, _ input) (State, string) {
	s = s.idle()
	s.Asking = askBinding
	return s, asking(s)
}

type bound struct {
	view accounts.View
	err  error
}

func (o bound) tell(s State, _ input) (State, string) {
	switch models.CodeOf(o.err) {
	case "":
	case models.CodeActivationInvalid:
		s.Asking = askBinding
		return s, models.MessageOf(o.err) + "不绑定就回复“取消”。"
	default:
		return s.idle(), models.MessageOf(o.err)
	}
	return s.idle(), fmt.Sprintf("绑定成功。您是%s %s,账号 %s。\n\n%s",
		roleName(o.view.Account.Role), o.view.Holder, o.view.Account.Login, help(o.view.Account.Role))
}

// unbind asks first: it may be a slip on the menu.
func unbind(s State, in input) (State, turn) {
	if in.role() == "" {
		return say(s.idle(), "本微信没有绑定账号,无需解绑。")
	}
	s = s.idle()
	s.Asking = askUnbinding
	return say(s, whoAmI(in)+"\n"+asking(s))
}

// unbinding ends a binding: on demand, or because its account was closed, re-opened or handed over.
type unbinding struct{ ended bool }

func (c unbinding) make(ctx context.Context, d Desk, in input) (outcome, error) {
	_, err := d.Accounts.Unbind(ctx, in.OpenID)
	if err == nil {
		d.tag(ctx, in.OpenID, in.who.Account.Role, false)
	}
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return unbound(c), nil
}

type unbound struct{ ended bool }

func (o unbound) tell(s State, in input) (State, string) {
	if o.ended {
		return s.idle(), fmt.Sprintf("您绑定的账号 %s 已停用、移交或重新激活,本微信的绑定已解除,刚才的内容没有处理。"+
			"如仍由您使用,请激活后重新领取绑定码,回复“绑定”。", in.who.Account.Login)
	}
	return s.idle(), "已解绑,小程序也已退出登录。网页版和浏览器里的登录不受影响,要退出请在“我的”里操作。以后要再用,请重新领取绑定码,回复“绑定”。"
}

func whoAmI(in input) string {
	if in.role() == "" {
		return "您还没有绑定账号,现在以市民身份使用。科室联络员、单位管理员请回复“绑定”。"
	}
	return fmt.Sprintf("您是%s %s,账号 %s。", roleName(in.role()), in.who.Holder, in.who.Actor.Login)
}
