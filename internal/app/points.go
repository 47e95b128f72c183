package app

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"wanping/api"
	"wanping/configs"
	"wanping/internal/boards"
	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/internal/proposals"
	"wanping/internal/secrets"
	"wanping/internal/stages"
	"wanping/models"
)

// furnishPoints wires what turns events into points: ledger, proposals, boards.
func (h *house) furnishPoints() {
	h.wirePoints()
	h.rooms.Points.Attach(h.rooms.Roster)
}

func (h *house) wirePoints() {
	h.rooms.Consents = outbox.NewConsents(h.store, h.keys)
	h.rulebook = facts.NewRulebook()
	plan := planOnce()
	l := ledger.New(h.store, h.keys)
	h.rooms.Points = api.Points{
		Ledger:    l,
		Signer:    sync.OnceValues(h.openSigner),
		Proposals: proposals.New(h.store, h.keys, l, h.rulebook, plan),
		Boards:    boards.New(h.store, l, h.rulebook, plan),
		Outbox:    outbox.New(h.store),
		Adoption:  facts.Adoption{Store: h.store, Rules: h.rulebook},
	}
}

// openToLook opens what verifying needs and writes nothing: what is looked at may be damaged.
func openToLook(ctx context.Context, c *config) (*house, error) {
	h := &house{config: c, clock: clock.System{}}
	var err error
	if h.keys, err = secrets.Open(c.Secrets.KeyFile); err != nil {
		return nil, err
	}
	if h.store, err = models.Open(ctx, h.database()); err != nil {
		return nil, err
	}
	h.wirePoints()
	return h, nil
}

// planOnce reads each year's stages once: they do not change while the program runs.
func planOnce() func(int) (*stages.Plan, error) {
	var mu sync.Mutex
	known := map[int]*stages.Plan{}
	return func(year int) (*stages.Plan, error) {
		mu.Lock()
		defer mu.Unlock()
		if plan := known[year]; plan != nil {
			return plan, nil
		}
		plan, err := stages.Load(configs.FS, year)
		if err == nil {
			known[year] = plan
		}
		return plan, err
	}
}

// openSigner opens the ledger's signing key, beside the key file where no other place is set.
func (h *house) openSigner() (*ledger.Signer, error) {
	path := h.config.Ledger.SigningKey
	if path == "" {
		path = filepath.Join(filepath.Dir(h.config.Secrets.KeyFile), "wanping-ledger.pem")
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	return ledger.OpenSigner(path)
}

// rulesAdopted tells whether any rule file was ever adopted.
func (h *house) rulesAdopted(ctx context.Context) (adopted bool, err error) {
	err = h.store.Read(ctx, func(tx *models.Tx) (err error) {
		_, adopted, err = tx.LastLedgerEntry(models.EntryRuleFile)
		return err
	})
	return adopted, err
}

// adoptBundledRules puts the rule file that the program carries in force where none was ever adopted.
func (h *house) adoptBundledRules(ctx context.Context, by ledger.By) error {
	adopted, err := h.rulesAdopted(ctx)
	if err != nil || adopted {
		return err
	}
	rules, err := loadRules("")
	if err != nil {
		return err
	}
	data, err := configs.FS.ReadFile(defaultRules)
	if err != nil {
		return err
	}
	_, err = h.rulebook.Adopt(ctx, h.store, h.rooms.Points.Ledger, defaultRules, data, facts.FirstDay(rules), by)
	return err
}

// asFlag is whose account a command of the office uses on the server.
type asFlag struct {
	As string `help:"The account that acts (its log-in name); the vote's tallies are proposed as vote." placeholder:"ACCOUNT"`
}

// actor finds the account; none given is the command line itself, which may read everything and decide nothing.
func (f asFlag) actor(ctx context.Context, h *house) (models.Actor, error) {
	switch f.As {
	case "":
		return models.CommandLine(), nil
	case string(proposals.RoleVote):
		return models.Actor{Login: f.As, Role: proposals.RoleVote}, nil
	}
	actor := models.Actor{}
	err := h.store.Read(ctx, func(tx *models.Tx) error {
		account, ok, err := tx.AccountByLogin(f.As)
		if err == nil && (!ok || account.State == models.AccountClosed) {
			err = models.NewError(models.CodeNotFound, fmt.Sprintf("没有“%s”这个账号,或已停用,请核对账号名。", f.As))
		}
		if err != nil {
			return err
		}
		actor = models.Actor{AccountID: account.ID, HolderID: account.HolderID, Login: account.Login, Role: account.Role}
		return place(tx, &actor, account)
	})
	return actor, err
}

// founders are the two accounts by which a roster or the first rules begin, while nothing can be proposed yet.
type founders struct {
	asFlag
	ConfirmAs string `help:"Another account of the review office, which confirms." placeholder:"ACCOUNT"`
}

func (f founders) by(ctx context.Context, h *house) (by ledger.By, err error) {
	if f.As == "" || f.ConfirmAs == "" {
		return by, models.NewError(models.CodeSameAccount,
			"名单和规则要由县评议办的两个账号提出和确认:请用 --as 和 --confirm-as 写明;还没有账号的,先用 account add 建立。")
	}
	if by.Proposer, err = f.actor(ctx, h); err != nil {
		return by, err
	}
	by.Confirmer, err = asFlag{As: f.ConfirmAs}.actor(ctx, h)
	return by, err
}

// place tells an actor's unit and section.
func place(tx *models.Tx, actor *models.Actor, account models.Account) error {
	if account.UnitNo != nil {
		actor.UnitNo = *account.UnitNo
	}
	if account.SectionNo == nil {
		return nil
	}
	actor.SectionNo = *account.SectionNo
	term, _, err := tx.SectionOn(actor.SectionNo, models.DayOf(tx.Now(), clock.Shanghai))
	actor.UnitNo = term.UnitNo
	return err
}

// desk is what every command of the office's has.
type desk struct {
	configFlags
	asFlag
	JSON bool `name:"json" help:"Print JSON."`
}

// sit opens the house and finds who acts.
func (d desk) sit(work func(context.Context, *house, models.Actor) error) error {
	return d.withHouse(func(ctx context.Context, h *house) error {
		actor, err := d.actor(ctx, h)
		if err != nil {
			return err
		}
		return explainFields(work(ctx, h, actor))
	})
}

// explainFields puts the faults of several fields or lines under the sentence.
func explainFields(err error) error {
	refusal, ok := models.AsError(err)
	if !ok {
		return err
	}
	text := fmt.Sprintf("%s(%s)", refusal.Message, refusal.Code)
	if len(refusal.Fields) > 1 || len(refusal.Fields) == 1 && refusal.Fields[0].Message != refusal.Message {
		for _, f := range refusal.Fields {
			text += fmt.Sprintf("\n  %s: %s(%s)", f.Name, f.Message, f.Code)
		}
	}
	return fmt.Errorf("%s", text) //nolint:err113 // for people only, at the end of its way
}
