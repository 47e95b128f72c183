package reporting_test

import (
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/reporting"
	"wanping/internal/sheet"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

var terms = reporting.Terms{Recipients: 30 * 24 * time.Hour, Uploads: 24 * time.Hour}

func TestPurgeErasesRecipientsAndNothingThatScoresRestOn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		u, _ := b.upload(tableOf(t, sheet.CSV, heading, good(1), with(with(good(2), 2, "咨询户口问题,非常满意"), 6, "清单原文"),
			with(with(good(9), 4, "2023-09-22"), 5, "2023-09-22")), models.KeepGood)
		require.Equal(t, 2, u.RowsKept)
		_, err := b.Reporting.Withdraw(t.Context(), b.liaison, b.records()[1].ID, "录错了李小红")
		require.NoError(t, err)
		before, attempts := b.records(), b.attempts()
		missed, err := b.Reporting.Missed(t.Context(), time.Time{})
		require.NoError(t, err)

		done, err := b.Reporting.Purge(t.Context(), terms)
		require.NoError(t, err)
		require.Equal(t, map[string]int{"records": 0, "attempts": 0, "city_refusals": 0, "uploads": 0}, done, "nothing is old enough")
		b.At(t, "2023-11-10 09:00:00")
		fresh := testkit.Submission("2023-11-10")
		_, err = b.submit(fresh)
		require.NoError(t, err)
		for _, want := range []map[string]int{
			{"records": 2, "attempts": 1, "city_refusals": 0, "uploads": 1}, {"records": 0, "attempts": 0, "city_refusals": 0, "uploads": 0},
		} {
			done, err = b.Reporting.Purge(t.Context(), terms)
			require.NoError(t, err)
			require.Equal(t, want, done)
		}

		after := b.records()
		require.Equal(t, "李**", after[0].RecipientName, "the fresh one stays")
		for i, was := range before {
			is := after[i+1]
			require.Empty(t, is.RecipientName+is.RecipientMobile+is.Withdrawal+is.InsistReason)
			require.NotEqual(t, was.RecipientIndex, is.RecipientIndex)
			was.RecipientName, was.RecipientMobile, was.Withdrawal, was.InsistReason = "", "", "", ""
			was.RecipientNameSealed, was.RecipientMobileSealed, was.WithdrawalSealed, was.InsistSealed = nil, nil, nil, nil
			is.RecipientNameSealed, is.RecipientMobileSealed, is.WithdrawalSealed, is.InsistSealed = nil, nil, nil, nil
			was.RecipientIndex, is.RecipientIndex = nil, nil
			require.Equal(t, was, is, "section, item, days, times and marks are as they were")
		}
		require.Equal(t, attempts[0].Message, b.attempts()[0].Message)
		still, err := b.Reporting.Missed(t.Context(), time.Time{})
		require.NoError(t, err)
		still = slices.DeleteFunc(still, func(o reporting.Owing) bool { return o.Deadline.At.After(testkit.Start) })
		require.True(t, reflect.DeepEqual(missed, still), "who missed what is as it was")
		_, err = b.Reporting.Answer(t.Context(), b.liaison, u.ID, io.Discard)
		require.Equal(t, models.CodeErased, models.CodeOf(err))
		shown, err := b.Reporting.Reveal(t.Context(), b.liaison, before[0].ID, "核对")
		require.NoError(t, err)
		require.Empty(t, shown.Name)
		n, err := b.Reporting.Reseal(t.Context())
		require.NoError(t, err)
		require.Zero(t, n, "there is nothing to seal anew in what is erased")
	})
}

// Every sealed column and keyed index of the schema is either erased after a term or stays for a reason given here, so
// that a table that comes later is not forgotten.
func TestEveryPersonalColumnIsErasedOrStaysForAReason(t *testing.T) {
	stays := map[string]string{
		"account_holders.name_sealed":   "who held an account is evidence; not a recipient",
		"account_holders.mobile_sealed": "the holder's own number; emptied when the account is handed over or closed",
		"consents.open_id_index":        "what a person agreed to receive; not a recipient",
		"consents.open_id_sealed":       "what a person agreed to receive; not a recipient",
		"account_holders.reason_sealed": "of a handover; not a recipient",
		"leads.reason_sealed":           "the office's decision, which an appeal may rest on",
		"ledger_texts.text_sealed":      "the reasons of entries; the office erases one by name, the entry's hash stays",
		"proposals.reason_sealed":       "why points are proposed; it goes to the ledger's texts with the entry",
		"proposal_moves.text_sealed":    "what was said on the way to an entry, which an appeal may rest on",
		"appeals.reason_sealed":         "why a section appeals",

		"complaints.name_sealed":           "complaints erase their own",
		"complaints.mobile_sealed":         "complaints erase their own",
		"complaints.open_id_sealed":        "complaints erase their own",
		"complaints.text_sealed":           "complaints erase their own",
		"complaints.unit_text_sealed":      "complaints erase their own",
		"complaint_texts.text_sealed":      "complaints erase their own",
		"hotline_cases.note_sealed":        "complaints erase their own",
		"complaints.secret_index":          "of a secret, which names nobody",
		"complaints.send_index":            "of a submission's key, which names nobody",
		"complaints.body_index":            "of a submission, so that it is kept once; the name in it cannot be guessed without its every letter and the key file",
		"complaint_moves.text_index":       "tells whether a text was altered",
		"complaint_counters.subject_index": "of a day; dropped when it expires",
		"hotline_imports.file_index":       "of a file, so that it is taken in once",
		"appeal_moves.text_sealed":         "what was said in an appeal",
		"chat_windows.open_id_index":       "until when a follower may be written to; gone when it has passed",
		"conversations.open_id_index":      "where a dialogue stands; gone when it expires",
		"conversations.state_sealed":       "as its index",
		"wechat_tokens.value_sealed":       "an access token, for two hours",
		"wechat_inbox.answer_sealed":       "an answer that WeChat may ask for again; gone when it expires",
		"bindings.open_id_sealed":          "as its index",
		"bindings.open_id_index":           "who is bound to an account, until they unbind; not a recipient",
		"bindings.union_index":             "as the openid's: one person's two apps; not a recipient",
		"bindings.union_sealed":            "as its index",
		"login_failures.subject_index":     "forgotten within the hour",
	}
	k := testkit.New(t)
	require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) error {
		tables, err := tx.Tables()
		require.NoError(t, err)
		for _, table := range tables {
			for _, c := range table.Columns {
				if strings.HasSuffix(c.Name, "_sealed") || strings.HasSuffix(c.Name, "_index") {
					name := table.Name + "." + c.Name
					require.True(t, stays[name] != "" || slices.Contains(reporting.Erased(), name), "%s: erase it in purge.go, or say here why it stays", name)
				}
			}
		}
		return nil
	}))
}
