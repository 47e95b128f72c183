package ledger_test

import (
	"context"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/internal/secrets"
	"wanping/models"
	"wanping/models/modelstest"
)

// start is the moment at which tests begin.
var start = time.Date(2023, 9, 27, 1, 0, 0, 0, time.UTC)

// fixture is a ledger on a fresh store.
type fixture struct {
	*ledger.Ledger
	store  *models.Store
	config models.StoreConfig
	clock  *clock.Settable
	signer *ledger.Signer
	keys   *secrets.Keyring
}

func newFixture(tb testing.TB, engine string) *fixture {
	tb.Helper()
	f := &fixture{clock: clock.NewStopped(start)}
	f.config = modelstest.Config(tb, engine, f.clock)
	_, err := models.Migrate(tb.Context(), f.config)
	require.NoError(tb, err)
	f.store, err = models.Open(tb.Context(), f.config)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, f.store.Close()) })
	folder := tb.TempDir()
	_, err = secrets.EnsureKeyFile(filepath.Join(folder, "key"))
	require.NoError(tb, err)
	f.keys, err = secrets.Open(filepath.Join(folder, "key"))
	require.NoError(tb, err)
	f.signer, err = ledger.OpenSigner(filepath.Join(folder, "signing.pem"))
	require.NoError(tb, err)
	f.Ledger = ledger.New(f.store, f.keys)
	return f
}

func ptr[T any](v T) *T { return &v }

// deduction is an ordinary draft with every field that a deduction has.
func deduction(section int) ledger.Draft {
	return ledger.Draft{Reason: "群众张小明反映窗口无人", LedgerEntry: models.LedgerEntry{
		Kind: models.EntryDeduction, Year: 2023, SectionNo: section, Clause: "A1.2.1", Points: ptr[int64](20_000), Count: ptr[int64](1),
		OnDay: models.NewDay(2023, 6, 3), Evidence: "平机党〔2023〕20号", ProposedBy: "committee1", ConfirmedBy: "committee2",
	}}
}

func reversal(seq int64) ledger.Draft {
	return ledger.Draft{Reason: "申诉成立", LedgerEntry: models.LedgerEntry{
		Kind: models.EntryReversal, Year: 2023, Reverses: &seq, OnDay: models.NewDay(2023, 7, 1), ProposedBy: "review1", ConfirmedBy: "review2",
	}}
}

func (f *fixture) post(tb testing.TB, drafts ...ledger.Draft) []models.LedgerEntry {
	tb.Helper()
	entries, err := f.Write(tb.Context(), drafts...)
	require.NoError(tb, err)
	return entries
}

func (f *fixture) erase(tb testing.TB, seq int64) error {
	return f.store.Write(tb.Context(), func(tx *models.Tx) error { return ledger.EraseReason(tx, models.CommandLine(), seq) })
}

func (f *fixture) verify(tb testing.TB, outside *ledger.Head) ledger.Report {
	tb.Helper()
	report, err := f.Verify(tb.Context(), outside)
	require.NoError(tb, err)
	return report
}

func onEachEngine(t *testing.T, test func(t *testing.T, f *fixture)) {
	modelstest.Each(t, func(t *testing.T, _ modelstest.Opener) {
		engine := models.SQLite
		if filepath.Base(t.Name()) == models.MySQL {
			engine = models.MySQL
		}
		test(t, newFixture(t, engine))
	})
}

func TestPosted(t *testing.T) {
	onEachEngine(t, func(t *testing.T, f *fixture) {
		first := f.post(t, deduction(1))[0]
		batch := f.post(t, deduction(2), deduction(3), reversal(first.Seq))
		require.Equal(t, int64(1), first.Seq)
		require.Equal(t, []int64{2, 3, 4}, []int64{batch[0].Seq, batch[1].Seq, batch[2].Seq})
		require.Equal(t, first.Hash, batch[0].PrevHash)
		require.Equal(t, batch[1].Hash, batch[2].PrevHash)

		report := f.verify(t, nil)
		require.Nil(t, report.Flaw)
		require.Equal(t, int64(4), report.Entries)
		require.Equal(t, batch[2].Hash, report.Hash)
	})
}

func TestEmptyLedgerVerifies(t *testing.T) {
	f := newFixture(t, models.SQLite)
	head, err := f.SignHead(t.Context(), f.signer)
	require.NoError(t, err)
	require.Nil(t, f.verify(t, &head).Flaw)
	f.post(t, deduction(1))
	require.Nil(t, f.verify(t, &head).Flaw)
}

func TestRefused(t *testing.T) {
	f := newFixture(t, models.SQLite)
	f.post(t, deduction(1))
	f.post(t, reversal(1))
	with := func(change func(*ledger.Draft)) ledger.Draft {
		d := deduction(1)
		change(&d)
		return d
	}
	for name, tc := range map[string]struct {
		draft ledger.Draft
		code  models.Code
	}{
		"confirmed by the proposer":  {with(func(d *ledger.Draft) { d.ConfirmedBy = d.ProposedBy }), models.CodeSameAccount},
		"nobody confirmed":           {with(func(d *ledger.Draft) { d.ConfirmedBy = "" }), models.CodeBadEntry},
		"no day":                     {with(func(d *ledger.Draft) { d.OnDay = models.Day{} }), models.CodeBadEntry},
		"a kind that does not exist": {with(func(d *ledger.Draft) { d.Kind = "gift" }), models.CodeBadEntry},
		"a separator in a text":      {with(func(d *ledger.Draft) { d.Evidence = "a\x1fb" }), models.CodeBadEntry},
		"a tab in a text":            {with(func(d *ledger.Draft) { d.Matter = "a\tb" }), models.CodeBadEntry},
		"no UTF-8":                   {with(func(d *ledger.Draft) { d.Matter = "\xff" }), models.CodeBadEntry},
		"a deduction that reverses":  {with(func(d *ledger.Draft) { d.Reverses = ptr[int64](1) }), models.CodeBadEntry},
		"a reversal of a reversal":   {reversal(2), models.CodeUnknownEntry},
		"a reversal of nothing":      {reversal(99), models.CodeUnknownEntry},
		"a second reversal":          {reversal(1), models.CodeAlreadyReversed},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.Write(t.Context(), deduction(5), tc.draft)
			require.Equal(t, tc.code, models.CodeOf(err), "%v", err)
			require.Equal(t, int64(2), f.verify(t, nil).Entries, "nothing half done")
		})
	}
}

func TestSourceIsPostedOnce(t *testing.T) {
	onEachEngine(t, func(t *testing.T, f *fixture) {
		d := deduction(1)
		d.Source = ptr("proposal:1")
		f.post(t, d)
		_, err := f.Write(t.Context(), deduction(2), d)
		require.Equal(t, models.CodeAlreadyPosted, models.CodeOf(err))
		require.Equal(t, int64(1), f.verify(t, nil).Entries)
	})
}

// Two reversals of one entry in one batch: the look-up sees neither, the unique key does.
func TestReversedOnceWithinABatch(t *testing.T) {
	onEachEngine(t, func(t *testing.T, f *fixture) {
		f.post(t, deduction(1))
		_, err := f.Write(t.Context(), reversal(1), reversal(1))
		require.Equal(t, models.CodeAlreadyPosted, models.CodeOf(err))
		require.Equal(t, int64(1), f.verify(t, nil).Entries)
	})
}

func TestStormOfWriters(t *testing.T) {
	onEachEngine(t, func(t *testing.T, f *fixture) {
		f.post(t, deduction(1))
		const writers = 64
		var group sync.WaitGroup
		reversed := make(chan error, writers)
		for i := range writers {
			group.Go(func() {
				_, err := f.Write(context.Background(), deduction(i+1), deduction(i+2))
				if err != nil {
					t.Errorf("writer %d: %v", i, err)
				}
				_, err = f.Write(context.Background(), reversal(1))
				reversed <- err
			})
		}
		group.Wait()
		close(reversed)
		done := 0
		for err := range reversed {
			if err == nil {
				done++
			} else {
				require.Contains(t, []models.Code{models.CodeAlreadyReversed, models.CodeAlreadyPosted}, models.CodeOf(err), "%v", err)
			}
		}
		require.Equal(t, 1, done, "reversed once")
		report := f.verify(t, nil)
		require.Nil(t, report.Flaw)
		require.Equal(t, int64(1+2*writers+1), report.Entries)
	})
}

func TestReasonIsErasable(t *testing.T) {
	f := newFixture(t, models.SQLite)
	f.post(t, deduction(1), deduction(2))
	reason, erased, err := f.Reason(t.Context(), 1)
	require.NoError(t, err)
	require.False(t, erased)
	require.Equal(t, "群众张小明反映窗口无人", reason)

	require.NoError(t, f.erase(t, 1))
	reason, erased, err = f.Reason(t.Context(), 1)
	require.NoError(t, err)
	require.True(t, erased)
	require.Empty(t, reason)
	require.Nil(t, f.verify(t, nil).Flaw, "the chain stays whole")
	require.Equal(t, models.CodeNotFound, models.CodeOf(f.erase(t, 1)))
}

func TestAuditIsSealed(t *testing.T) {
	f := newFixture(t, models.SQLite)
	for i := range 3 {
		require.NoError(t, f.store.Write(t.Context(), func(tx *models.Tx) error {
			return tx.Audit(models.AuditEntry{Action: "test", Subject: strconv.Itoa(i)})
		}))
	}
	sealed, ok, err := f.SealAudit(t.Context())
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, int64(3), sealed.Lines)
	_, ok, err = f.SealAudit(t.Context())
	require.NoError(t, err)
	require.False(t, ok, "nothing new")
	require.Nil(t, f.verify(t, nil).Flaw)

	f.damage(t, "DROP TRIGGER audit_log_no_update", "UPDATE audit_log SET detail = 'x' WHERE id = 2")
	flaw := f.verify(t, nil).Flaw
	require.NotNil(t, flaw)
	require.Equal(t, "audit_log", flaw.Field)
	require.NotEqual(t, flaw.Expected, flaw.Found)
}
