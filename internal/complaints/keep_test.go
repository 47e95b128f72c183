package complaints_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/complaints"
	"wanping/internal/sheet"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestRotationKeepsEverythingReadable(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		in := d.plain()
		in.OpenID, in.Channel = "openid-1", models.ChannelChat
		kept := d.answered(in)
		bare := in
		bare.Name, bare.Mobile, bare.OpenID = "", "", ""
		d.complain(bare)
		bureau, _ := d.Office(t, models.RolePetitionsBureau, 1)
		_, err := d.Complaints.ImportHotline(t.Context(), bureau, []byte(hotlineTable))
		require.NoError(t, err)
		d.Rotate(t)
		n, err := d.Complaints.Reseal(t.Context())
		require.NoError(t, err)
		require.Equal(t, 6, n, "two complaints, three texts, one note")
		n, err = d.Complaints.Reseal(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)
		row := d.row(kept.ID)
		for _, sealed := range [][]byte{row.NameSealed, row.MobileSealed, row.OpenIDSealed, row.TextSealed} {
			require.True(t, d.Keys.Current(sealed))
		}
		person, err := d.Complaints.Reveal(t.Context(), d.office, kept.ID, "电话核实")
		require.NoError(t, err)
		require.Equal(t, complaints.Person{Name: name, Mobile: mobile, Text: in.Text}, person)
		own, err := d.Complaints.Follow(t.Context(), visit(kept))
		require.NoError(t, err)
		require.Equal(t, "已安排专人值班。", own.History[3].Text)
	})
}

func TestPurgeErasesWhatNamesPeopleAndKeepsWhatCounts(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		kept := d.answered(d.plain())
		running := d.answered(d.plain())
		d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveFound, Text: "属实"})
		before, err := d.Complaints.Statistics(t.Context(), d.office, complaints.Span{From: testkit.Day("2023-09-01"), To: testkit.Day("2023-09-30")})
		require.NoError(t, err)
		done, err := d.Complaints.Purge(t.Context())
		require.NoError(t, err)
		require.Zero(t, done["complaints"], "the term has not ended")

		settings, err := complaints.LoadSettings(configs.FS)
		require.NoError(t, err)
		d.Clock.Advance(settings.Retention + time.Second)
		done, err = d.Complaints.Purge(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, done["complaints"])
		require.Equal(t, 4, done["complaint_texts"])
		own, err := d.Complaints.Follow(t.Context(), visit(kept))
		require.NoError(t, err)
		require.Empty(t, own.Text)
		require.Equal(t, "已查实", own.StateText)
		_, err = d.Complaints.Reveal(t.Context(), d.office, kept.ID, "核实")
		require.Equal(t, models.CodeErased, models.CodeOf(err))
		_, err = d.Complaints.Reveal(t.Context(), d.office, running.ID, "核实")
		require.NoError(t, err, "not ended")
		after, err := d.Complaints.Statistics(t.Context(), d.office, complaints.Span{From: testkit.Day("2023-09-01"), To: testkit.Day("2023-09-30")})
		require.NoError(t, err)
		before.Total.Overdue, before.Total.AnswerRate = after.Total.Overdue, after.Total.AnswerRate
		require.Equal(t, before.Total, after.Total)
		d.Rotate(t)
		_, err = d.Complaints.Reseal(t.Context())
		require.NoError(t, err, "what is erased stays so")
	})
}

func TestStatisticsCountBySectionAndMonth(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	first := d.answered(d.plain())
	_, err := d.Complaints.Judge(t.Context(), visit(first), true, "")
	require.NoError(t, err)
	second := d.answered(d.plain())
	_, err = d.Complaints.Judge(t.Context(), visit(second), false, "没有解决")
	require.NoError(t, err)
	abroad := d.plain()
	abroad.Code = d.CodeOf(t, testkit.Abroad)
	third := d.complain(abroad)
	_, err = d.Complaints.Withdraw(t.Context(), visit(third), "不投诉了")
	require.NoError(t, err)
	d.At(t, "2023-10-09 09:00:00")
	d.complain(d.plain())
	d.At(t, "2023-11-20 09:00:00")

	all, err := d.Complaints.Statistics(t.Context(), d.office, complaints.Span{})
	require.NoError(t, err)
	require.Equal(t, 4, all.Total.Received)
	require.Equal(t, 2, all.Total.Answered)
	require.Equal(t, 2, all.Total.Overdue, "the reopened one and the last")
	require.Equal(t, "66.7", all.Total.AnswerRate, "the last one owes an answer; the reopened one had its own in time")
	require.Equal(t, "50.0", all.Total.SolveRate)
	require.Len(t, all.Sections, 2)
	require.Equal(t, "窗口科", all.Sections[0].Name)
	require.Equal(t, 1, all.Sections[1].Withdrawn)
	require.Equal(t, []string{"2023-09", "2023-10"}, []string{all.Months[0].Month, all.Months[1].Month})
	own, err := d.Complaints.Statistics(t.Context(), d.section, complaints.Span{})
	require.NoError(t, err)
	require.Equal(t, 2, own.Total.Received, "what was assigned to it")
	_, err = d.Complaints.Statistics(t.Context(), d.office, complaints.Span{From: testkit.Day("2022-01-01"), To: testkit.Day("2023-09-30")})
	require.Equal(t, models.CodeInvalid, models.CodeOf(err))
	_, err = d.Complaints.Statistics(t.Context(), models.Actor{Role: models.RoleAdministrator}, complaints.Span{})
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
}

func TestExportsHoldNothingThatWasWritten(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	in := d.plain()
	in.Text = `=HYPERLINK("http://x","李小红")13800000012`
	d.answered(in)
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		for _, actor := range []models.Actor{d.office, d.section, d.manager} {
			var out bytes.Buffer
			require.NoError(t, d.Complaints.Export(t.Context(), actor, complaints.Span{}, format, &out))
			file, err := sheet.Open(out.Bytes(), sheet.Limits{FileBytes: 1 << 20, Unpacked: 1 << 24, Elements: 1 << 20, Rows: 100, Columns: 60, CellRunes: 500, TextBytes: 1 << 20})
			require.NoError(t, err)
			rows := 0
			require.NoError(t, file.Sheets[0].Each(func(r sheet.Row) error {
				rows++
				for _, text := range r.Texts() {
					require.NotContains(t, text, "HYPERLINK")
					require.NotContains(t, text, name)
					require.NotContains(t, text, mobile)
				}
				return nil
			}))
			require.Equal(t, 2, rows)
		}
	}
	var empty bytes.Buffer
	require.NoError(t, d.Complaints.Export(t.Context(), d.abroad, complaints.Span{}, sheet.CSV, &empty))
	require.Equal(t, 1, bytes.Count(empty.Bytes(), []byte("\n")), "another's section: the heading only")
}
