package complaints_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/configs"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/qrcodes"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// Twenty sends at once after lost replies, half of them to another process: one complaint, one secret.
func TestTwentySendsAtOnceOnTwoProcessesAreOneComplaint(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			var config models.StoreConfig
			d := newDesk(t, func(tb testing.TB, c clock.Clock) *models.Store {
				tb.Helper()
				config = modelstest.Config(tb, engine, c)
				return modelstest.OpenAt(tb, config)
			})
			second, err := models.Open(t.Context(), config)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, second.Close()) })
			settings, err := complaints.LoadSettings(configs.FS)
			require.NoError(t, err)
			other := complaints.New(complaints.Parts{
				Store: second, Keys: d.Keys, Calendar: d.Calendar, Settings: settings, Codes: qrcodes.New(second, d.Keys, testkit.Base), Photos: d.Photos,
			})
			in := d.plain()
			answers := make([]complaints.Received, 20)
			var wait sync.WaitGroup
			for i := range answers {
				wait.Go(func() {
					room := []*complaints.Complaints{d.Complaints, other}[i%2]
					for range 20 { // a phone tries again where the server says so
						answers[i], err = room.Receive(context.Background(), in, complaints.Key{Key: "key-lost-reply", Body: []byte("body")})
						if err == nil {
							return
						}
					}
					t.Error(err)
				})
			}
			wait.Wait()
			for _, a := range answers {
				require.Equal(t, answers[0].Receipt, a.Receipt)
				require.Equal(t, answers[0].Secret, a.Secret)
				require.Equal(t, answers[0].AcceptBy, a.AcceptBy)
			}
			list, err := d.Complaints.List(t.Context(), d.office, complaints.Filter{Limit: 50})
			require.NoError(t, err)
			require.Len(t, list, 1)
		})
	}
}

func TestTheSameSubmissionSaysTheSameAfterARotationAndAfterMoves(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	key := complaints.Key{Key: "key-of-the-day", Body: []byte("body")}
	first, err := d.Complaints.Receive(t.Context(), d.plain(), key)
	require.NoError(t, err)
	d.move(d.office, first.ID, complaints.Move{Move: complaints.MoveAssign, Urgent: true})
	d.Rotate(t)
	_, err = d.Complaints.Reseal(t.Context())
	require.NoError(t, err)
	again, err := d.Complaints.Receive(t.Context(), d.plain(), key)
	require.NoError(t, err)
	require.Equal(t, first.Secret, again.Secret)
	require.Equal(t, first.State, again.State)
	require.Equal(t, first.AnswerBy, again.AnswerBy)
	_, err = d.Complaints.Follow(t.Context(), visit(first))
	require.NoError(t, err)
	_, err = d.Complaints.Receive(t.Context(), d.plain(), complaints.Key{Key: key.Key, Body: []byte("other")})
	require.Equal(t, models.CodeIdempotencyConflict, models.CodeOf(err))
}

func TestIntakeSaysWhatIsWrongByField(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	for field, change := range map[string]func(*complaints.Intake){
		"text":    func(in *complaints.Intake) { in.Text = " 太短 \u200b\u200b\u200b" },
		"name":    func(in *complaints.Intake) { in.Name = strings.Repeat("李", 31) },
		"mobile":  func(in *complaints.Intake) { in.Mobile = "12345" },
		"photos":  func(in *complaints.Intake) { in.Photos = []string{"a", "b", "c", "d", "e", "f", "g"} },
		"about":   func(in *complaints.Intake) { in.About = "praise" },
		"channel": func(in *complaints.Intake) { in.Channel = "fax" },
	} {
		in := d.plain()
		change(&in)
		_, err := d.Complaints.Receive(t.Context(), in, complaints.Key{Key: "key-00001"})
		refusal, ok := models.AsError(err)
		require.True(t, ok, field)
		require.Equal(t, field, refusal.Fields[0].Name)
	}
	long := d.plain()
	long.Text = strings.Repeat("很", 2001)
	_, err := d.Complaints.Receive(t.Context(), long, complaints.Key{Key: "key-00001"})
	require.Equal(t, models.CodeInvalid, models.CodeOf(err))
	_, err = d.Complaints.Receive(t.Context(), d.plain(), complaints.Key{})
	require.Equal(t, models.CodeIdempotencyKeyRequired, models.CodeOf(err))
	stolen := d.plain()
	stolen.Photos = []string{"not-mine"}
	_, err = d.Complaints.Receive(t.Context(), stolen, complaints.Key{Key: "key-00001"})
	require.Equal(t, models.CodePhotoUnknown, models.CodeOf(err))
	list, err := d.Complaints.List(t.Context(), d.office, complaints.Filter{Limit: 50})
	require.NoError(t, err)
	require.Empty(t, list, "nothing was kept")

	longest := d.plain()
	longest.Text = strings.Repeat("😀", 2000)
	kept := d.complain(longest)
	own, err := d.Complaints.Follow(t.Context(), visit(kept))
	require.NoError(t, err)
	require.Equal(t, longest.Text, own.Text)
	bare := d.plain()
	bare.Name, bare.Mobile = "", ""
	d.complain(bare)
}

func TestACodeThatHangsNowhereOrNoMore(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	in := d.plain()
	forged := in
	forged.Code = "AAAAAAAAAAAAAAAA"
	_, err := d.Complaints.Receive(t.Context(), forged, complaints.Key{Key: "key-00001"})
	require.Equal(t, models.CodeCodeUnknown, models.CodeOf(err))
	d.Dissolve(t, testkit.Window, "2023-09-27")
	_, err = d.Complaints.Receive(t.Context(), in, complaints.Key{Key: "key-00001"})
	require.Equal(t, models.CodeSectionDissolved, models.CodeOf(err))
	require.Contains(t, models.MessageOf(err), "请")
}

func TestTenThousandFromOneAddressStopNobodyElse(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	flood := d.plain()
	flood.Name, flood.Mobile = "", ""
	kept, refused := 0, 0
	for n := range 10_000 {
		flood.Text = fmt.Sprintf("刷屏的内容第%d遍", n)
		_, err := d.Complaints.Receive(t.Context(), flood, complaints.Key{Key: fmt.Sprintf("flood-%05d", n)})
		switch models.CodeOf(err) {
		case "":
			kept++
		case models.CodeTooManyRequests:
			refusal, _ := models.AsError(err)
			require.Positive(t, refusal.RetryAfter)
			require.LessOrEqual(t, refusal.RetryAfter, 10*time.Minute)
			refused++
		default:
			t.Fatal(err)
		}
		if n%1000 == 0 { // somebody else, of the same section
			other := d.plain()
			other.Address, other.Mobile = fmt.Sprintf("198.51.100.%d", n/1000), ""
			_, err := d.Complaints.Receive(t.Context(), other, complaints.Key{Key: fmt.Sprintf("other-%05d", n)})
			require.NoError(t, err)
		}
	}
	require.Equal(t, 20, kept)
	require.Equal(t, 9_980, refused)
	d.Clock.Advance(10 * time.Minute)
	flood.Text = "过一会儿就可以再提交了"
	_, err := d.Complaints.Receive(t.Context(), flood, complaints.Key{Key: "flood-later"})
	require.NoError(t, err)
}

func TestOneNumberAndOneSectionAreBoundedToo(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	send := func(n int, section int, mobile string) error {
		in := d.plain()
		in.Code, in.Mobile, in.Address = d.CodeOf(t, section), mobile, fmt.Sprintf("2001:db8:%x::1", n)
		_, err := d.Complaints.Receive(t.Context(), in, complaints.Key{Key: fmt.Sprintf("bound-%d-%d-%s", n, section, mobile)})
		return err
	}
	for n := range 5 {
		require.NoError(t, send(n, testkit.Window, mobile))
	}
	require.Equal(t, models.CodeTooManyRequests, models.CodeOf(send(5, testkit.Window, mobile)))
	require.NoError(t, send(5, testkit.Window, "13800000013"))
	for n := range 194 {
		require.NoError(t, send(100+n, testkit.Window, ""))
	}
	require.Equal(t, models.CodeTooManyRequests, models.CodeOf(send(400, testkit.Window, "")))
	require.NoError(t, send(401, testkit.Abroad, ""))
}

func TestAHouseholdHasOneAddress(t *testing.T) {
	require.Equal(t, complaints.Network("2001:db8:1:2::3"), complaints.Network("2001:db8:1:2:ffff::4"))
	require.NotEqual(t, complaints.Network("2001:db8:1:2::3"), complaints.Network("2001:db8:1:3::3"))
	require.Equal(t, "192.0.2.7", complaints.Network("::ffff:192.0.2.7"))
	require.Equal(t, complaints.Network("fe80::1%eth0"), complaints.Network("fe80::2%eth1"))
}

// Nobody finds a case by guessing, and who guesses stops nobody behind the same address.
func TestGuessing(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.complain(d.plain())
	found, told := 0, 0
	for n := range 20_000 {
		receipt, err := complaints.DrawReceipt()
		require.NoError(t, err)
		if n%2 == 0 {
			receipt = kept.Receipt // the receipt is known, the secret is not
		}
		_, err = d.Complaints.Follow(t.Context(), complaints.Visit{Receipt: receipt, Secret: fmt.Sprintf("%016X", n), Address: "203.0.113.9"})
		switch models.CodeOf(err) {
		case "":
			found++
		case models.CodeReceiptUnknown:
			told++
		case models.CodeTooManyRequests:
		default:
			t.Fatal(err)
		}
	}
	require.Zero(t, found)
	require.Equal(t, 20, told, "then the address is told to wait")
	behind := visit(kept)
	behind.Address = "203.0.113.9"
	_, err := d.Complaints.Follow(t.Context(), behind)
	require.Equal(t, models.CodeTooManyRequests, models.CodeOf(err), "this receipt from this address was tried ten times")
	mine := d.complain(d.plain())
	neighbour := visit(mine)
	neighbour.Address = "203.0.113.9"
	_, err = d.Complaints.Follow(t.Context(), neighbour)
	require.NoError(t, err, "an honest neighbour behind the same address")
	_, err = d.Complaints.Follow(t.Context(), visit(kept))
	require.NoError(t, err, "the complainant at home")
	d.Clock.Advance(10 * time.Minute)
	_, err = d.Complaints.Follow(t.Context(), behind)
	require.NoError(t, err)
}

func TestReceiptsAndSecretsAsPeopleTypeThem(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.complain(d.plain())
	require.Regexp(t, `^[1-9][0-9]{11}$`, kept.Receipt)
	require.Regexp(t, `^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$`, kept.Secret)
	spaced := kept.Receipt[:4] + " " + kept.Receipt[4:8] + "-" + kept.Receipt[8:]
	for _, v := range []complaints.Visit{
		{Receipt: spaced, Secret: strings.ToLower(kept.Secret)},
		{Receipt: kept.Receipt, Secret: strings.ReplaceAll(kept.Secret, "-", " ")},
		{Receipt: kept.Receipt, Secret: strings.NewReplacer("0", "O", "1", "l").Replace(kept.Secret)},
	} {
		_, err := d.Complaints.Follow(t.Context(), v)
		require.NoError(t, err)
	}
}

// One wrong digit is told before anything is looked up, and so are nearly all neighbours that changed places.
func TestTheCheckDigitFindsSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		receipt, err := complaints.DrawReceipt()
		require.NoError(t, err)
		_, ok := complaints.ReadReceipt(receipt)
		require.True(t, ok)
		at := rapid.IntRange(0, 11).Draw(t, "at")
		digit := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		wrong := receipt[:at] + string(digit) + receipt[at+1:]
		_, ok = complaints.ReadReceipt(wrong)
		require.Equal(t, wrong == receipt, ok)
	})
	slips, missed := 0, 0
	for range 2000 {
		receipt, err := complaints.DrawReceipt()
		require.NoError(t, err)
		for i := range 11 {
			if receipt[i] == receipt[i+1] {
				continue
			}
			slips++
			if _, ok := complaints.ReadReceipt(receipt[:i] + receipt[i+1:i+2] + receipt[i:i+1] + receipt[i+2:]); ok {
				missed++
			}
		}
	}
	require.Less(t, missed*40, slips, "%d of %d", missed, slips)
}

// Script is text and nothing else, wherever people write.
func TestScriptIsText(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	script := `<script>alert(1)</script> =HYPERLINK("http://x") '; DROP TABLE complaints; -- {{.}} ${7*7}`
	in := d.plain()
	in.Text, in.Name = script, `<b>李</b>`
	kept := d.complain(in)
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign, Text: script})
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAccept, Text: script})
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAnswer, Text: script})
	own, err := d.Complaints.Judge(t.Context(), visit(kept), false, script)
	require.NoError(t, err)
	require.Equal(t, script, own.Text)
	require.Equal(t, script, own.History[len(own.History)-1].Text)
	person, err := d.Complaints.Reveal(t.Context(), d.office, kept.ID, script)
	require.NoError(t, err)
	require.Equal(t, in.Name, person.Name)
}
