package outbox_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
)

func TestTheBundledWordsAreWhole(t *testing.T) {
	words, err := outbox.Bundled()
	require.NoError(t, err)
	topic, ok := words.Topic("due_last")
	require.True(t, ok)
	require.NotEmpty(t, topic.SMS, "the last call goes by text message too")
	require.Equal(t, outbox.CardDuty, topic.Card)
}

func TestFaultsOfTheWordsAreToldWithTheirLine(t *testing.T) {
	data, err := configs.FS.ReadFile("reminders.yaml")
	require.NoError(t, err)
	whole := string(data)
	line := func(text, part string) int { return strings.Count(text[:strings.Index(text, part)], "\n") + 1 }
	for name, c := range map[string]struct{ old, new, want, at string }{
		"a misspelt key":                   {"    urgent: true", "    urgnet: true", "urgnet", "urgnet"},
		"a placeholder without value":      {"{refused}行没有通过", "{refusde}行没有通过", "{refusde}", "refusde"},
		"a topic that is missing":          {"  due_soon:", "  due_son:", `"due_soon" is missing`, ""},
		"a topic that nobody sends":        {"  due_soon:", "  due_son:", `"due_son" is not known`, "due_son"},
		"a card that does not exist":       {"card: deduction", "card: deducton", "no card", "deducton"},
		"a card with a place left empty":   {"state: 待受理, ", "", "fields of card", ""},
		"urgent that is neither yes or no": {"urgent: true", "urgent: perhaps", "true or false", "perhaps"},
		"a brace left open":                {"{unit}有{count}人", "{unit}有{count人", "brace", "{count人"},
		"no time of day":                   {`from: "21:00"`, `from: "25:00"`, "no time of day", "25:00"},
		"quiet hours by day":               {`from: "21:00"`, `from: "07:00"`, "over midnight", ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, whole, c.old)
			text := strings.Replace(whole, c.old, c.new, 1)
			_, err := outbox.LoadWords(fstest.MapFS{"reminders.yaml": {Data: []byte(text)}})
			require.ErrorContains(t, err, c.want)
			if c.at != "" {
				require.ErrorContains(t, err, "reminders.yaml:"+strconv.Itoa(line(text, c.at)))
			}
		})
	}
}

func TestQuietHours(t *testing.T) {
	words, err := outbox.Bundled()
	require.NoError(t, err)
	for moment, until := range map[string]string{
		"2023-09-27 20:59": "", "2023-09-27 21:00": "2023-09-28 08:00", "2023-09-28 00:00": "2023-09-28 08:00",
		"2023-09-28 07:59": "2023-09-28 08:00", "2023-09-28 08:00": "",
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", moment, clock.Shanghai)
		require.NoError(t, err)
		end, quiet := words.Quiet(at.UTC())
		require.Equal(t, until != "", quiet, moment)
		if quiet {
			require.Equal(t, until, end.In(clock.Shanghai).Format("2006-01-02 15:04"))
		}
	}
}

func enqueue(t *testing.T, k *testkit.Kit, messages ...models.Message) error {
	t.Helper()
	return k.Store.Write(t.Context(), func(tx *models.Tx) error { return outbox.Enqueue(tx, messages...) })
}

func TestAMessageIsWordedByItsTopicAndItsKeyIsUnique(t *testing.T) {
	k := testkit.New(t)
	liaison := k.Liaison(t, testkit.Window)
	call := models.Message{
		Key: "due_today:1:2023-09-27", ToSection: testkit.Window, Topic: "due_today", Subject: "section:1",
		Values: map[string]string{"section": "窗口科", "period": "9月27日", "deadline": "2023年9月28日 11:30"},
	}
	require.NoError(t, enqueue(t, k, call, call))
	require.NoError(t, enqueue(t, k, call))
	require.NoError(t, enqueue(t, k, models.Message{ToAccount: liaison.AccountID, Topic: "posted", Values: map[string]string{"what": "一"}}))
	require.NoError(t, enqueue(t, k, models.Message{ToAccount: liaison.AccountID, Topic: "posted", Values: map[string]string{"what": "二"}}))
	inbox, err := k.Outbox.Inbox(t.Context(), liaison, 0, 50)
	require.NoError(t, err)
	require.Len(t, inbox, 3, "the key once, messages without one as often as they come")
	require.Contains(t, inbox[2].Body, "窗口科9月27日的服务数据还没有报送,截止2023年9月28日 11:30")
	require.Equal(t, call.Values, inbox[2].Values)

	call.Key, call.Values = "", map[string]string{"section": "窗口科"}
	require.ErrorContains(t, enqueue(t, k, call), `lacks the value "period"`)
	require.ErrorContains(t, enqueue(t, k, models.Message{ToUnit: 1, Topic: "no_such"}), "no topic")
}

func TestNothingStandsInTheInboxBeforeItsTime(t *testing.T) {
	k := testkit.New(t)
	liaison := k.Liaison(t, testkit.Window)
	later := models.At(k.Clock.Now().Add(time.Hour))
	require.NoError(t, enqueue(t, k, models.Message{ToAccount: liaison.AccountID, Topic: "posted", Body: "后来", NotBefore: later}))
	inbox, err := k.Outbox.Inbox(t.Context(), liaison, 0, 50)
	require.NoError(t, err)
	require.Empty(t, inbox)
	k.Clock.Advance(time.Hour)
	inbox, err = k.Outbox.Inbox(t.Context(), liaison, 0, 50)
	require.NoError(t, err)
	require.Len(t, inbox, 1)
}
