// Package testkit furnishes the rooms for tests: a small invented county, accounts of every role, a clock that is set.
package testkit

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/accounts"
	"wanping/internal/boards"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/facts"
	"wanping/internal/leads"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/internal/photos"
	"wanping/internal/proposals"
	"wanping/internal/qrcodes"
	"wanping/internal/reminders"
	"wanping/internal/reporting"
	"wanping/internal/roster"
	"wanping/internal/secrets"
	"wanping/internal/stages"
	"wanping/models"
	"wanping/models/modelstest"
	"wanping/scoring"
)

// Start is when the clock of every kit stands at first: a Wednesday in the season, two days before a holiday.
var Start = time.Date(2023, 9, 27, 9, 0, 0, 0, clock.Shanghai)

// The invented county: two units with three sections. Window and Abroad are window sections.
const (
	Unit1   = 1
	Unit2   = 2
	Window  = 1 // of Unit1
	Monthly = 2 // of Unit1
	Abroad  = 3 // of Unit2
)

// Base is where the invented county's citizens reach the program.
const Base = "https://pingyi.example.gov.cn"

// Password opens every account that Account has made.
const Password = "sunny-river-92x" //nolint:gosec // opens invented accounts only

// Kit is the furnished rooms.
type Kit struct {
	Clock      *clock.Settable
	Store      *models.Store
	Keys       *secrets.Keyring
	KeyFile    string
	Calendar   *calendar.Calendar
	Policy     calendar.Policy
	Accounts   *accounts.Accounts
	Roster     *roster.Registry
	Reporting  *reporting.Reporting
	Ledger     *ledger.Ledger
	Proposals  *proposals.Proposals
	Boards     *boards.Boards
	Outbox     *outbox.Outbox
	Leads      *leads.Leads         // without anybody to propose to
	Reminders  *reminders.Reminders // of a county without complaints
	Complaints *complaints.Complaints
	Codes      *qrcodes.Codes
	Photos     *photos.Photos // on disk, in PhotoFolder
	// PhotoFolder is where the files of photos lie.
	PhotoFolder string
}

// New furnishes the rooms over an SQLite store of their own.
func New(tb testing.TB) *Kit {
	tb.Helper()
	return NewOn(tb, modelstest.Open)
}

// NewOn furnishes the rooms over a store from open.
func NewOn(tb testing.TB, open modelstest.Opener) *Kit {
	tb.Helper()
	k := &Kit{Clock: clock.NewStopped(Start), KeyFile: filepath.Join(tb.TempDir(), "key")}
	k.Store = open(tb, k.Clock)
	_, err := secrets.EnsureKeyFile(k.KeyFile)
	require.NoError(tb, err)
	k.Keys, err = secrets.Open(k.KeyFile)
	require.NoError(tb, err)
	k.furnish(tb)
	k.settle(tb)
	rulebook := k.furnishPoints(tb)
	data, err := configs.FS.ReadFile("rules/2023.yaml")
	require.NoError(tb, err)
	_, err = rulebook.Adopt(tb.Context(), k.Store, k.Ledger, "rules/2023.yaml", data, Day("2022-12-01"), Founders())
	require.NoError(tb, err)
	return k
}

// furnishPoints wires the rooms that turn events into points.
func (k *Kit) furnishPoints(tb testing.TB) *facts.Rulebook {
	tb.Helper()
	rulebook := facts.NewRulebook()
	plan := func(year int) (*stages.Plan, error) { return stages.Load(configs.FS, year) }
	k.Ledger = ledger.New(k.Store, k.Keys)
	k.Proposals = proposals.New(k.Store, k.Keys, k.Ledger, rulebook, plan)
	k.Boards = boards.New(k.Store, k.Ledger, rulebook, plan)
	k.Outbox = outbox.New(k.Store)
	k.Proposals.Attach(models.EntryAttribute, roster.Attributes{Registry: k.Roster})
	k.Proposals.Attach(models.EntryTerm, roster.Terms{Registry: k.Roster})
	k.Proposals.Attach(models.EntryRuleFile, facts.Adoption{Store: k.Store, Rules: rulebook})
	k.Proposals.Attach(models.EntryBoard, k.Boards)
	k.furnishComplaints(tb)
	k.furnishReminders(tb)
	return rulebook
}

// Founders are the two accounts by which the county's roster and rules begin.
func Founders() ledger.By {
	return ledger.By{
		Proposer:  models.Actor{AccountID: 901, Login: "review_office901", Role: models.RoleReviewOffice},
		Confirmer: models.Actor{AccountID: 902, Login: "review_office902", Role: models.RoleReviewOffice},
	}
}

// Propose proposes an entry as the first of the founders, and has the other confirm it.
func (k *Kit) Propose(ctx context.Context, line proposals.Line) ([]models.LedgerEntry, error) {
	by := Founders()
	batch, err := k.Proposals.Propose(ctx, by.Proposer, []proposals.Line{line}, proposals.Key{})
	if err != nil {
		return nil, err
	}
	return k.Proposals.Confirm(ctx, by.Confirmer, proposals.Selection{Batch: batch.ID}, "属实")
}

// Transfer moves a section to a unit from a day on.
func (k *Kit) Transfer(tb testing.TB, section, unit int, from string) {
	tb.Helper()
	k.mustPropose(tb, proposals.Line{Kind: models.EntryTerm, Subject: models.TermBegins, Section: section, Unit: unit, On: Day(from), Reason: "机构改革"})
}

// Merge ends a section from a day on, in favour of another.
func (k *Kit) Merge(tb testing.TB, section, into int, from string) {
	tb.Helper()
	k.mustPropose(tb, proposals.Line{Kind: models.EntryTerm, Subject: models.TermEnds, Section: section, Detail: strconv.Itoa(into), On: Day(from), Reason: "机构改革"})
}

// Dissolve ends a section from a day on.
func (k *Kit) Dissolve(tb testing.TB, section int, from string) {
	tb.Helper()
	k.mustPropose(tb, proposals.Line{Kind: models.EntryTerm, Subject: models.TermEnds, Section: section, On: Day(from), Reason: "机构改革"})
}

// SetAttribute claims an attribute of a section from a day on.
func (k *Kit) SetAttribute(tb testing.TB, section int, attribute, value, from string) {
	tb.Helper()
	k.mustPropose(tb, proposals.Line{Kind: models.EntryAttribute, Subject: attribute, Section: section, Detail: value, On: Day(from), Reason: "进驻中心"})
}

func (k *Kit) mustPropose(tb testing.TB, line proposals.Line) {
	tb.Helper()
	_, err := k.Propose(tb.Context(), line)
	require.NoError(tb, err)
}

// Over furnishes the rooms over another store with the same clock and keys, as after a restore.
func (k *Kit) Over(tb testing.TB, store *models.Store) *Kit {
	tb.Helper()
	other := &Kit{Clock: k.Clock, KeyFile: k.KeyFile, Keys: k.Keys, Store: store, PhotoFolder: k.PhotoFolder}
	other.furnish(tb)
	other.furnishPoints(tb)
	return other
}

func (k *Kit) furnish(tb testing.TB) {
	tb.Helper()
	var err error
	k.Calendar, err = calendar.Load(configs.FS)
	require.NoError(tb, err)
	rules, err := scoring.LoadRules(configs.FS, "rules/2023.yaml")
	require.NoError(tb, err)
	k.Policy = calendar.PolicyOf(rules.ReportingOn(rules.InForce.From))
	schedule, err := calendar.NewSchedule(k.Calendar, k.Policy)
	require.NoError(tb, err)
	k.Accounts = accounts.New(k.Store, k.Keys, accounts.Settings{
		SessionTerm: 720 * time.Hour, OfficeSessionTerm: 12 * time.Hour, ActivationTerm: 168 * time.Hour,
	})
	k.Roster = roster.NewRegistry(k.Store)
	k.Reporting, err = reporting.New(k.Store, k.Keys, schedule, configs.Lexicon(), rules)
	require.NoError(tb, err)
	k.Leads = leads.New(k.Store, k.Keys, k.Reporting, nil)
	k.Codes = qrcodes.New(k.Store, k.Keys, Base)
	if k.PhotoFolder == "" {
		k.PhotoFolder = tb.TempDir()
	}
	files, err := photos.OpenDisk(k.PhotoFolder)
	require.NoError(tb, err)
	k.Photos = photos.New(k.Store, k.Keys, files, photos.Settings{Unclaimed: 24 * time.Hour, Kept: 720 * time.Hour, Queue: 200})
}

func (k *Kit) settle(tb testing.TB) {
	tb.Helper()
	_, _, err := k.Roster.Import(tb.Context(), &roster.Reading{Year: 2023, Units: []roster.Unit{
		{No: Unit1, Name: "甲局", AdminAccount: "jiaju2023", Sections: []roster.Section{
			{No: Window, Name: "窗口科", Account: "jiaju001", Attributes: map[roster.Attribute]bool{roster.Window: true}},
			{No: Monthly, Name: "综合科", Account: "jiaju002"},
		}},
		{No: Unit2, Name: "乙局", AdminAccount: "yiju2023", Sections: []roster.Section{
			{No: Abroad, Name: "业务科", Account: "yiju001", Attributes: map[roster.Attribute]bool{roster.Window: true}},
		}},
	}}, Day("2023-01-01"), Founders())
	require.NoError(tb, err)
}

// Day reads a day.
func Day(s string) models.Day {
	d, err := models.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// At sets the clock to a moment in Shanghai, "2006-01-02 15:04:05".
func (k *Kit) At(tb testing.TB, moment string) {
	tb.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", moment, clock.Shanghai)
	require.NoError(tb, err)
	k.Clock.Set(at)
}

// LogIn activates an account and returns its actor and token.
func (k *Kit) LogIn(tb testing.TB, login string) (models.Actor, string) {
	tb.Helper()
	code, err := k.Accounts.IssueCode(tb.Context(), models.CommandLine(), login)
	require.NoError(tb, err)
	in, err := k.Accounts.Activate(tb.Context(), accounts.Activation{
		Login: login, Code: code.Code, Password: Password, HolderName: "王小明", Address: "127.0.0.1",
	})
	require.NoError(tb, err)
	actor, err := k.Accounts.Authenticate(tb.Context(), in.Token)
	require.NoError(tb, err)
	return actor, in.Token
}

// Liaison returns the logged-in liaison of a section.
func (k *Kit) Liaison(tb testing.TB, section int) models.Actor {
	tb.Helper()
	actor, _ := k.LogIn(tb, LoginOf(models.RoleLiaison, section))
	return actor
}

// LoginOf names the account of a role: of a liaison's section, or of a unit manager's unit.
func LoginOf(role models.Role, of int) string {
	switch role {
	case models.RoleLiaison:
		return [...]string{Window: "jiaju001", Monthly: "jiaju002", Abroad: "yiju001"}[of]
	case models.RoleUnitManager:
		return [...]string{Unit1: "jiaju2023", Unit2: "yiju2023"}[of]
	default:
		return fmt.Sprintf("%s%d", role, max(of, 1))
	}
}

// Office adds an account of an office and logs it in; n tells several of one role apart.
func (k *Kit) Office(tb testing.TB, role models.Role, n int) (models.Actor, string) {
	tb.Helper()
	_, err := k.Accounts.Create(tb.Context(), models.CommandLine(), accounts.NewAccount{Login: LoginOf(role, n), Role: role})
	require.NoError(tb, err)
	return k.LogIn(tb, LoginOf(role, n))
}

// Submission is a good one for what was completed on a day; change it as the test needs.
func Submission(completed string) reporting.Submission {
	return reporting.Submission{
		RecipientName: "李小红", RecipientMobile: "13800000012", Item: "护照办理", Category: models.CategoryLicence,
		AcceptedOn: Day(completed), CompletedOn: Day(completed),
	}
}

// Rotate adds a key to the key file, as `secrets rotate` does first.
func (k *Kit) Rotate(tb testing.TB) {
	tb.Helper()
	require.NoError(tb, secrets.AddKey(k.KeyFile))
	require.NoError(tb, k.Keys.Reload())
}
