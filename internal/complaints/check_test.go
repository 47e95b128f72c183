package complaints_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/complaints"
	"wanping/models"
	"wanping/models/modelstest"
)

// opinion says the same of every text, or fails.
type opinion struct {
	mark  string
	err   error
	asked []string
}

func (o *opinion) Check(_ context.Context, openID, text string) (string, error) {
	o.asked = append(o.asked, openID+" "+text)
	return o.mark, o.err
}

func TestWeChatsOpinionMarksAndNeverDrops(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	settings, err := complaints.LoadSettings(configs.FS)
	require.NoError(t, err)
	asked := &opinion{mark: "risky"}
	d.Complaints = complaints.New(complaints.Parts{
		Store: d.Store, Keys: d.Keys, Calendar: d.Calendar, Settings: settings, Codes: d.Codes, Photos: d.Photos, Checker: asked,
	})
	mini := d.plain()
	mini.OpenID, mini.Channel = "openid-1", models.ChannelMini
	first := d.complain(mini)
	web := d.complain(d.plain())
	chat := d.plain()
	chat.OpenID, chat.Channel = "openid-2", models.ChannelChat
	follower := d.complain(chat)
	n, err := d.Complaints.CheckTexts(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, []string{"openid-1 " + mini.Text}, asked.asked)
	require.Equal(t, "risky", d.row(first.ID).ContentMark)
	require.Equal(t, models.ComplaintReceived, d.row(first.ID).State)
	require.Empty(t, d.row(first.ID).OpenIDSealed, "the openid was kept for asking alone")
	require.Empty(t, d.row(web.ID).ContentMark, "WeChat is asked with an openid only")
	require.Empty(t, d.row(follower.ID).ContentMark, "and only of the mini-program's")
	n, err = d.Complaints.CheckTexts(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)

	asked.err = errors.New("WeChat does not answer")
	second := d.complain(mini)
	_, err = d.Complaints.CheckTexts(t.Context())
	require.Error(t, err)
	require.Equal(t, "unchecked", d.row(second.ID).ContentMark)
	_, err = d.Complaints.Follow(t.Context(), visit(second))
	require.NoError(t, err)
}

func TestTheComplainantInTheChatIsToldAndReached(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		chat := d.plain()
		chat.OpenID, chat.Channel = "openid-1", models.ChannelChat
		kept := d.answered(chat)
		web := d.answered(d.plain())
		openID, ok, err := d.Complaints.Reach(t.Context(), kept.ID)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, "openid-1", openID)
		_, ok, err = d.Complaints.Reach(t.Context(), web.ID)
		require.NoError(t, err)
		require.False(t, ok)
		told := func(id int64) (bodies []string) {
			require.NoError(t, d.Store.Read(t.Context(), func(tx *models.Tx) error {
				rows, err := tx.MessagesAbout(complaints.SubjectOf(id))
				for _, m := range rows {
					if m.ToComplaint == id {
						bodies = append(bodies, m.Body)
					}
					require.NotContains(t, m.Body, name)
				}
				return err
			}))
			return bodies
		}
		require.Len(t, told(kept.ID), 1)
		require.Contains(t, told(kept.ID)[0], kept.Receipt)
		require.Empty(t, told(web.ID))
		d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveClose, Text: "结束"})
		require.Contains(t, told(kept.ID)[1], "不代表问题已经解决")
	})
}

func TestSettingsAreReadStrictly(t *testing.T) {
	good, err := configs.FS.ReadFile("complaints.yaml")
	require.NoError(t, err)
	load := func(text string) error {
		_, err := complaints.LoadSettings(fstest.MapFS{"complaints.yaml": {Data: []byte(text)}})
		return err
	}
	require.NoError(t, load(string(good)))
	for name, change := range map[string][2]string{
		"an unknown key": {"closes_at:", "closes_on:"}, "no term": {"accept: 2 ", "accept: 0 "}, "terms in the wrong order": {"answer: 10 ", "answer: 1 "},
		"no hour": {`"17:30"`, `"25:30"`}, "a limit of nothing": {"within: 1h, most: 5", "within: 1h, most: 0"}, "no such outcome": {"when: founded, clause", "when: praised, clause"},
		"no such section": {"charge: handler, why: 逾期受理", "charge: everybody, why: 逾期受理"}, "a fault twice": {"faults: [推诿扯皮", "faults: [逾期受理, 推诿扯皮"},
		"no retention": {"retention: 17520h", "retention: 0h"},
	} {
		require.Contains(t, string(good), change[0], name)
		require.Error(t, load(strings.Replace(string(good), change[0], change[1], 1)), name)
	}
}
