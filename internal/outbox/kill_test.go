package outbox_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// The people of the tests that kill, by how they can be reached.
const (
	byCard     = "card"     // has consented to a card of the mini-program each day, and follows
	byTemplate = "template" // follows
	muting     = "muting"   // follows and refuses templates, which WeChat tells later; has written today
	byChat     = "chat"     // follows, has written today, and is told what fits no card
	byText     = "text"     // has given a number
	gone       = "gone"     // has left the account, and given a number
	nobody     = "nobody"   // is reached by nothing
)

var reachable = []string{byCard, byTemplate, muting, byChat, byText, gone, nobody}

// sends are where the channels send to, of WeChat and of the gateway for text messages.
var sends = map[string]string{
	"subscription": "/cgi-bin/message/subscribe/send", "template": "/cgi-bin/message/template/send", "chat": "/cgi-bin/message/custom/send",
	outbox.ChannelSMS: "/sms",
}

// killing is a county whose delivery is killed again and again.
type killing struct {
	*testing.T
	*testkit.Kit
	outside  *outside
	accounts map[string]models.Account
	marks    []string // of the messages, each once in every text
	day      int
	kills    int
}

func newKilling(t *testing.T, engine string) *killing {
	t.Helper()
	database := modelstest.Config(t, engine, nil)
	k := &killing{T: t, accounts: map[string]models.Account{}}
	k.Kit = testkit.NewOn(t, func(tb testing.TB, c clock.Clock) *models.Store {
		database.Clock = c
		return modelstest.OpenAt(tb, database)
	})
	k.outside = newOutside(t, k.Kit, database)
	for _, who := range reachable {
		k.settleIn(who)
	}
	return k
}

// settleIn gives somebody an account, with a phone and a number as they have them.
func (k *killing) settleIn(who string) {
	k.Helper()
	k.outside.sim.Add(wechatsim.Person{Name: who})
	account := models.Account{Login: "kill-" + who, Role: models.RoleAuditor, State: models.AccountActive}
	require.NoError(k, k.Store.Write(k.Context(), func(tx *models.Tx) error {
		require.NoError(k, tx.AddAccount(&account))
		holder := models.Holder{AccountID: account.ID, NameSealed: []byte("x")}
		require.NoError(k, tx.AddHolder(&holder))
		account.HolderID = holder.ID
		if slices.Contains([]string{byCard, byTemplate, muting, byChat, gone}, who) {
			k.bind(tx, account, models.AppOfficial, k.outside.sim.OpenID(who, wechatsim.DemoOfficialID))
		}
		if who == byCard {
			k.bind(tx, account, models.AppMini, k.outside.sim.OpenID(who, wechatsim.DemoMiniID))
		}
		return nil
	}))
	k.accounts[who] = account
	if who == byText || who == gone {
		require.NoError(k, k.Accounts.SetMobile(k.Context(), models.Actor{AccountID: account.ID, HolderID: account.HolderID, Login: account.Login}, "13800000012"))
	}
	if slices.Contains([]string{byCard, byTemplate, muting, byChat}, who) {
		_, err := k.outside.sim.Follow(who, wechatsim.DemoOfficialID)
		require.NoError(k, err)
	}
	require.NoError(k, k.outside.sim.SetTrait(who, wechatsim.DemoOfficialID, wechatsim.Muting, who == muting))
}

func (k *killing) bind(tx *models.Tx, account models.Account, app, openID string) {
	k.Helper()
	const purpose = "binding.open_id"
	indexes, err := k.Keys.Indexes(purpose, openID)
	require.NoError(k, err)
	sealed, err := k.Keys.Seal(purpose, openID)
	require.NoError(k, err)
	require.NoError(k, tx.AddBinding(&models.Binding{App: app, OpenIDIndex: indexes[0], OpenIDSealed: sealed, AccountID: account.ID, HolderID: account.HolderID}, indexes))
}

// morning begins another day at 09:30, when the planner has reminders: people write and consent, and two messages each are
// there for them.
func (k *killing) morning() {
	k.Helper()
	k.Clock.Set(testkit.Start.Add(30*time.Minute + time.Duration(k.day)*24*time.Hour))
	k.day++
	sim := k.outside.sim
	for _, who := range []string{muting, byChat} {
		_, err := sim.Say(who, wechatsim.DemoOfficialID, "早")
		require.NoError(k, err)
	}
	_, err := sim.Consent(byCard, wechatsim.DemoMiniID, true, wechatsim.DemoNoticeDuty)
	require.NoError(k, err)
	require.NoError(k, k.Store.Write(k.Context(), func(tx *models.Tx) error {
		for _, who := range reachable {
			for n := range 2 {
				mark := fmt.Sprintf("%s第%d天%d件", who, k.day, n)
				k.marks = append(k.marks, mark)
				m := models.Message{
					Key: "kill:" + mark, ToAccount: k.accounts[who].ID, Topic: "due_last", Subject: fmt.Sprintf("kill:%d", k.day),
					Values: map[string]string{"section": mark, "period": "〈" + mark + "〉", "deadline": "9月28日11:30"},
				}
				if who == byChat {
					m.Values["deadline"] = "尽快" // no moment: it fits no card
				}
				require.NoError(k, outbox.Enqueue(tx, m))
			}
		}
		return nil
	}))
}

// deaths lists every step, of every channel where it is of one, from the planner's write on.
func deaths() []death {
	out := []death{{Step: stepPlanned}}
	for _, step := range outbox.StepsOfAll() {
		out = append(out, death{Step: step})
	}
	for _, step := range append(outbox.StepsOfAChannel(), stepSent) {
		for _, channel := range slices.Sorted(maps.Keys(sends)) {
			out = append(out, death{Step: step, Channel: channel})
		}
	}
	return out
}

// killAt kills the process at a step, and where asked its successor at another; then it runs to the end.
func (k *killing) killAt(first death, more ...death) {
	k.Helper()
	k.morning()
	if first.Step == stepPlanned {
		k.workingDay()
	}
	first.Nth = 1
	require.True(k, k.outside.run(first), "nobody died at %v", first)
	k.kills++
	for _, at := range more {
		k.Clock.Advance(3 * time.Minute) // leases pass
		at.Nth = 1
		if k.outside.run(at) {
			k.kills++
		}
	}
	for _, later := range []time.Duration{3 * time.Minute, 11 * time.Minute, 11 * time.Minute, 11 * time.Minute} {
		k.Clock.Advance(later)
		require.False(k, k.outside.run(death{}))
		if k.settled() {
			break
		}
	}
	k.recountToday()
}

// workingDay goes on to a day on which the planner has something to tell.
func (k *killing) workingDay() {
	k.Helper()
	for {
		today := models.DayOf(k.Clock.Now(), clock.Shanghai)
		works, err := k.Calendar.IsWorkingDay(today)
		require.NoError(k, err)
		if works {
			return
		}
		k.day++
		k.Clock.Advance(24 * time.Hour)
	}
}

// deliveries are all of the test's messages, by mark.
func (k *killing) deliveries(day int) map[string]models.DeliveryWay {
	k.Helper()
	found := map[string]models.DeliveryWay{}
	require.NoError(k, k.Store.Read(k.Context(), func(tx *models.Tx) error {
		rows, err := tx.DeliveriesAbout(fmt.Sprintf("kill:%d", day))
		for _, d := range rows {
			_, mark, _ := strings.Cut(d.Body, "〈")
			mark, _, _ = strings.Cut(mark, "〉")
			require.NotContains(k, found, mark, "one way to a person")
			found[mark] = d
		}
		return err
	}))
	return found
}

func (k *killing) settled() bool {
	k.Helper()
	for _, d := range k.deliveries(k.day) {
		if d.State == models.DeliveryWaiting {
			return false
		}
	}
	return true
}

// recountToday checks that today's messages were all brought to their people, or are listed as not.
func (k *killing) recountToday() {
	k.Helper()
	rows, _, err := k.Outbox.Unreached(k.Context(), models.Actor{Role: models.RoleReviewOffice}, 0, 10_000)
	require.NoError(k, err)
	listed := map[int64]bool{}
	for _, row := range rows {
		listed[row.ID] = true
	}
	today := k.deliveries(k.day)
	require.Len(k, today, 2*len(reachable))
	for mark, d := range today {
		switch d.State {
		case models.DeliverySent, models.DeliveryArrived:
			require.False(k, strings.HasPrefix(mark, nobody), mark)
		case models.DeliveryInbox:
			require.True(k, listed[d.ID], "%s reached nobody and nobody is told so", mark)
		default:
			k.Fatalf("%s is %s for good", mark, d.State)
		}
	}
}

// recount compares all that is stored with what WeChat, the gateway and the inbox hold.
func (k *killing) recount() {
	k.Helper()
	taken := k.taken()
	twice, open := 0, 0
	require.NoError(k, k.Store.Read(k.Context(), func(tx *models.Tx) error {
		for day := 1; day <= k.day; day++ {
			for mark, d := range k.deliveries(day) {
				attempts, outcomes, err := tx.AttemptsOf(d.ID)
				require.NoError(k, err)
				repeated, uncertain := k.compare(mark, taken[mark], attempts, outcomes)
				twice += repeated
				open += uncertain
			}
		}
		return nil
	}))
	k.recountInboxes()
	k.Logf("%d messages, %d kills: %d were repeated on another channel, %d attempts ended with nobody knowing",
		len(k.marks), k.kills, twice, open)
}

// taken counts what every channel has taken, by mark and channel.
func (k *killing) taken() map[string]map[string]int {
	k.Helper()
	texts := map[string][]string{outbox.ChannelSMS: k.outside.texts}
	for channel, path := range sends {
		for _, call := range k.outside.sim.Calls(path) {
			if call.Code == 0 {
				texts[channel] = append(texts[channel], call.Body)
			}
		}
	}
	counts := map[string]map[string]int{}
	for _, mark := range k.marks {
		counts[mark] = map[string]int{}
		for channel, all := range texts {
			for _, text := range all {
				if strings.Contains(text, mark) {
					counts[mark][channel]++
				}
			}
		}
	}
	return counts
}

// compare holds a message's attempts against what was taken of it: once a channel at most, and no attempt says that it was
// taken where it was not, or the other way round. It counts the channels that brought it beyond the first, and the
// attempts that nobody knows of.
func (k *killing) compare(mark string, taken map[string]int, attempts []models.DeliveryAttempt, outcomes []models.DeliveryOutcome) (repeated, uncertain int) {
	k.Helper()
	results := map[int64][]string{}
	for _, o := range outcomes {
		results[o.AttemptID] = append(results[o.AttemptID], o.Result)
	}
	tried := map[string]int{}
	for _, a := range attempts {
		tried[a.Channel]++
		switch said := results[a.ID]; {
		case len(said) == 0 || said[0] == outbox.ResultUnknown:
			uncertain++
		case said[0] == outbox.ResultSent:
			require.Equal(k, 1, taken[a.Channel], "%s: the attempt by %s says that it was taken", mark, a.Channel)
		default:
			require.Zero(k, taken[a.Channel], "%s: the attempt by %s says %v", mark, a.Channel, said)
		}
	}
	beyond := -1 // the first
	for channel, n := range taken {
		require.LessOrEqual(k, n, 1, "%s came %d times by %s", mark, n, channel)
		require.Equal(k, 1, tried[channel], "%s came by %s: one attempt says so", mark, channel)
		beyond++
	}
	for _, said := range results {
		if slices.Contains(said, outbox.ResultFailed) { // taken, and not brought
			beyond--
		}
	}
	return max(beyond, 0), uncertain
}

// recountInboxes checks that everybody has every message of theirs once, and the liaisons one reminder a duty and slot.
func (k *killing) recountInboxes() {
	k.Helper()
	for _, who := range reachable {
		count := map[string]int{}
		for _, m := range k.inbox(models.Actor{AccountID: k.accounts[who].ID, Role: models.RoleAuditor}) {
			count[m.Body]++
		}
		require.Len(k, count, len(k.marks)/len(reachable), "%s has each", who)
		for body, n := range count {
			require.Equal(k, 1, n, "%s has it once: %s", who, body)
		}
	}
	reminded := map[string]int{}
	for _, m := range k.inbox(models.Actor{Role: models.RoleLiaison, SectionNo: testkit.Window}) {
		reminded[m.Topic+" "+m.Body]++
	}
	require.NotEmpty(k, reminded)
	for reminder, n := range reminded {
		require.Equal(k, 1, n, reminder)
	}
}

func (k *killing) inbox(actor models.Actor) []models.Delivered {
	k.Helper()
	rows, err := k.Outbox.Inbox(k.Context(), actor, 0, 10_000)
	require.NoError(k, err)
	return rows
}

// A process dies at each step; whoever comes after it finishes, and nothing is lost or comes twice on a channel. Here each
// step is of a channel or two; TestSoakDeaths has all.
func TestAProcessMayDieAtEachStep(t *testing.T) {
	some := []death{
		{Step: stepPlanned}, {Step: "spread"}, {Step: "leased"}, {Step: "chosen", Channel: "chat"}, {Step: "beginning", Channel: outbox.ChannelSMS},
		{Step: "begun", Channel: "template"}, {Step: "begun", Channel: outbox.ChannelSMS}, {Step: stepSent, Channel: "template"},
		{Step: stepSent, Channel: "chat"}, {Step: "answered", Channel: "template"}, {Step: "answered", Channel: "subscription"},
		{Step: "recording", Channel: "chat"}, {Step: "recorded", Channel: "template"}, {Step: "told"}, {Step: "joined"}, {Step: "done"},
	}
	for _, at := range deaths() {
		require.True(t, slices.ContainsFunc(some, func(d death) bool { return d.Step == at.Step }), "nobody dies at %v", at)
	}
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel() // most of it waits
			k := newKilling(t, engine)
			for _, at := range some {
				k.killAt(at)
			}
			k.recount()
		})
	}
}
