package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"wanping/bot"
	"wanping/bot/wechatsim"
	"wanping/configs"
	"wanping/internal/accounts"
	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/models"
)

// demoReason marks every value that the demo has made up.
const demoReason = "演示值,并非真实认定"

// demoAttributes are the sections, by number, of which the demo claims each attribute: the policy lists none.
var demoAttributes = map[string][]int{
	models.AttributeWindow:      {8, 52, 56, 60, 111},
	models.AttributeEnforcement: {56, 58, 59, 60},
	models.AttributeStationed:   {8, 52, 56},
	models.AttributeExempt:      {10},
	models.AttributeCarried:     {30, 31},
}

// demoAccounts are the accounts that the demo opens, one of each kind of user.
var demoAccounts = []struct {
	login, title string
	role         models.Role // of those that the roster does not bring
}{
	{"pyxgaj01", "联络员(县公安局出入境管理大队,窗口科室)", ""},
	{"pyxfgj001", "联络员(县发改局发展规划综合科,按月报送)", ""},
	{"pyxgaj2023", "单位管理员(县公安局)", ""},
	{"review1", "县评议办", models.RoleReviewOffice},
	{"review2", "县评议办(第二人)", models.RoleReviewOffice},
	{"committee1", "机关工委", models.RoleWorkCommittee},
	{"committee2", "机关工委(第二人)", models.RoleWorkCommittee},
	{"petitions1", "县信访局", models.RolePetitionsBureau},
	{"justice1", "县司法局", models.RoleJusticeBureau},
	{"centre1", "县政务服务中心", models.RoleServiceCentre},
	{"auditor1", "审计", models.RoleAuditor},
	{"admin1", "系统管理员", models.RoleAdministrator},
}

// settle prepares the demo.
func (h *house) settle(ctx context.Context) error {
	fresh, err := h.fill(ctx)
	if err == nil && fresh {
		err = h.charge(ctx, demoCharges[0])
	}
	if h.demo.Now().Before(h.config.demoOpens) {
		h.demo.Set(h.config.demoOpens)
	}
	if err == nil && fresh {
		err = h.charge(ctx, demoCharges[1])
	}
	if err != nil {
		return fmt.Errorf("prepare the demo: %w", err)
	}
	return nil
}

// demoEve is how long before its beginning a demo is prepared: what is set up then has no part in what changed since
// yesterday.
const demoEve = 15 * time.Hour

// demoCharges are the made-up deductions of the demo, on sections of the county's development bureau: one on the eve, one
// in the morning, so that a score has changed since yesterday.
var demoCharges = []proposals.Line{
	{Section: 7, Clause: "A1.1.2b"},
	{Section: 8, Clause: "A1.1.2b"},
}

// charge posts a made-up deduction, marked as such, by two accounts of the review office.
func (h *house) charge(ctx context.Context, line proposals.Line) error {
	by, err := demoFounders.by(ctx, h)
	if err != nil {
		return err
	}
	line.Kind, line.On, line.Evidence, line.Reason = models.EntryDeduction, models.DayOf(h.demo.Now(), clock.Shanghai), demoReason, demoReason
	batch, err := h.rooms.Points.Proposals.Propose(ctx, by.Proposer, []proposals.Line{line}, proposals.Key{})
	if err != nil {
		return err
	}
	_, err = h.rooms.Points.Proposals.Confirm(ctx, by.Confirmer, proposals.Selection{Batch: batch.ID}, demoReason)
	return err
}

// demoFounders are the accounts of the demo's office by which its rules, roster and attributes are proposed and confirmed.
var demoFounders = founders{asFlag: asFlag{As: "review1"}, ConfirmAs: "review2"}

// fill fills an empty demo database: one account of each kind, the bundled rules and roster, marked attributes. It tells
// whether the database was empty.
func (h *house) fill(ctx context.Context) (fresh bool, err error) {
	if err := h.openOffices(ctx); err != nil {
		return false, err
	}
	by, err := demoFounders.by(ctx, h)
	if err != nil {
		return false, err
	}
	if err := h.adoptBundledRules(ctx, by); err != nil {
		return false, err
	}
	reading, err := bundledRoster()
	if err != nil {
		return false, err
	}
	added, _, err := h.rooms.Roster.Import(ctx, reading, rosterStart(reading.Year), by)
	if err != nil {
		return false, err
	}
	if fresh = added.Sections > 0; fresh {
		if err := h.claimDemoAttributes(ctx, rosterStart(reading.Year), by); err != nil {
			return fresh, err
		}
	}
	if h.phone != nil {
		return fresh, h.activateForWechat(ctx)
	}
	return fresh, nil
}

// openOffices adds the accounts that the roster does not bring.
func (h *house) openOffices(ctx context.Context) error {
	for _, a := range demoAccounts {
		if a.role == "" {
			continue
		}
		_, err := h.rooms.Accounts.Create(ctx, models.CommandLine(), accounts.NewAccount{Login: a.login, Role: a.role})
		if err != nil && models.CodeOf(err) != models.CodeAccountExists {
			return err
		}
	}
	return nil
}

func (h *house) claimDemoAttributes(ctx context.Context, from models.Day, by ledger.By) error {
	var claims []models.SectionAttribute
	for _, attribute := range slices.Sorted(maps.Keys(demoAttributes)) {
		for _, no := range demoAttributes[attribute] {
			claims = append(claims, models.SectionAttribute{
				SectionNo: no, Attribute: attribute, Value: models.Yes, EffectiveFrom: from, Reason: demoReason, Source: models.SourceDemo,
			})
		}
	}
	return h.store.Write(ctx, func(tx *models.Tx) error { return ledger.Found(tx, by, nil, slices.Clone(claims)) })
}

// demoWechatAccounts are the accounts that the people of the demo's phone bind: in use already, by a password that nobody
// knows, and without a row in the table of those to activate.
var demoWechatAccounts = []struct{ login, person, title, inApp string }{
	{"pyxfgj003", "陈一帆", "联络员(县发改局固定资产投资科,窗口科室)", "pyxgaj01"},
	{"pyxfgj2023", "林知远", "单位管理员(县发改局)", "pyxgaj2023"},
}

// demoCitizen is who of the phone's people has no account.
const demoCitizen = "周小满"

// activateForWechat puts the accounts of the phone's people to use.
func (h *house) activateForWechat(ctx context.Context) error {
	for _, a := range demoWechatAccounts {
		view, err := h.rooms.Accounts.Show(ctx, models.CommandLine(), a.login)
		if err != nil {
			return err
		}
		if view.Account.State != models.AccountPending {
			continue
		}
		code, err := h.rooms.Accounts.IssueCode(ctx, models.CommandLine(), a.login)
		if err != nil {
			return err
		}
		_, err = h.rooms.Accounts.Activate(ctx, accounts.Activation{
			Login: a.login, Code: code.Code, Password: rand.Text(), HolderName: a.person, Device: "演示", Address: "127.0.0.1",
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// demoScenes are the sections whose QR codes the phone page has to scan.
var demoScenes = []int{8, 56}

// hangCodes makes the QR codes that would hang at the counters of some sections: the official account's, and the posters'
// whose links open the app.
func (h *house) hangCodes(ctx context.Context) error {
	posters := make([]wechatsim.Poster, 0, len(demoScenes))
	for _, no := range demoScenes {
		if _, err := h.wechat.SceneCode(ctx, fmt.Sprint(bot.SectionScene, no), 0); err != nil {
			return err
		}
		issued, err := h.rooms.Codes.Of(ctx, models.CommandLine(), no)
		if err != nil {
			return err
		}
		// Not the link on real posters, which names server.public_url: the demo may run on another port.
		posters = append(posters, wechatsim.Poster{Title: issued.SectionName, URL: h.phone.program + "/c/" + issued.Code})
	}
	h.phone.platform.Hang(posters...)
	return nil
}

// describePhone says where the phone is and what to type on it: here, and beside the phone itself. codes are the activation
// codes by account.
func (h *house) describePhone(ctx context.Context, w io.Writer, codes map[string]string) error {
	fmt.Fprintf(w, "先看这里:http://%s/phone/    一部演示手机,扮市民、联络员、管理员和公众号聊天,也可拨演示时钟\n", h.phone.address)
	for _, a := range demoWechatAccounts {
		code, err := h.rooms.Accounts.IssueBindingCode(ctx, models.CommandLine(), a.login)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "  %s  %s  关注后发送:绑定 %s\n", a.person, a.title, code.Code)
		err = h.phone.platform.Advise(a.person,
			wechatsim.Tip{Label: "在对话里:先关注公众号,再发送", Text: "绑定 " + code.Code, Chat: true},
			wechatsim.Tip{Label: "在小程序里:登录页选“激活账号”,账号", Text: a.inApp},
			wechatsim.Tip{Label: "激活码(一次性)", Text: codes[a.inApp]},
		)
		if err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return h.phone.platform.Advise(demoCitizen, wechatsim.Tip{Label: "市民不用登录:扫旁边的投诉码,在小程序里投诉;或关注公众号,点“我要投诉”。"})
}

// welcome prints where to look and how to log in as each kind of user.
func (h *house) welcome(ctx context.Context, w io.Writer, address string) error {
	fmt.Fprintf(w, "\n万人评 演示版 http://%s    演示时钟 %s\n\n", address, h.demo.Now().In(clock.Shanghai).Format("2006-01-02 15:04"))
	codes := map[string]string{}
	for _, a := range demoAccounts {
		shown, err := h.demoCode(ctx, a.login)
		if err != nil {
			return err
		}
		codes[a.login] = shown
	}
	if h.phone != nil {
		if err := h.describePhone(ctx, w, codes); err != nil {
			return err
		}
	}
	issued, err := h.rooms.Codes.Of(ctx, models.CommandLine(), demoScenes[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "市民投诉:http://%s/c/%s    %s%s窗口的二维码;海报:wanping posters --demo --out 海报.pdf\n\n",
		address, issued.Code, issued.UnitName, issued.SectionName)
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "  账号\t一次性激活码\t身份")
	for _, a := range demoAccounts {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", a.login, codes[a.login], a.title)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `
激活并登录(示例):
  curl -s http://%s/api/v1/activations -H 'Content-Type: application/json' \
    -d '{"account":"pyxgaj01","code":"上面的激活码","password":"自己定的密码至少十位","holder_name":"王小明"}'
忘了密码:wanping account code 账号 --demo。更多步骤见 README.zh-CN.md。按 Ctrl+C 停止。

`, address)
	return err
}

// demoCode gives an account that waits a fresh code, and leaves one that is in use alone.
func (h *house) demoCode(ctx context.Context, login string) (string, error) {
	view, err := h.rooms.Accounts.Show(ctx, models.CommandLine(), login)
	if err != nil {
		return "", err
	}
	if view.Account.State != models.AccountPending {
		return "已激活,用您设的密码登录", nil
	}
	code, err := h.rooms.Accounts.IssueCode(ctx, models.CommandLine(), login)
	return code.Code, err
}

func bundledRoster() (*roster.Reading, error) {
	file, err := configs.FS.Open("roster/2023.csv")
	if err != nil {
		return nil, err
	}
	reading, err := roster.Read(file)
	if err != nil {
		return nil, err
	}
	return reading, file.Close()
}

// rosterStart is the day from which a year's roster holds.
func rosterStart(year int) models.Day { return models.NewDay(year, 1, 1) }
